package images

import (
	"errors"
	"fmt"
	"io"
)

// Decode reads a picture. The content decides the format; name is used for its extension only, and an
// extension of another format than the content's is an error. Each error is a reason for a person: what
// is wrong with the file, without its name.
func Decode(name string, data []byte) (*Picture, error) {
	pic := new(Picture)
	if err := DecodeInto(pic, name, data); err != nil {
		return nil, err
	}
	return pic, nil
}

// DecodeInto is Decode into a picture whose memory is used again where it is large enough, for a worker
// that decodes many. After an error the picture's content is undefined.
func DecodeInto(pic *Picture, name string, data []byte) (err error) {
	f, err := sniff(data)
	if err != nil {
		return err
	}
	if err := checkExtension(name, f); err != nil {
		return err
	}
	defer func() {
		// The decoders of other modules are not known to be free of panics; one bad file must not end a run.
		if r := recover(); r != nil {
			err = fmt.Errorf("is a damaged %s: %v", f.name, r)
		}
	}()
	pic.Orientation = 1
	return explain(f, f.decode(pic, data))
}

// errTruncated is the error of every format whose file ends before its pixels do.
var errTruncated = errors.New("truncated")

// refusal is an error that is a whole reason already, such as a size over the limit.
type refusal struct{ error }

// explain turns a decoder's error into a reason for a person.
func explain(f format, err error) error {
	var r refusal
	switch {
	case err == nil:
		return nil
	case errors.As(err, &r):
		return r.error
	case errors.Is(err, errTruncated), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF):
		return fmt.Errorf("is a truncated %s: the file ends before the picture does; copy it again from its source", f.name)
	}
	return fmt.Errorf("is a damaged %s: %w", f.name, err)
}

// unsupported is the reason for a valid file of a kind that vfm does not read.
func unsupported(what string) error {
	return refusal{fmt.Errorf("is %s, which vfm does not read; convert it to PNG or JPEG", what)}
}

// Most pixels that one byte of a file can stand for, by how the format codes them. A shorter file is
// truncated, which is then known before memory is taken for its pixels.
const (
	pixelsPerByteJPEG = 8 * 64   // one bit for each block of 8 × 8
	pixelsPerBytePNG  = 8 * 1032 // Deflate's limit, at one bit for each pixel
	pixelsPerByteGIF  = 4096     // LZW's longest string takes a code of 12 bits
	pixelsPerByteTIFF = 8 * 4096 // LZW or Deflate, at one bit for each pixel
	pixelsPerByteWebP = 1 << 30  // a single colour takes nothing at all
)

// prepare checks the size that a header states and makes room for the pixels.
func prepare(pic *Picture, width, height int, data []byte, pixelsPerByte int) error {
	if err := checkSize(width, height); err != nil {
		return refusal{err}
	}
	if width*height > pixelsPerByte*len(data) {
		return errTruncated
	}
	pic.resize(width, height)
	return nil
}

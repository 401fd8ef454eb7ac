package images

import (
	"bytes"
	"encoding/binary"
	"errors"
	"image"

	"golang.org/x/image/vp8"
	"golang.org/x/image/vp8l"
)

// webpFrame is the picture in a WebP file: of an animation, the first frame.
type webpFrame struct {
	canvasWidth, canvasHeight int
	x, y                      int    // where the frame lies on the canvas
	lossy, lossless           []byte // the bitstream; one of them is nil
	orientation               int
}

// decodeWebP reads lossy and lossless WebP. Alpha is dropped, so its chunk is not read. What a frame
// leaves free of its canvas is black.
func decodeWebP(pic *Picture, data []byte) error {
	f, err := readWebP(data)
	if err != nil {
		return err
	}
	width, height, err := f.size()
	if err != nil {
		return err
	}
	if f.canvasWidth == 0 {
		f.canvasWidth, f.canvasHeight = width, height
	}
	if err := prepare(pic, f.canvasWidth, f.canvasHeight, data, pixelsPerByteWebP); err != nil {
		return err
	}
	if f.x+width > f.canvasWidth || f.y+height > f.canvasHeight {
		return errors.New("its frame lies outside its canvas")
	}
	pic.Orientation = f.orientation
	frame := pic
	if width != pic.Width || height != pic.Height {
		frame = new(Picture)
		frame.resize(width, height)
	}
	if err := f.pixels(frame); err != nil {
		return err
	}
	if frame != pic {
		clear(pic.Pix)
		for y := range height {
			copy(pic.row(f.y + y)[3*f.x:], frame.row(y))
		}
	}
	return nil
}

// readWebP walks over the chunks of the RIFF container.
func readWebP(data []byte) (webpFrame, error) {
	f := webpFrame{orientation: 1}
	const header = 12
	if len(data) < header || uint64(binary.LittleEndian.Uint32(data[4:]))+8 > uint64(len(data)) {
		return f, errTruncated
	}
	for chunk := range webpChunks(data[header:]) {
		switch {
		case chunk.id == "VP8X" && len(chunk.body) >= 10:
			f.canvasWidth, f.canvasHeight = uint24(chunk.body[4:])+1, uint24(chunk.body[7:])+1
		case chunk.id == "ANMF" && len(chunk.body) >= 16 && f.lossy == nil && f.lossless == nil:
			f.x, f.y = 2*uint24(chunk.body), 2*uint24(chunk.body[3:])
			for inner := range webpChunks(chunk.body[16:]) {
				f.bitstream(inner)
			}
		case chunk.id == "EXIF":
			f.orientation = exifOrientation(bytes.TrimPrefix(chunk.body, []byte("Exif\x00\x00")))
		default:
			f.bitstream(chunk)
		}
	}
	if f.lossy == nil && f.lossless == nil {
		return f, errors.New("it has no picture")
	}
	return f, nil
}

// bitstream notes the chunk if it is the first that holds pixels.
func (f *webpFrame) bitstream(c webpChunk) {
	if f.lossy != nil || f.lossless != nil {
		return
	}
	switch c.id {
	case "VP8 ":
		f.lossy = c.body
	case "VP8L":
		f.lossless = c.body
	}
}

// size reads the frame's width and height from its bitstream.
func (f *webpFrame) size() (width, height int, err error) {
	if f.lossless != nil {
		c, err := vp8l.DecodeConfig(bytes.NewReader(f.lossless))
		return c.Width, c.Height, err
	}
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(f.lossy), len(f.lossy))
	h, err := d.DecodeFrameHeader()
	return h.Width, h.Height, err
}

// pixels decodes the frame into pic, which has its size.
func (f *webpFrame) pixels(pic *Picture) error {
	if f.lossless != nil {
		m, err := vp8l.Decode(bytes.NewReader(f.lossless))
		if err != nil {
			return err
		}
		return copyImage(pic, m)
	}
	d := vp8.NewDecoder()
	d.Init(bytes.NewReader(f.lossy), len(f.lossy))
	if _, err := d.DecodeFrameHeader(); err != nil {
		return err
	}
	m, err := d.DecodeFrame()
	if err != nil {
		return err
	}
	if m.Rect != image.Rect(0, 0, pic.Width, pic.Height) {
		return errors.New("its frame has another size than its header says")
	}
	webpColours(pic, m)
	return nil
}

type webpChunk struct {
	id   string
	body []byte
}

// webpChunks yields the chunks of a RIFF list, the last one perhaps cut short.
func webpChunks(data []byte) func(yield func(webpChunk) bool) {
	return func(yield func(webpChunk) bool) {
		for len(data) >= 8 {
			size := int(binary.LittleEndian.Uint32(data[4:]))
			end := min(8+size, len(data))
			if !yield(webpChunk{string(data[:4]), data[8:end]}) {
				return
			}
			data = data[min(end+size%2, len(data)):]
		}
	}
}

func uint24(b []byte) int { return int(b[0]) | int(b[1])<<8 | int(b[2])<<16 }

package images

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
	"math/bits"

	"golang.org/x/image/ccitt"
	"golang.org/x/image/tiff/lzw"
)

// Compressions of a TIFF.
const (
	tiffRaw      = 1
	tiffGroup3   = 3
	tiffGroup4   = 4
	tiffLZW      = 5
	tiffJPEG     = 7
	tiffDeflate  = 8
	tiffPackBits = 32773
	tiffZip      = 32946 // the same as tiffDeflate, an older number
)

// read returns all samples, [height, width, samples], rows padded to whole bytes; mixed ones as RGB.
func (t *tiffImage) read() ([]byte, error) {
	pixel := t.samples * t.bits
	if t.mixed() {
		pixel = 3 * t.bits
	}
	stride := (t.width*pixel + 7) / 8
	out := make([]byte, stride*t.height)
	perPlane := t.blocksAcross * t.blocksDown
	for i := range t.planes * perPlane {
		plane, x, y := i/perPlane, i%perPlane%t.blocksAcross*t.blockWidth, i%perPlane/t.blocksAcross*t.blockHeight
		rows, columns := min(t.blockHeight, t.height-y), min(t.blockWidth, t.width-x)
		block, blockStride, err := t.block(i, rows)
		if err != nil {
			return nil, err
		}
		for r := range rows {
			dst, src := out[(y+r)*stride+x*pixel/8:], block[r*blockStride:]
			if t.planes == 1 {
				copy(dst[:(columns*pixel+7)/8], src)
			} else {
				interleave(dst, src, columns, plane, t.samples, t.bits/8)
			}
		}
	}
	return out, nil
}

// interleave puts one plane's row into its place among samples.
func interleave(dst, src []byte, columns, plane, samples, size int) {
	for i := range columns {
		copy(dst[(i*samples+plane)*size:][:size], src[i*size:])
	}
}

// block returns the samples of one strip or tile, at least rows rows of stride bytes.
func (t *tiffImage) block(i, rows int) (block []byte, stride int, err error) {
	offset, count := t.offsets[i], t.counts[i]
	if offset > len(t.data) || count > len(t.data)-offset {
		return nil, 0, errTruncated
	}
	data := t.data[offset : offset+count]
	if t.compression == tiffJPEG {
		return t.jpeg(data, rows)
	}
	samples := t.samples / t.planes
	stride = (t.blockWidth*samples*t.bits + 7) / 8
	if t.compression == tiffRaw {
		if len(data) < rows*stride {
			return nil, 0, errTruncated
		}
		block = data
		if t.tag(tiffFillOrder, 1) == 2 {
			block = reversed(data)
		}
	} else {
		block = make([]byte, rows*stride)
		r := t.decompressor(data, rows)
		if _, err := io.ReadFull(r, block); err != nil {
			return nil, 0, err
		}
		if err := checksum(r, (t.blockHeight-rows)*stride); err != nil {
			return nil, 0, err
		}
	}
	if t.predicts() && t.tag(tiffPredictor, 1) == 2 {
		for r := range rows {
			t.undoDifferences(block[r*stride:][:stride], samples)
		}
	}
	return block, stride, nil
}

// checksum reads a block to its end, past at most padding bytes, for a reader that then compares a checksum. What
// the bytes there are, and whether they are there, does not matter: no pixel needs them.
func checksum(r io.Reader, padding int) error {
	if _, err := io.CopyN(io.Discard, r, int64(padding)+1); errors.Is(err, zlib.ErrChecksum) {
		return err
	}
	return nil
}

// decompressor reads a compressed block.
func (t *tiffImage) decompressor(data []byte, rows int) io.Reader {
	r := bytes.NewReader(data)
	switch t.compression {
	case tiffLZW:
		return lzw.NewReader(r, lzw.MSB, 8)
	case tiffDeflate, tiffZip:
		z, err := zlib.NewReader(r)
		if err != nil {
			return errorReader{err}
		}
		return z
	case tiffPackBits:
		return &packBits{data: data}
	case tiffGroup3, tiffGroup4:
		order, form := ccitt.MSB, ccitt.Group3
		if t.tag(tiffFillOrder, 1) == 2 {
			order = ccitt.LSB
		}
		if t.compression == tiffGroup4 {
			form = ccitt.Group4
		}
		return ccitt.NewReader(r, order, form, t.blockWidth, rows, &ccitt.Options{Invert: true})
	}
	return errorReader{fmt.Errorf("compression %d", t.compression)}
}

type errorReader struct{ err error }

func (r errorReader) Read([]byte) (int, error) { return 0, r.err }

// undoDifferences adds each sample to that of the pixel before.
func (t *tiffImage) undoDifferences(row []byte, samples int) {
	switch t.bits {
	case 8:
		for i := samples; i < len(row); i++ {
			row[i] += row[i-samples]
		}
	case 16:
		for i := 2 * samples; i+2 <= len(row); i += 2 {
			t.order.PutUint16(row[i:], t.order.Uint16(row[i:])+t.order.Uint16(row[i-2*samples:]))
		}
	case 32:
		for i := 4 * samples; i+4 <= len(row); i += 4 {
			t.order.PutUint32(row[i:], t.order.Uint32(row[i:])+t.order.Uint32(row[i-4*samples:]))
		}
	}
}

// reversed returns the bytes with their bits in reverse order.
func reversed(data []byte) []byte {
	out := make([]byte, len(data))
	for i, b := range data {
		out[i] = bits.Reverse8(b)
	}
	return out
}

// packBits undoes Apple's run-length code.
type packBits struct {
	data    []byte
	literal int // bytes left to copy
	repeat  int // times left to repeat data's first byte
}

func (p *packBits) Read(out []byte) (int, error) {
	for p.literal == 0 && p.repeat == 0 {
		if len(p.data) < 2 {
			return 0, io.ErrUnexpectedEOF
		}
		switch n := int(int8(p.data[0])); {
		case n >= 0:
			p.literal = n + 1
		case n > -128:
			p.repeat = 1 - n
		}
		p.data = p.data[1:]
	}
	if p.literal > 0 {
		n := copy(out, p.data[:min(p.literal, len(p.data))])
		if n == 0 {
			return 0, io.ErrUnexpectedEOF
		}
		p.data, p.literal = p.data[n:], p.literal-n
		return n, nil
	}
	n := min(p.repeat, len(out))
	for i := range n {
		out[i] = p.data[0]
	}
	if p.repeat -= n; p.repeat == 0 {
		p.data = p.data[1:]
	}
	return n, nil
}

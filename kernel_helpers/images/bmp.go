package images

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// bmpHeader is what a Windows or OS/2 bitmap says of itself.
type bmpHeader struct {
	width, height int
	topDown       bool
	bits          int
	compression   int
	masks         [3]uint32 // of red, green and blue, for 16 and 32 bits
	palette       [256][3]byte
	pixels        []byte // from the first pixel to the end of the file
}

// Compressions of a BMP.
const (
	bmpRaw = iota
	bmpRLE8
	bmpRLE4
	bmpFields
)

// decodeBMP reads bitmaps of 1, 4, 8, 16, 24 and 32 bits, raw and run-length coded.
func decodeBMP(pic *Picture, data []byte) error {
	h, err := readBMPHeader(data)
	if err != nil {
		return err
	}
	if err := checkSize(h.width, h.height); err != nil {
		return refusal{err}
	}
	runs := h.compression == bmpRLE8 || h.compression == bmpRLE4
	if !runs && (h.height-1)*h.stride()+(h.width*h.bits+7)/8 > len(h.pixels) {
		return errTruncated
	}
	pic.resize(h.width, h.height)
	if runs {
		return h.drawRuns(pic)
	}
	h.draw(pic)
	return nil
}

// stride is the bytes of a raw row, padded to four.
func (h *bmpHeader) stride() int { return (h.width*h.bits + 31) / 32 * 4 }

// readBMPHeader reads the headers of 12 (OS/2) and 40 … 124 bytes (Windows).
func readBMPHeader(data []byte) (h bmpHeader, err error) {
	const fileHeader = 14
	if len(data) < fileHeader+12 {
		return h, errTruncated
	}
	offset := int64(binary.LittleEndian.Uint32(data[10:]))
	size := int64(binary.LittleEndian.Uint32(data[fileHeader:]))
	info := data[fileHeader:]
	if size > int64(len(info)) {
		return h, errTruncated
	}
	colours, entry, err := h.readInfo(info, size)
	if err != nil {
		return h, err
	}
	tables := info[size:]
	if h.masks, err = bmpMasks(h, info, size); err != nil {
		return h, err
	}
	if h.compression == bmpFields && size == 40 {
		tables = tables[min(12, len(tables)):]
	}
	if err := h.check(); err != nil {
		return h, err
	}
	if h.bits <= 8 {
		if colours == 0 {
			colours = 1 << h.bits
		}
		h.readPalette(tables, int(min(colours, 256)), int(entry))
		if offset == fileHeader+size {
			offset += entry * colours // some writers do not count the palette
		}
	}
	if offset == 0 {
		offset = int64(len(data) - len(tables))
	}
	if offset > int64(len(data)) {
		return h, errTruncated
	}
	h.pixels = data[offset:]
	return h, nil
}

// readInfo reads the information header of size bytes. It returns how many colours the palette has (0 = as
// many as the bits allow) and the bytes of one.
func (h *bmpHeader) readInfo(info []byte, size int64) (colours, entry int64, err error) {
	switch size {
	case 12:
		h.width, h.height = int(binary.LittleEndian.Uint16(info[4:])), int(binary.LittleEndian.Uint16(info[6:]))
		h.bits = int(binary.LittleEndian.Uint16(info[10:]))
		return 0, 3, nil
	case 40, 52, 56, 64, 108, 124:
		h.width, h.height = int(int32(binary.LittleEndian.Uint32(info[4:]))), int(int32(binary.LittleEndian.Uint32(info[8:])))
		if h.topDown = h.height < 0; h.topDown {
			h.height = -h.height
		}
		h.bits = int(binary.LittleEndian.Uint16(info[14:]))
		h.compression = int(binary.LittleEndian.Uint32(info[16:]))
		return int64(binary.LittleEndian.Uint32(info[32:])), 4, nil
	}
	return 0, 0, unsupported(fmt.Sprintf("a BMP with a header of %d bytes", size))
}

// check refuses kinds that are not read.
func (h *bmpHeader) check() error {
	ok := false
	switch h.compression {
	case bmpRaw:
		ok = h.bits == 1 || h.bits == 4 || h.bits == 8 || h.bits == 16 || h.bits == 24 || h.bits == 32
	case bmpRLE8:
		ok = h.bits == 8
	case bmpRLE4:
		ok = h.bits == 4
	case bmpFields:
		ok = h.bits == 16 || h.bits == 24 || h.bits == 32
	}
	if !ok {
		return unsupported(fmt.Sprintf("a BMP of %d bits with compression %d", h.bits, h.compression))
	}
	return nil
}

// readPalette takes blue, green, red, and a fourth byte if entry is 4.
func (h *bmpHeader) readPalette(data []byte, colours, entry int) {
	for i := 0; i < colours && len(data) >= entry; i++ {
		h.palette[i] = [3]byte{data[2], data[1], data[0]}
		data = data[entry:]
	}
}

// bmpMasks returns the bits of red, green and blue in a pixel of 16, 24 or 32 bits.
func bmpMasks(h bmpHeader, info []byte, size int64) (masks [3]uint32, err error) {
	if h.compression != bmpFields {
		if h.bits == 16 {
			return [3]uint32{0x7c00, 0x3e0, 0x1f}, nil
		}
		return [3]uint32{0xff0000, 0xff00, 0xff}, nil
	}
	if len(info) < 52 {
		return masks, errTruncated
	}
	for c := range masks {
		masks[c] = binary.LittleEndian.Uint32(info[40+4*c:])
	}
	if masks == [3]uint32{} && h.bits == 32 {
		return [3]uint32{0xff0000, 0xff00, 0xff}, nil
	}
	for _, m := range masks {
		if m == 0 {
			return masks, errors.New("a colour has no bits")
		}
	}
	return masks, nil
}

package images

import "math/bits"

// outRow returns the row of pic in which the stored row y belongs.
func (h *bmpHeader) outRow(pic *Picture, y int) []byte {
	if !h.topDown {
		y = pic.Height - 1 - y
	}
	return pic.row(y)
}

// draw writes raw pixels. There are enough of them.
func (h *bmpHeader) draw(pic *Picture) {
	for y := range pic.Height {
		dst, src := h.outRow(pic, y), h.pixels[y*h.stride():]
		if h.bits <= 8 {
			h.drawIndices(dst, src)
		} else {
			h.drawColours(dst, src)
		}
	}
}

// drawIndices looks up one row of 1, 4 or 8 bits.
func (h *bmpHeader) drawIndices(dst, src []byte) {
	mask := byte(1<<h.bits - 1)
	for i := 0; 3*i < len(dst); i++ {
		bit := i * h.bits
		index := src[bit/8] >> (8 - h.bits - bit%8) & mask
		copy(dst[3*i:3*i+3], h.palette[index][:])
	}
}

// drawColours unpacks one row of 16, 24 or 32 bits.
func (h *bmpHeader) drawColours(dst, src []byte) {
	size := h.bits / 8
	for i := 0; i < len(dst); i += 3 {
		var pixel uint32
		for b := range size {
			pixel |= uint32(src[b]) << (8 * b)
		}
		for c, mask := range h.masks {
			dst[i+c] = widen(pixel&mask, mask)
		}
		src = src[size:]
	}
}

// widen scales the masked bits of a pixel to 0 … 255, rounded down.
func widen(value, mask uint32) byte {
	shift := bits.TrailingZeros32(mask)
	return byte(uint64(value>>shift) * 255 / uint64(mask>>shift))
}

// drawRuns writes run-length coded pixels of 4 or 8 bits. Pixels that the code leaves out have colour 0.
func (h *bmpHeader) drawRuns(pic *Picture) error {
	indices, err := h.runs(pic.Width, pic.Height)
	if err != nil {
		return err
	}
	for y := range pic.Height {
		dst := h.outRow(pic, y)
		for x, index := range indices[y*pic.Width:][:pic.Width] {
			copy(dst[3*x:3*x+3], h.palette[index][:])
		}
	}
	return nil
}

// runs undoes the run-length code into indices [height, width], in stored order.
func (h *bmpHeader) runs(width, height int) ([]byte, error) {
	out := make([]byte, width*height)
	at, column, data := 0, 0, h.pixels
	for at < len(out) {
		if len(data) < 2 {
			return nil, errTruncated
		}
		count, value := int(data[0]), data[1]
		data = data[2:]
		switch {
		case count > 0:
			count = max(min(count, width-column, len(out)-at), 0)
			for i := range count {
				out[at+i] = h.runIndex([]byte{value, value}, i%2)
			}
			at, column = at+count, column+count
		case value == 0: // end of the row
			at, column = (at+width-1)/width*width, 0
		case value == 1: // end of the picture
			return out, nil
		case value == 2: // a step right and up
			if len(data) < 2 {
				return nil, errTruncated
			}
			at = min(at+int(data[0])+int(data[1])*width, len(out))
			column, data = at%width, data[2:]
		default: // so many literal pixels, padded to two bytes
			count = min(int(value), len(out)-at)
			size := (count*h.bits + 7) / 8
			if len(data) < size {
				return nil, errTruncated
			}
			for i := range count {
				out[at+i] = h.runIndex(data, i)
			}
			at, column = at+count, column+count
			data = data[min((size+1)&^1, len(data)):]
		}
	}
	return out, nil
}

// runIndex returns pixel i of packed pixels of 4 or 8 bits.
func (h *bmpHeader) runIndex(packed []byte, i int) byte {
	if h.bits == 8 {
		return packed[i]
	}
	return packed[i/2] >> (4 - 4*(i%2)) & 0xf
}

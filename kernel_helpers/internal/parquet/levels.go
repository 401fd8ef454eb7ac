package parquet

import (
	"encoding/binary"
	"errors"
	"math/bits"
)

var errRuns = errors.New("its levels or indices are cut off")

// runs decodes n numbers of a width in bits from the hybrid of runs and packed groups of eight:
// https://parquet.apache.org/docs/file-format/data-pages/encodings/#RLE
func runs(src []byte, width, n int) ([]uint32, error) {
	if width > 32 {
		return nil, errRuns
	}
	out := make([]uint32, 0, n)
	for len(out) < n {
		header, used := binary.Uvarint(src)
		if used <= 0 || header>>1 == 0 {
			return nil, errRuns
		}
		src = src[used:]
		if header&1 == 0 { // one value, repeated
			size := (width + 7) / 8
			if len(src) < size {
				return nil, errRuns
			}
			var value [4]byte
			copy(value[:], src[:size])
			src = src[size:]
			for range min(header>>1, uint64(n-len(out))) {
				out = append(out, binary.LittleEndian.Uint32(value[:]))
			}
			continue
		}
		count := min(header>>1, uint64(n+7)/8) * 8
		size := int(count) * width / 8
		if len(src) < size {
			return nil, errRuns
		}
		for i := range min(int(count), n-len(out)) {
			out = append(out, packed(src, i*width, width))
		}
		src = src[size:]
	}
	return out, nil
}

// packed reads width bits from a bit on, the lowest first.
func packed(src []byte, bit, width int) uint32 {
	var word [8]byte
	copy(word[:], src[bit/8:])
	return uint32(binary.LittleEndian.Uint64(word[:]) >> (bit % 8) & (1<<width - 1))
}

// present decodes for n values whether they are there; optional is how many parts of the column's path may
// be missing. nil means that all are.
func present(src []byte, optional, n int) ([]bool, error) {
	if optional == 0 {
		return nil, nil
	}
	levels, err := runs(src, bits.Len(uint(optional)), n)
	if err != nil {
		return nil, err
	}
	there := make([]bool, n)
	for i, l := range levels {
		there[i] = int(l) == optional
	}
	return there, nil
}

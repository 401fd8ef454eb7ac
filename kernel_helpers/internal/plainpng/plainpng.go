// Package plainpng writes pictures as PNG files whose pixels are stored as they are. A compressor's output may
// change from one version of Go to the next, and with it the digests by which vfm knows its images; these bytes
// depend on the pixels alone.
//
//	os.WriteFile("picture.png", plainpng.Encode(picture), 0o644)
//
// The format is that of https://www.w3.org/TR/png/, the container of the pixels that of RFC 1950 and 1951.
package plainpng

import (
	"encoding/binary"
	"hash/adler32"
	"hash/crc32"
	"image"
)

const (
	signature = "\x89PNG\r\n\x1a\n"
	rgb8      = "\x08\x02\x00\x00\x00" // eight bits, colour; deflate, the usual filters, not interlaced
	blockSize = 65535                  // the most that a stored block holds
)

// Encode returns the file of a picture. Alpha is left out: the picture is taken as opaque.
func Encode(m *image.RGBA) []byte {
	size := m.Rect.Size()
	header := binary.BigEndian.AppendUint32(nil, uint32(size.X))
	header = binary.BigEndian.AppendUint32(header, uint32(size.Y))
	file := []byte(signature)
	file = chunk(file, "IHDR", append(header, rgb8...))
	file = chunk(file, "IDAT", stored(scanlines(m)))
	return chunk(file, "IEND", nil)
}

// scanlines are the rows of a picture, each after the number of its filter, 0 for none.
func scanlines(m *image.RGBA) []byte {
	size := m.Rect.Size()
	lines := make([]byte, 0, size.Y*(1+3*size.X))
	for y := range size.Y {
		lines = append(lines, 0)
		row := m.Pix[y*m.Stride:]
		for x := range size.X {
			lines = append(lines, row[4*x], row[4*x+1], row[4*x+2])
		}
	}
	return lines
}

// stored wraps data in a zlib stream of stored blocks.
func stored(data []byte) []byte {
	stream := []byte{0x78, 0x01}
	for rest := data; ; rest = rest[blockSize:] {
		n, last := len(rest), byte(1)
		if n > blockSize {
			n, last = blockSize, 0
		}
		stream = append(stream, last)
		stream = binary.LittleEndian.AppendUint16(stream, uint16(n))
		stream = binary.LittleEndian.AppendUint16(stream, ^uint16(n))
		stream = append(stream, rest[:n]...)
		if last == 1 {
			return binary.BigEndian.AppendUint32(stream, adler32.Checksum(data))
		}
	}
}

// chunk appends a part of the file: length, kind, data, checksum.
func chunk(file []byte, kind string, data []byte) []byte {
	file = binary.BigEndian.AppendUint32(file, uint32(len(data)))
	body := append([]byte(kind), data...)
	file = append(file, body...)
	return binary.BigEndian.AppendUint32(file, crc32.ChecksumIEEE(body))
}

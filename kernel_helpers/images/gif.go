package images

import (
	"compress/lzw"
	"encoding/binary"
	"errors"
	"io"
)

// gifFrame is the first frame of a GIF and what is needed to show it.
type gifFrame struct {
	x, y, width, height int
	palette             []byte // [colours, 3]; nil = the index is a grey level
	interlaced          bool
	fill                byte // index of what the frame leaves free of its canvas
	blocks              []byte
}

var errGIFStructure = errors.New("its blocks are out of order")

// decodeGIF reads the first frame of a GIF. Transparent pixels keep their palette colour, and a canvas
// smaller than the frame grows, as in Pillow.
func decodeGIF(pic *Picture, data []byte) error {
	const header = 13
	if len(data) < header {
		return errTruncated
	}
	width, height := int(binary.LittleEndian.Uint16(data[6:])), int(binary.LittleEndian.Uint16(data[8:]))
	palette, rest, err := gifPalette(data[10], data[header:])
	if err != nil {
		return err
	}
	f, err := readGIFFrame(rest, palette)
	if err != nil {
		return err
	}
	if err := prepare(pic, max(width, f.x+f.width), max(height, f.y+f.height), data, pixelsPerByteGIF); err != nil {
		return err
	}
	return f.draw(pic)
}

// gifPalette reads the colour table that the flags announce. Without one it returns nil.
func gifPalette(flags byte, data []byte) (palette, rest []byte, err error) {
	if flags&0x80 == 0 {
		return nil, data, nil
	}
	size := 3 << (flags&7 + 1)
	if len(data) < size {
		return nil, nil, errTruncated
	}
	return data[:size], data[size:], nil
}

// readGIFFrame passes over extensions to the first frame.
func readGIFFrame(data, palette []byte) (gifFrame, error) {
	f := gifFrame{palette: palette}
	for len(data) > 0 {
		kind := data[0]
		data = data[1:]
		switch kind {
		case '!':
			if len(data) >= 6 && data[0] == 0xf9 && data[1] >= 4 && data[2]&1 != 0 {
				f.fill = data[5] // a graphic control extension with a transparent index
			}
			if len(data) < 1 {
				return f, errTruncated
			}
			data = gifBlocksEnd(data[1:])
		case ',':
			return f, f.read(data)
		case ';':
			return f, errors.New("it has no frame")
		}
	}
	return f, errTruncated
}

// gifBlocksEnd returns what follows a list of data blocks.
func gifBlocksEnd(data []byte) []byte {
	for len(data) > 0 && data[0] != 0 {
		data = data[min(1+int(data[0]), len(data)):]
	}
	return data[min(1, len(data)):]
}

// read takes the frame's own header.
func (f *gifFrame) read(data []byte) (err error) {
	const header = 9
	if len(data) < header {
		return errTruncated
	}
	f.x, f.y = int(binary.LittleEndian.Uint16(data)), int(binary.LittleEndian.Uint16(data[2:]))
	f.width, f.height = int(binary.LittleEndian.Uint16(data[4:])), int(binary.LittleEndian.Uint16(data[6:]))
	flags := data[8]
	f.interlaced = flags&0x40 != 0
	own, rest, err := gifPalette(flags, data[header:])
	if err != nil {
		return err
	}
	if own != nil {
		f.palette = own
	}
	f.blocks = rest
	if f.width == 0 || f.height == 0 {
		return refusal{checkSize(f.width, f.height)}
	}
	return nil
}

// draw decompresses the frame onto its canvas.
func (f *gifFrame) draw(pic *Picture) error {
	if len(f.blocks) == 0 {
		return errTruncated
	}
	bits := int(f.blocks[0])
	if bits < 2 || bits > 8 {
		return errGIFStructure
	}
	var colours [256][3]byte
	for i := range colours {
		colours[i] = [3]byte{byte(i), byte(i), byte(i)}
		if f.palette != nil {
			colours[i] = [3]byte{}
			copy(colours[i][:], f.palette[min(3*i, len(f.palette)):])
		}
	}
	if f.width < pic.Width || f.height < pic.Height {
		for i := 0; i < len(pic.Pix); i += 3 {
			copy(pic.Pix[i:i+3], colours[f.fill][:])
		}
	}
	indices := lzw.NewReader(&gifBlocks{data: f.blocks[1:]}, lzw.LSB, bits)
	defer indices.Close()
	line := make([]byte, f.width)
	for _, y := range gifRows(f.height, f.interlaced) {
		if _, err := io.ReadFull(indices, line); err != nil {
			return err
		}
		row := pic.row(f.y + y)[3*f.x:]
		for x, index := range line {
			copy(row[3*x:3*x+3], colours[index][:])
		}
	}
	return nil
}

// gifRows lists the rows in the order in which they are stored.
func gifRows(height int, interlaced bool) []int {
	passes := [][2]int{{0, 1}}
	if interlaced {
		passes = [][2]int{{0, 8}, {4, 8}, {2, 4}, {1, 2}}
	}
	rows := make([]int, 0, height)
	for _, p := range passes {
		for y := p[0]; y < height; y += p[1] {
			rows = append(rows, y)
		}
	}
	return rows
}

// gifBlocks reads through the data blocks as one stream.
type gifBlocks struct {
	data []byte
	left int // bytes left in this block
}

func (b *gifBlocks) Read(p []byte) (int, error) {
	if b.left == 0 {
		if len(b.data) == 0 {
			return 0, io.ErrUnexpectedEOF
		}
		b.left, b.data = int(b.data[0]), b.data[1:]
		if b.left == 0 {
			return 0, io.EOF
		}
		if b.left > len(b.data) {
			return 0, io.ErrUnexpectedEOF
		}
	}
	n := copy(p, b.data[:b.left])
	b.data, b.left = b.data[n:], b.left-n
	return n, nil
}

// ReadByte makes the decompressor read no further than it must, and without a buffer of its own.
func (b *gifBlocks) ReadByte() (byte, error) {
	var p [1]byte
	_, err := b.Read(p[:])
	return p[0], err
}

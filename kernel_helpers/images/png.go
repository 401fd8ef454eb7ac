package images

import (
	"bytes"
	"encoding/binary"
	"image"
	"image/png"
	"slices"
)

// decodePNG reads every kind of PNG: 1 … 16 bits, grey, palette, colour, alpha, interlaced. Of an animated
// PNG it reads the default image.
func decodePNG(pic *Picture, data []byte) error {
	config, err := png.DecodeConfig(bytes.NewReader(data))
	if err != nil {
		return err
	}
	if err := prepare(pic, config.Width, config.Height, data, pixelsPerBytePNG); err != nil {
		return err
	}
	whole, complete := pic.scanPNG(data)
	img, err := png.Decode(bytes.NewReader(whole))
	if err != nil && !complete {
		return errTruncated
	}
	if err != nil {
		return err
	}
	if deep, ok := img.(*image.NRGBA64); ok && isGrey16(data) {
		for y := range pic.Height {
			copyGrey16(pic.row(y), deep.Pix[y*deep.Stride:], 8)
		}
		return nil
	}
	return copyImage(pic, img)
}

// isGrey16 reports whether the header says grey of 16 bits. With a transparent shade Go returns that as
// colour, whose 16 bits are cut down in another way.
func isGrey16(data []byte) bool {
	const bits, colours, grey = 24, 25, 0
	return data[bits] == 16 && data[colours] == grey
}

// scanPNG looks for an eXIf chunk. It returns the whole chunks of the file, with the end chunk if that is
// missing: all pixels may be there without it, and Pillow takes such a file.
func (p *Picture) scanPNG(data []byte) (whole []byte, complete bool) {
	const signature, overhead = 8, 12 // a chunk has its length, name and checksum around its body
	at := uint64(signature)
	for rest := data[at:]; len(rest) >= overhead; rest = data[at:] {
		size := uint64(binary.BigEndian.Uint32(rest))
		if size+overhead > uint64(len(rest)) {
			break
		}
		at += size + overhead
		switch string(rest[4:8]) {
		case "eXIf":
			p.Orientation = exifOrientation(rest[8 : 8+size])
		case "IEND":
			return data[:at], true
		}
	}
	return append(slices.Clip(data[:at]), "\x00\x00\x00\x00IEND\xaeB`\x82"...), false
}

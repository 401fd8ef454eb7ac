package images

import (
	"fmt"
	"slices"
	"sync"
)

// loadTurbo finds libjpeg-turbo once. Tests replace it.
var loadTurbo = sync.OnceValue(findTurbo)

// decodeJPEG reads every JPEG that libjpeg reads: baseline, progressive, grey, Y'CbCr of any
// subsampling, RGB, CMYK and YCCK. Damaged files that libjpeg merely warns of are accepted, as Pillow
// does. So is a file without an end-of-image marker where some bytes follow its last pixel.
func decodeJPEG(pic *Picture, data []byte) error {
	h, err := readJPEGHeader(data)
	if err != nil {
		return err
	}
	return decodeFrame(pic, data, h)
}

// decodeFrame decodes a JPEG whose header was read.
func decodeFrame(pic *Picture, data []byte, h jpegHeader) error {
	if h.precision != 8 {
		return unsupported(fmt.Sprintf("a JPEG of %d bits", h.precision))
	}
	if h.components != 1 && h.components != 3 && h.components != 4 {
		return unsupported(fmt.Sprintf("a JPEG of %d components", h.components))
	}
	if err := prepare(pic, h.width, h.height, data, pixelsPerByteJPEG); err != nil {
		return err
	}
	pic.Orientation = h.orientation
	if h.complete {
		return decodeScan(pic, data, h)
	}
	if h.severalScans || h.scans == 0 || len(data)-h.scan < lookahead {
		return errTruncated
	}
	for _, end := range []int{len(data) - lookahead, len(data)} {
		if err := decodeScan(pic, append(slices.Clip(data[:end]), 0xff, markerEOI), h); err != nil {
			return errTruncated
		}
	}
	return nil
}

// decodeScan decodes the pixels with the decoder that is there.
func decodeScan(pic *Picture, data []byte, h jpegHeader) error {
	if turbo := loadTurbo(); turbo.usable() {
		return turbo.decode(pic, data, h)
	}
	return decodeGoJPEG(pic, data, h)
}

// lookahead is how many bytes beyond the last pixel libjpeg reads before it has that pixel. Pillow calls
// a file truncated that does not have them.
const lookahead = 6

// cmykBuffers holds memory for pixels between libjpeg and RGB.
var cmykBuffers = sync.Pool{New: func() any { return new([]byte) }}

// invertedCMYK converts 4-byte pixels to RGB as Pillow does. JPEGs hold CMYK inverted, by Adobe's habit.
func invertedCMYK(rgb, cmyk []byte) {
	for i := 0; i+4 <= len(cmyk) && len(rgb) >= 3; i += 4 {
		white := uint32(cmyk[i+3])
		rgb[0] = byte(white - mulDiv255(255-uint32(cmyk[i]), white))
		rgb[1] = byte(white - mulDiv255(255-uint32(cmyk[i+1]), white))
		rgb[2] = byte(white - mulDiv255(255-uint32(cmyk[i+2]), white))
		rgb = rgb[3:]
	}
}

// mulDiv255 returns a·b/255, rounded, for a and b up to 255.
func mulDiv255(a, b uint32) uint32 {
	t := a*b + 128
	return (t>>8 + t) >> 8
}

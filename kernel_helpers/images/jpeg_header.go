package images

import (
	"bytes"
	"encoding/binary"
	"errors"
)

// jpegHeader is what vfm must know of a JPEG before its pixels.
type jpegHeader struct {
	width, height int
	components    int  // 1 grey, 3 colour, 4 CMYK or YCCK
	precision     int  // bits of a sample
	orientation   int  // EXIF 1 … 8
	complete      bool // the end-of-image marker is there
	scans         int  // started scans
	scan          int  // where the data of the last scan begins
	severalScans  bool // progressive, or one scan for each component
	plainInks     bool // its CMYK is not inverted: a JPEG inside a TIFF
}

// JPEG markers, the byte after 0xff (ITU-T T.81, table B.1).
const (
	markerSOI  = 0xd8
	markerEOI  = 0xd9
	markerSOS  = 0xda
	markerAPP1 = 0xe1
)

var errNoFrame = errors.New("no frame header")

// readJPEGHeader walks over all markers of a file. Bytes after the end-of-image marker are ignored.
func readJPEGHeader(data []byte) (jpegHeader, error) {
	h := jpegHeader{orientation: 1}
	for pos := 2; ; {
		marker, next := nextMarker(data, pos)
		if next < 0 {
			break // the data ended
		}
		if pos = next; marker == markerEOI {
			h.complete = true
			break
		}
		if marker == 0x01 || marker >= 0xd0 && marker <= markerSOI {
			continue // these stand alone
		}
		if pos+2 > len(data) {
			break
		}
		length := int(binary.BigEndian.Uint16(data[pos:]))
		if length < 2 {
			return h, errors.New("a segment of negative length")
		}
		end := min(pos+length, len(data))
		h.segment(marker, data[pos+2:max(end, pos+2)])
		if pos = end; marker == markerSOS {
			h.scans++
			h.scan = pos
			h.severalScans = h.severalScans || h.scans > 1
		}
	}
	if h.components == 0 {
		if !h.complete {
			return h, errTruncated
		}
		return h, errNoFrame
	}
	return h, nil
}

// nextMarker finds the marker at or after pos, passing over entropy-coded data: it is not a marker when
// 0xff is followed by 0 or by a restart number. next is the position after it, or -1 at the data's end.
func nextMarker(data []byte, pos int) (marker byte, next int) {
	for pos < len(data) {
		i := bytes.IndexByte(data[pos:], 0xff)
		if i < 0 {
			return 0, -1
		}
		for pos += i; pos < len(data) && data[pos] == 0xff; pos++ {
		}
		if pos == len(data) {
			return 0, -1
		}
		if m := data[pos]; m != 0 && (m < 0xd0 || m > 0xd7) {
			return m, pos + 1
		}
		pos++
	}
	return 0, -1
}

// segment notes what one marker segment says. Damaged ones say nothing.
func (h *jpegHeader) segment(marker byte, body []byte) {
	switch {
	case marker == markerAPP1:
		if tiff, ok := bytes.CutPrefix(body, []byte("Exif\x00\x00")); ok && h.orientation == 1 {
			h.orientation = exifOrientation(tiff)
		}
	case isFrameHeader(marker) && len(body) >= 6 && h.components == 0:
		h.severalScans = marker == 0xc2
		h.precision = int(body[0])
		h.height = int(binary.BigEndian.Uint16(body[1:]))
		h.width = int(binary.BigEndian.Uint16(body[3:]))
		h.components = int(body[5])
	}
}

// isFrameHeader reports whether the marker is one of SOF0 … SOF15. DHT, JPG and DAC lie among them.
func isFrameHeader(marker byte) bool {
	return marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8 && marker != 0xcc
}

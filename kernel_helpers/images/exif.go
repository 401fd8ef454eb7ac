package images

import "encoding/binary"

// exifOrientation returns the Orientation tag (1 … 8) of an EXIF block, which has the form of a TIFF
// file. Whatever is missing, damaged or out of range counts as 1, upright.
func exifOrientation(tiff []byte) int {
	if len(tiff) < 8 {
		return 1
	}
	var order binary.ByteOrder
	switch string(tiff[:4]) {
	case "II*\x00":
		order = binary.LittleEndian
	case "MM\x00*":
		order = binary.BigEndian
	default:
		return 1
	}
	const (
		tagOrientation = 0x0112
		typeShort      = 3
		entrySize      = 12
	)
	offset := uint64(order.Uint32(tiff[4:]))
	if offset+2 > uint64(len(tiff)) {
		return 1
	}
	count := int(order.Uint16(tiff[offset:]))
	entries := tiff[offset+2:]
	for ; count > 0 && len(entries) >= entrySize; count-- {
		if order.Uint16(entries) == tagOrientation && order.Uint16(entries[2:]) == typeShort {
			if o := int(order.Uint16(entries[8:])); o >= 1 && o <= 8 {
				return o
			}
			return 1
		}
		entries = entries[entrySize:]
	}
	return 1
}

package images

import (
	"bytes"
	"testing"
)

func TestExifOrientation(t *testing.T) {
	little := []byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00")
	big := []byte("MM\x00*\x00\x00\x00\x08\x00\x01\x01\x12\x00\x03\x00\x00\x00\x01\x00\x08\x00\x00\x00\x00\x00\x00")
	zero := bytes.Clone(little)
	zero[18] = 0
	nine := bytes.Clone(little)
	nine[18] = 9
	far := bytes.Clone(little)
	copy(far[4:], "\xff\xff\xff\xff")
	for _, c := range []struct {
		name string
		exif []byte
		want int
	}{
		{"little endian", little, 6}, {"big endian", big, 8}, {"zero", zero, 1}, {"nine", nine, 1},
		{"directory out of reach", far, 1}, {"empty", nil, 1}, {"cut", little[:15], 1}, {"text", []byte("not exif at all"), 1},
	} {
		if got := exifOrientation(c.exif); got != c.want {
			t.Errorf("%s: got %d, want %d", c.name, got, c.want)
		}
	}
}

func FuzzExifOrientation(f *testing.F) {
	f.Add([]byte("II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00\x06\x00\x00\x00\x00\x00\x00\x00"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if o := exifOrientation(data); o < 1 || o > 8 {
			t.Errorf("orientation %d", o)
		}
	})
}

package images

import (
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"image"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// read returns one of the committed test pictures.
func read(t testing.TB, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("testdata/pictures", name))
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// pngOfSize is the beginning of a PNG that says it has this size.
func pngOfSize(width, height uint32) []byte {
	body := []byte("IHDR")
	body = binary.BigEndian.AppendUint32(body, width)
	body = binary.BigEndian.AppendUint32(body, height)
	body = append(body, 8, 2, 0, 0, 0)
	data := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), body...)
	return binary.BigEndian.AppendUint32(data, crc32.ChecksumIEEE(body))
}

// jpegOfSize replaces the size in a JPEG's frame header.
func jpegOfSize(t *testing.T, width, height uint16) []byte {
	data := bytes.Clone(read(t, "odd-444.jpg"))
	at := bytes.Index(data, []byte{0xff, 0xc0})
	binary.BigEndian.PutUint16(data[at+5:], height)
	binary.BigEndian.PutUint16(data[at+7:], width)
	return data
}

func TestReasons(t *testing.T) {
	photo := read(t, "photo-420.jpg")
	gif := bytes.Clone(read(t, "plain.gif"))
	binary.LittleEndian.PutUint16(gif[6:], 65535)
	binary.LittleEndian.PutUint16(gif[8:], 65535)
	bmp := bytes.Clone(read(t, "colour.bmp"))
	binary.LittleEndian.PutUint32(bmp[18:], 0)
	oldBMP := bytes.Clone(read(t, "colour.bmp"))
	binary.LittleEndian.PutUint32(oldBMP[14:], 16)
	for _, c := range []struct {
		name string
		data []byte
		want string
	}{
		{"empty.jpg", nil, "is empty (zero bytes)"},
		{"text.jpg", []byte("Hello, this is no picture.\n"), "holds text, not an image"},
		{"page.png", []byte("<!DOCTYPE html><html>grüße</html>"), "holds text, not an image"},
		{"letters.bmp", []byte("BMP files begin with these letters.\n"), "holds text, not an image"},
		{"old.bmp", oldBMP, "is a BMP with a header of 16 bytes, which vfm does not read; convert it to PNG or JPEG"},
		{"noise.bin", []byte{0, 1, 2, 3, 4, 5, 6, 7}, "is not an image that vfm reads (JPEG, PNG, WebP, GIF, BMP or TIFF)"},
		{"photo.heic", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00"), "holds a HEIC, which vfm does not read; convert it to JPEG or PNG"},
		{"photo.png", photo, "holds a JPEG but is named .png; rename it to end in .jpg"},
		{"plain.JPG", read(t, "colour-1x1.png"), "holds a PNG but is named .jpg; rename it to end in .png"},
		{"half.jpg", photo[:len(photo)/2], "is a truncated JPEG: the file ends before the picture does; copy it again from its source"},
		{"header.jpg", photo[:100], "is a truncated JPEG: the file ends before the picture does; copy it again from its source"},
		{"three.jpg", photo[:3], "is a truncated JPEG: the file ends before the picture does; copy it again from its source"},
		{"large.jpg", jpegOfSize(t, 65500, 65500), "has 4290.2 megapixels (65500 × 65500), more than the limit of 300; make it smaller"},
		{"large.png", pngOfSize(20000, 20000), "has 400 megapixels (20000 × 20000), more than the limit of 300; make it smaller"},
		{"long.png", pngOfSize(2147483647, 2), "has 4294.9 megapixels (2147483647 × 2), more than the limit of 300; make it smaller"},
		{"large.gif", gif, "has 4294.8 megapixels (65535 × 65535), more than the limit of 300; make it smaller"},
		{"flat.jpg", jpegOfSize(t, 101, 0), "has no pixels (101 × 0)"},
		{"flat.bmp", bmp, "has no pixels (0 × 17)"},
		{"no-frame.jpg", []byte("\xff\xd8\xff\xe0\x00\x02\xff\xd9"), "is a damaged JPEG: no frame header"},
		{"twelve.jpg", bytes.Replace(photo, []byte{0xff, 0xc0, 0, 17, 8}, []byte{0xff, 0xc0, 0, 17, 12}, 1),
			"is a JPEG of 12 bits, which vfm does not read; convert it to PNG or JPEG"},
	} {
		_, err := Decode(c.name, c.data)
		if err == nil || err.Error() != c.want {
			t.Errorf("%s: got %v\nwant %s", c.name, err, c.want)
		}
	}
}

// TestTruncated cuts every test picture short.
func TestTruncated(t *testing.T) {
	names, err := filepath.Glob("testdata/pictures/*")
	if err != nil || len(names) == 0 {
		t.Fatal(names, err)
	}
	for _, path := range names {
		name := filepath.Base(path)
		data := read(t, name)
		for _, length := range []int{len(data) / 4, len(data) / 2} {
			_, err := Decode(name, data[:length])
			if err == nil {
				t.Errorf("%s: the first %d of %d bytes were taken for a picture", name, length, len(data))
				continue
			}
			if !strings.HasPrefix(err.Error(), "is a truncated ") && filepath.Ext(name) != ".tif" {
				t.Errorf("%s: first %d bytes: %v", name, length, err)
			}
		}
	}
}

func TestExtensionDoesNotMatterWhenUnknown(t *testing.T) {
	data := read(t, "tiny-16x16.jpg")
	for _, name := range []string{"a.jpg", "a.JPEG", "a", "a.bin", "dir.png/a"} {
		if _, err := Decode(name, data); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestHasExtension(t *testing.T) {
	for name, want := range map[string]bool{
		"a.jpg": true, "b/A.JPEG": true, "c.tif": true, "c.TIFF": true, "d.webp": true, "e.gif": true, "f.bmp": true,
		"g.png": true, "h.txt": false, "jpg": false, "": false, "i.jpg/x": false,
	} {
		if got := hasExtension(name); got != want {
			t.Errorf("hasExtension(%q) = %t", name, got)
		}
	}
}

func TestDecodeIntoKeepsMemory(t *testing.T) {
	var pic Picture
	if err := DecodeInto(&pic, "a.jpg", read(t, "photo-420.jpg")); err != nil {
		t.Fatal(err)
	}
	before := &pic.Pix[0]
	want, err := Decode("b.png", read(t, "exif-6.png"))
	if err != nil {
		t.Fatal(err)
	}
	if err := DecodeInto(&pic, "b.png", read(t, "exif-6.png")); err != nil {
		t.Fatal(err)
	}
	if &pic.Pix[0] != before || !bytes.Equal(pic.Pix, want.Pix) || pic.Orientation != 6 {
		t.Errorf("the second picture is not in the memory of the first, or is not the same")
	}
}

func TestThumbnail(t *testing.T) {
	pic, err := Decode("photo-420.jpg", read(t, "photo-420.jpg"))
	if err != nil {
		t.Fatal(err)
	}
	for limit, want := range map[int]image.Point{100: {100, 75}, 1: {1, 1}, 500: {500, 375}, 9999: {500, 375}} {
		if got := Thumbnail(pic, limit).Bounds().Size(); got != want {
			t.Errorf("Thumbnail to %d is %v, want %v", limit, got, want)
		}
	}
	if got := Thumbnail(pic, 500).RGBAAt(7, 5); got.R != pic.row(5)[21] || got.A != 255 {
		t.Errorf("a thumbnail of full size has another pixel: %v", got)
	}
}

func TestThumbnailURL(t *testing.T) {
	file, err := os.ReadFile("testdata/pictures/photo-420.jpg")
	if err != nil {
		t.Fatal(err)
	}
	url, size, err := ThumbnailURL("photo-420.jpg", file, 100)
	data, found := strings.CutPrefix(url, "data:image/jpeg;base64,")
	if err != nil || !found || size != (image.Point{100, 75}) {
		t.Fatalf("%.40s, %v, %v", url, size, err)
	}
	small, err := base64.StdEncoding.DecodeString(data)
	if err != nil {
		t.Fatal(err)
	}
	if pic, err := Decode("small.jpg", small); err != nil || pic.Width != 100 || pic.Height != 75 {
		t.Errorf("the picture in the page is %v, %v", pic, err)
	}
	if _, _, err := ThumbnailURL("photo-420.png", file, 100); err == nil || !strings.Contains(err.Error(), "rename it") {
		t.Errorf("with another ending: %v", err)
	}
}

func FuzzDecode(f *testing.F) {
	pixelLimit = 1e6
	defer func() { pixelLimit = MaxPixels }()
	names, _ := filepath.Glob("testdata/pictures/*")
	for _, name := range names {
		if data, err := os.ReadFile(name); err == nil && len(data) < 4000 {
			f.Add(data)
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		pic, err := Decode("", data)
		if err != nil {
			if strings.Contains(err.Error(), "runtime error") {
				t.Fatal(err)
			}
			return
		}
		if len(pic.Pix) != 3*pic.Width*pic.Height || pic.Orientation < 1 || pic.Orientation > 8 {
			t.Fatalf("%d × %d, %d bytes, orientation %d", pic.Width, pic.Height, len(pic.Pix), pic.Orientation)
		}
	})
}

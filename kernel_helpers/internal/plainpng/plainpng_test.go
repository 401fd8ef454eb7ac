package plainpng

import (
	"bytes"
	"image"
	"image/color"
	"image/png"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

func picture(bounds image.Rectangle) *image.RGBA {
	m := image.NewRGBA(bounds)
	for y := bounds.Min.Y; y < bounds.Max.Y; y++ {
		for x := bounds.Min.X; x < bounds.Max.X; x++ {
			m.Set(x, y, color.RGBA{uint8(x * 7), uint8(y * 11), uint8(x * y), 255})
		}
	}
	return m
}

// TestEncode reads the files with another program, Go's own: of one block, of exactly one, of several, and a
// part of a larger picture.
func TestEncode(t *testing.T) {
	for _, bounds := range []image.Rectangle{
		image.Rect(0, 0, 1, 1), image.Rect(0, 0, 64, 64), image.Rect(3, 5, 40, 20),
		image.Rect(0, 0, 728, 30), // 65,550 bytes
		image.Rect(0, 0, 38, 569), // 65,435
		image.Rect(0, 0, 4368, 5), // 65,525
		image.Rect(0, 0, 300, 300),
	} {
		want := picture(bounds)
		got, err := png.Decode(bytes.NewReader(Encode(want)))
		if err != nil {
			t.Errorf("%v: %v", bounds, err)
			continue
		}
		if got.Bounds().Size() != bounds.Size() {
			t.Errorf("%v: decoded as %v", bounds, got.Bounds())
			continue
		}
		for y := range bounds.Dy() {
			for x := range bounds.Dx() {
				if g, w := got.At(x, y), want.At(bounds.Min.X+x, bounds.Min.Y+y); color.RGBAModel.Convert(g) != w {
					t.Fatalf("%v: pixel %d, %d is %v, want %v", bounds, x, y, g, w)
				}
			}
		}
	}
	part := picture(image.Rect(0, 0, 20, 20)).SubImage(image.Rect(4, 6, 9, 8)).(*image.RGBA)
	got, err := png.Decode(bytes.NewReader(Encode(part)))
	if err != nil || color.RGBAModel.Convert(got.At(0, 0)) != part.At(4, 6) {
		t.Errorf("a part of a picture begins with %v, want %v (%v)", got.At(0, 0), part.At(4, 6), err)
	}
}

// TestBytesStay: the digests of all drawn data sets rest on these bytes.
func TestBytesStay(t *testing.T) {
	const want = "1f9b7e4ed1a47444c10e7adb9c8e6c0fab860df01c87e57e12014caed3165d8e"
	if got := digest.Of(Encode(picture(image.Rect(0, 0, 30, 20)))).String(); got != want {
		t.Errorf("SHA-256 %s, want %s", got, want)
	}
}

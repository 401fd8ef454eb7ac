package probe

import (
	"image"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// RGBA copies a picture, as it is stored, into one of Go's.
func RGBA(pic *images.Picture) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, pic.Width, pic.Height))
	for i := range pic.Width * pic.Height {
		copy(out.Pix[4*i:4*i+3], pic.Pix[3*i:])
		out.Pix[4*i+3] = 255
	}
	return out
}

// Picture copies an opaque picture of Go's.
func Picture(im *image.RGBA) *images.Picture {
	size := im.Rect.Size()
	pic := &images.Picture{Width: size.X, Height: size.Y, Pix: make([]byte, 3*size.X*size.Y), Orientation: 1}
	for y := range size.Y {
		row := im.Pix[im.PixOffset(im.Rect.Min.X, im.Rect.Min.Y+y):]
		for x := range size.X {
			copy(pic.Pix[3*(y*size.X+x):][:3], row[4*x:])
		}
	}
	return pic
}

package probe

import (
	"image"

	xdraw "golang.org/x/image/draw"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// middle is the side of a picture's middle, by its own: half of its pixels.
const middle = 0.7071

// grey is what is shown where nothing is.
const grey = 128

// centre is the middle of a picture.
func centre(pic *images.Picture) image.Rectangle {
	w, h := int(middle*float64(pic.Width)+0.5), int(middle*float64(pic.Height)+0.5)
	x, y := (pic.Width-w)/2, (pic.Height-h)/2
	return image.Rect(x, y, x+w, y+h)
}

// background puts the query's object before another ground. Where there is no drawing of it, its middle stands for
// the object and the border of the other picture, brought to the same size, for the ground.
func background(pic *images.Picture, _ float64, q Query) error {
	other, whole, err := q.Ground()
	if err != nil {
		return err
	}
	if whole {
		replace(pic, other)
		return nil
	}
	ground := scaled(other, pic.Width, pic.Height)
	inside := centre(pic)
	each(pic, func(x, y int, pixel []byte) {
		if !image.Pt(x, y).In(inside) {
			copy(pixel, ground.Pix[ground.PixOffset(x, y):][:3])
		}
	})
	return nil
}

func onlyCentre(pic *images.Picture, _ float64, _ Query) error {
	inside := centre(pic)
	each(pic, func(x, y int, pixel []byte) {
		if !image.Pt(x, y).In(inside) {
			pixel[0], pixel[1], pixel[2] = grey, grey, grey
		}
	})
	return nil
}

func onlyBorder(pic *images.Picture, _ float64, _ Query) error {
	inside := centre(pic)
	each(pic, func(x, y int, pixel []byte) {
		if image.Pt(x, y).In(inside) {
			pixel[0], pixel[1], pixel[2] = grey, grey, grey
		}
	})
	return nil
}

// replace takes size and pixels of another picture.
func replace(pic, other *images.Picture) {
	pic.Width, pic.Height = other.Width, other.Height
	pic.Pix = append(pic.Pix[:0], other.Pix...)
}

// scaled returns a picture brought to a size.
func scaled(pic *images.Picture, width, height int) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	xdraw.BiLinear.Scale(out, out.Rect, RGBA(pic), image.Rect(0, 0, pic.Width, pic.Height), xdraw.Src, nil)
	return out
}

// each calls do with every pixel of a picture.
func each(pic *images.Picture, do func(x, y int, pixel []byte)) {
	for y := range pic.Height {
		for x := range pic.Width {
			do(x, y, pic.Pix[3*(y*pic.Width+x):][:3])
		}
	}
}

package duplicate

import (
	"image"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/duplicate/duplicatetest"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// picture is an image as package images decodes it.
func picture(m image.Image) *images.Picture {
	r := duplicatetest.RGBA(m)
	p := &images.Picture{Width: r.Rect.Dx(), Height: r.Rect.Dy(), Orientation: 1}
	for i := 0; i < len(r.Pix); i += 4 {
		p.Pix = append(p.Pix, r.Pix[i:i+3]...)
	}
	return p
}

func unpicture(p *images.Picture) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, p.Width, p.Height))
	for i := 0; i < len(out.Pix); i += 4 {
		copy(out.Pix[i:i+3], p.Pix[i/4*3:])
		out.Pix[i+3] = 255
	}
	return out
}

func sketch(t testing.TB, p *images.Picture) *Sketch {
	m, err := NewMaker()
	if err != nil {
		t.Fatal(err)
	}
	return m.Sketch(p)
}

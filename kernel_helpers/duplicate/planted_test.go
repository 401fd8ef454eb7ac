package duplicate

import (
	"image"
	"math/rand/v2"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/duplicate/plant"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// picture is an image as package images decodes it.
func picture(m *image.RGBA) *images.Picture {
	p := &images.Picture{Width: m.Rect.Dx(), Height: m.Rect.Dy(), Orientation: 1}
	for i := 0; i < len(m.Pix); i += 4 {
		p.Pix = append(p.Pix, m.Pix[i:i+3]...)
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

// planted is a copy of a picture as it is read again.
func planted(t testing.TB, k plant.Kind, m *image.RGBA, r *rand.Rand) *images.Picture {
	t.Helper()
	file, err := k.Make(m, r)
	if err != nil {
		t.Fatal(err)
	}
	p, err := images.Decode(k.Name+".jpg", file)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func sketch(t testing.TB, p *images.Picture) *Sketch {
	m, err := NewMaker()
	if err != nil {
		t.Fatal(err)
	}
	return m.Sketch(p)
}

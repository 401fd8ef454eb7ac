// Package plant makes copies of pictures in the ways in which copies come about, so that it can be tried whether they
// are found. It finds none itself: package duplicate does.
//
//	for _, k := range plant.Kinds {
//		file, err := k.Make(picture, random)
//	}
package plant

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// Kind is a way in which a copy of a picture comes about.
type Kind struct {
	Name string
	// Make returns the copy as a JPEG file. What is random comes from r: the same picture and the same r give the same
	// bytes. A side above 65,535 pixels is an error.
	Make func(m *image.RGBA, r *rand.Rand) ([]byte, error)
}

// Kinds are the ways that are looked for.
var Kinds = []Kind{
	{"re-encoded", func(m *image.RGBA, r *rand.Rand) ([]byte, error) { return JPEG(m, 30+r.IntN(60)) }},
	{"resized", func(m *image.RGBA, r *rand.Rand) ([]byte, error) {
		by := 0.4 + 0.5*r.Float64()
		return JPEG(scaled(m, m.Rect, by), quality)
	}},
	{"cropped 5 %", func(m *image.RGBA, r *rand.Rand) ([]byte, error) {
		size := m.Rect.Size()
		w, h := size.X*95/100, size.Y*95/100
		x, y := r.IntN(size.X-w+1), r.IntN(size.Y-h+1)
		return JPEG(scaled(m, image.Rect(x, y, x+w, y+h), 1), quality)
	}},
	{"edges cut 5 % each", func(m *image.RGBA, r *rand.Rand) ([]byte, error) {
		size := m.Rect.Size()
		return JPEG(scaled(m, image.Rect(size.X*5/100, size.Y*5/100, size.X*95/100, size.Y*95/100), 1), quality)
	}},
	{"brightness", func(m *image.RGBA, r *rand.Rand) ([]byte, error) {
		by := 1.15 + 0.25*r.Float64()
		if r.IntN(2) == 0 {
			by = 1 / by
		}
		return JPEG(each(m, func(_, _ int, v uint8) uint8 { return uint8(min(255, float64(v)*by)) }), quality)
	}},
	{"mirrored", func(m *image.RGBA, r *rand.Rand) ([]byte, error) {
		out := image.NewRGBA(m.Rect)
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				out.SetRGBA(m.Rect.Dx()-1-x, y, m.RGBAAt(x, y))
			}
		}
		return JPEG(out, quality)
	}},
	{"watermark", func(m *image.RGBA, r *rand.Rand) ([]byte, error) {
		w, h := m.Rect.Dx(), m.Rect.Dy()
		top, left := h*(60+r.IntN(25))/100, w*r.IntN(40)/100
		return JPEG(each(m, func(x, y int, v uint8) uint8 {
			u, t := (x-left)*40/w, (y-top)*40/w // bars like letters, half transparent
			if y >= top && x >= left && t < 3 && u < 22 && u%2 == 0 && (u*7+t*3)%5 != 0 {
				return uint8((int(v) + 255) / 2)
			}
			return v
		}), quality)
	}},
}

// quality is that of the JPEG files of copies that are altered in another way.
const quality = 90

// each changes every value of every pixel.
func each(m *image.RGBA, f func(x, y int, v uint8) uint8) *image.RGBA {
	out := image.NewRGBA(m.Rect)
	for y := range m.Rect.Dy() {
		for x := range m.Rect.Dx() {
			c := m.RGBAAt(x, y)
			out.SetRGBA(x, y, color.RGBA{f(x, y, c.R), f(x, y, c.G), f(x, y, c.B), 255})
		}
	}
	return out
}

// scaled is a part of a picture, resized.
func scaled(m *image.RGBA, part image.Rectangle, by float64) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, max(8, int(float64(part.Dx())*by)), max(8, int(float64(part.Dy())*by))))
	draw.CatmullRom.Scale(out, out.Rect, m, part, draw.Src, nil)
	return out
}

// JPEG is a picture as the bytes of a JPEG file, of a quality from 1 to 100.
func JPEG(m image.Image, quality int) ([]byte, error) {
	var b bytes.Buffer
	err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality})
	return b.Bytes(), err
}

// Package duplicatetest makes copies of pictures, in the ways in which copies come about.
package duplicatetest

import (
	"bytes"
	"image"
	"image/color"
	"image/jpeg"
	"math/rand/v2"

	"golang.org/x/image/draw"
)

// Plant is a way in which a copy of a picture comes about.
type Plant struct {
	Name string
	Make func(m *image.RGBA, r *rand.Rand) image.Image
}

// Plants are the ways that are looked for. What is random comes from r.
var Plants = []Plant{
	{"re-encoded", func(m *image.RGBA, r *rand.Rand) image.Image { return Saved(m, 30+r.IntN(60)) }},
	{"resized", func(m *image.RGBA, r *rand.Rand) image.Image {
		by := 0.4 + 0.5*r.Float64()
		return Saved(scaled(m, m.Rect, by), 90)
	}},
	{"cropped 5 %", func(m *image.RGBA, r *rand.Rand) image.Image {
		size := m.Rect.Size()
		w, h := size.X*95/100, size.Y*95/100
		x, y := r.IntN(size.X-w+1), r.IntN(size.Y-h+1)
		return Saved(scaled(m, image.Rect(x, y, x+w, y+h), 1), 90)
	}},
	{"edges cut 5 % each", func(m *image.RGBA, r *rand.Rand) image.Image {
		size := m.Rect.Size()
		return Saved(scaled(m, image.Rect(size.X*5/100, size.Y*5/100, size.X*95/100, size.Y*95/100), 1), 90)
	}},
	{"brightness", func(m *image.RGBA, r *rand.Rand) image.Image {
		by := 1.15 + 0.25*r.Float64()
		if r.IntN(2) == 0 {
			by = 1 / by
		}
		return Saved(each(m, func(_, _ int, v uint8) uint8 { return uint8(min(255, float64(v)*by)) }), 90)
	}},
	{"mirrored", func(m *image.RGBA, r *rand.Rand) image.Image {
		out := image.NewRGBA(m.Rect)
		for y := range m.Rect.Dy() {
			for x := range m.Rect.Dx() {
				out.SetRGBA(m.Rect.Dx()-1-x, y, m.RGBAAt(x, y))
			}
		}
		return Saved(out, 90)
	}},
	{"watermark", func(m *image.RGBA, r *rand.Rand) image.Image {
		w, h := m.Rect.Dx(), m.Rect.Dy()
		top, left := h*(60+r.IntN(25))/100, w*r.IntN(40)/100
		return Saved(each(m, func(x, y int, v uint8) uint8 {
			u, t := (x-left)*40/w, (y-top)*40/w // bars like letters, half transparent
			if y >= top && x >= left && t < 3 && u < 22 && u%2 == 0 && (u*7+t*3)%5 != 0 {
				return uint8((int(v) + 255) / 2)
			}
			return v
		}), 90)
	}},
}

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

// Saved is what is left of a picture after saving it as JPEG.
func Saved(m *image.RGBA, quality int) image.Image {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, m, &jpeg.Options{Quality: quality}); err != nil {
		panic(err)
	}
	out, err := jpeg.Decode(&b)
	if err != nil {
		panic(err)
	}
	return out
}

// RGBA is a copy of a picture as the ways take it.
func RGBA(m image.Image) *image.RGBA {
	out := image.NewRGBA(image.Rect(0, 0, m.Bounds().Dx(), m.Bounds().Dy()))
	draw.Draw(out, out.Rect, m, m.Bounds().Min, draw.Src)
	return out
}

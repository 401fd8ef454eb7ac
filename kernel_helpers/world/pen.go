package world

import (
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// What birds and faces are drawn with, in one colour each.

// fill fills paths with one colour.
func fill(c *paint.Canvas, colour paint.Colour, paths ...*paint.Path) {
	for _, p := range paths {
		c.Fill(p, paint.Plain(colour))
	}
}

// line draws a line with round ends.
func line(c *paint.Canvas, colour paint.Colour, width, x0, y0, x1, y1 float64) {
	c.Stroke((&paint.Path{}).Move(x0, y0).Line(x1, y1), width, paint.Plain(colour))
}

// disc is a circle as a path.
func disc(x, y, r float64) *paint.Path { return paint.Ellipse(x, y, r, r) }

// vary moves each part of a colour by up to d.
func vary(r *rand.Rand, c paint.Colour, d float64) paint.Colour {
	c.R += paint.Between(r, -d, d)
	c.G += paint.Between(r, -d, d)
	c.B += paint.Between(r, -d, d)
	return c
}

// hexes are the opaque colours written as 0xRRGGBB.
func hexes(rgb ...uint32) []paint.Colour {
	list := make([]paint.Colour, len(rgb))
	for i, v := range rgb {
		list[i] = paint.Hex(v)
	}
	return list
}

// ground covers the canvas with one of the named backgrounds.
func ground(c *paint.Canvas, r *rand.Rand, names []string, base paint.Colour) {
	name := paint.Pick(r, names)
	for _, b := range paint.Backgrounds() {
		if b.Name == name {
			b.Draw(c, r, base)
		}
	}
}

// daylight is the light of a picture: never the same twice.
func daylight(r *rand.Rand) paint.Light {
	return paint.Light{
		Brightness: paint.Between(r, 0.8, 1.12), Contrast: paint.Between(r, 0.8, 1.1),
		Tint:  paint.Colour{R: paint.Between(r, 0.9, 1.05), G: 1, B: paint.Between(r, 0.88, 1.05), A: 1},
		Slope: paint.Between(r, 0, 0.22), Angle: paint.Between(r, 0, 6.28),
		Vignette: paint.Between(r, 0, 0.2), Noise: paint.Between(r, 0.004, 0.02),
	}
}

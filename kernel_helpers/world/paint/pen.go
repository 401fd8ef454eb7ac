package paint

import "math/rand/v2"

// Solid fills paths with one colour, one after the other.
func (c *Canvas) Solid(colour Colour, paths ...*Path) {
	for _, p := range paths {
		c.Fill(p, Plain(colour))
	}
}

// Line draws a straight line with round ends, in one colour.
func (c *Canvas) Line(colour Colour, width, x0, y0, x1, y1 float64) {
	c.Stroke((&Path{}).Move(x0, y0).Line(x1, y1), width, Plain(colour))
}

// Ground covers the canvas with one of the named Backgrounds; names that there are not leave it as it is.
func (c *Canvas) Ground(r *rand.Rand, base Colour, names ...string) {
	name := Pick(r, names)
	for _, b := range Backgrounds() {
		if b.Name == name {
			b.Draw(c, r, base)
		}
	}
}

// Disc returns a circle.
func Disc(x, y, radius float64) *Path { return Ellipse(x, y, radius, radius) }

// Start returns a path that begins at a point.
func Start(x, y float64) *Path { return (&Path{}).Move(x, y) }

// Hexes are the opaque colours written as 0xRRGGBB.
func Hexes(rgb ...uint32) []Colour {
	list := make([]Colour, len(rgb))
	for i, v := range rgb {
		list[i] = Hex(v)
	}
	return list
}

// Vary returns the colour with each channel moved by up to d.
func (c Colour) Vary(r *rand.Rand, d float64) Colour {
	c.R += Between(r, -d, d)
	c.G += Between(r, -d, d)
	c.B += Between(r, -d, d)
	return c
}

// Daylight is the light of an ordinary photograph, never the same twice.
func Daylight(r *rand.Rand) Light {
	return Light{
		Brightness: Between(r, 0.8, 1.12), Contrast: Between(r, 0.8, 1.1),
		Tint:  Colour{Between(r, 0.9, 1.05), 1, Between(r, 0.88, 1.05), 1},
		Slope: Between(r, 0, 0.22), Angle: Between(r, 0, 6.28),
		Vignette: Between(r, 0, 0.2), Noise: Between(r, 0.004, 0.02),
	}
}

package paint

import "math"

// Colour is red, green, blue and opacity, each from 0 to 1, as a screen shows them (sRGB, not premultiplied).
type Colour struct{ R, G, B, A float64 }

// Black and White are the ends of the greys.
var (
	Black = Colour{0, 0, 0, 1}
	White = Colour{1, 1, 1, 1}
)

// Hex returns the opaque colour written as 0xRRGGBB.
func Hex(rgb uint32) Colour {
	return Colour{float64(rgb>>16&255) / 255, float64(rgb>>8&255) / 255, float64(rgb&255) / 255, 1}
}

// Grey returns the opaque grey of a brightness.
func Grey(v float64) Colour { return Colour{v, v, v, 1} }

// HSV returns the opaque colour of a hue (0 red, 1/3 green, 2/3 blue, 1 red again), saturation and value.
func HSV(hue, saturation, value float64) Colour {
	hue -= math.Floor(hue)
	channel := func(n float64) float64 {
		k := math.Mod(n+hue*6, 6)
		return value - value*saturation*max(0, min(k, 4-k, 1))
	}
	return Colour{channel(5), channel(3), channel(1), 1}
}

// Mix returns the colour at t between c (0) and d (1).
func (c Colour) Mix(d Colour, t float64) Colour {
	return Colour{c.R + (d.R-c.R)*t, c.G + (d.G-c.G)*t, c.B + (d.B-c.B)*t, c.A + (d.A-c.A)*t}
}

// Times returns the colour with its brightness multiplied.
func (c Colour) Times(f float64) Colour { return Colour{c.R * f, c.G * f, c.B * f, c.A} }

// Fade returns the colour with its opacity multiplied.
func (c Colour) Fade(opacity float64) Colour { c.A *= opacity; return c }

// Luma is the brightness that the eye sees, from 0 to 1 (the weights of ITU-R BT.601).
func (c Colour) Luma() float64 { return 0.299*c.R + 0.587*c.G + 0.114*c.B }

// Distance says how far apart two colours look, from 0 to about 1: brightness and the two colour differences,
// the latter at half weight.
func (c Colour) Distance(d Colour) float64 {
	y := c.Luma() - d.Luma()
	u, v := (c.B-d.B)-y, (c.R-d.R)-y
	return math.Sqrt((y*y + 0.25*u*u + 0.25*v*v) / 1.2)
}

// RGBA makes a Colour a color.Color.
func (c *Colour) RGBA() (r, g, b, a uint32) {
	const m = 0xffff
	a = uint32(clamp(c.A)*m + 0.5)
	f := float64(a)
	return uint32(clamp(c.R)*f + 0.5), uint32(clamp(c.G)*f + 0.5), uint32(clamp(c.B)*f + 0.5), a
}

func clamp(v float64) float64 { return max(0, min(1, v)) }

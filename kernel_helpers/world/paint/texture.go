package paint

import "math"

// Texture is a colour for each point of a frame.
type Texture func(x, y float64) Colour

// Plain is one colour everywhere.
func Plain(c Colour) Texture { return func(x, y float64) Colour { return c } }

// Stripes are upright stripes of two colours, a pair of them period wide.
func Stripes(a, b Colour, period float64) Texture {
	return func(x, y float64) Colour {
		if fraction(x/period) < 0.5 {
			return a
		}
		return b
	}
}

// Dots are dots of colour b on a, in rows that are shifted by half.
func Dots(a, b Colour, period float64) Texture {
	return func(x, y float64) Colour {
		row := math.Floor(y / period)
		u := fraction(x/period+0.5*(row-2*math.Floor(row/2))) - 0.5
		v := fraction(y/period) - 0.5
		if u*u+v*v < 0.09 {
			return b
		}
		return a
	}
}

// Checks are squares of two colours, two of them period wide.
func Checks(a, b Colour, period float64) Texture {
	return func(x, y float64) Colour {
		if (fraction(x/period) < 0.5) == (fraction(y/period) < 0.5) {
			return a
		}
		return b
	}
}

// Rings are rings of two colours around the middle, a pair of them period wide.
func Rings(a, b Colour, period float64) Texture {
	return func(x, y float64) Colour {
		if fraction(math.Sqrt(x*x+y*y)/period) < 0.5 {
			return a
		}
		return b
	}
}

// Speckle is colour a with specks of b of about the given size; share is how much of it they cover.
func Speckle(a, b Colour, size, share float64, seed uint64) Texture {
	n := Noise{Seed: seed, Size: size}
	edge := 0.5 + 0.75*(0.5-share)
	return func(x, y float64) Colour {
		return a.Mix(b, clamp(8*(n.At(x, y)-edge)))
	}
}

// Gradient runs from colour a at the top of the box to b at its bottom.
func Gradient(a, b Colour) Texture {
	return func(x, y float64) Colour { return a.Mix(b, clamp(0.5+0.5*y)) }
}

// Clouds mixes two colours by smooth noise of the given size.
func Clouds(a, b Colour, size float64, seed uint64) Texture {
	coarse, fine := Noise{Seed: seed, Size: size}, Noise{Seed: seed + 1, Size: size * 0.4}
	return func(x, y float64) Colour { return a.Mix(b, 0.7*coarse.At(x, y)+0.3*fine.At(x, y)) }
}

// Turn turns a texture by an angle, in radians, clockwise.
func (t Texture) Turn(angle float64) Texture {
	s, c := math.Sincos(angle)
	return func(x, y float64) Colour { return t(c*x+s*y, c*y-s*x) }
}

// Move moves a texture.
func (t Texture) Move(dx, dy float64) Texture {
	return func(x, y float64) Colour { return t(x-dx, y-dy) }
}

// Lit makes a texture brighter on the side from which light comes, which is an angle in radians (0 from the
// right, π/2 from below), by up to strength at the edge of the box, and darker on the other side.
func (t Texture) Lit(angle, strength float64) Texture {
	s, c := math.Sincos(angle)
	return func(x, y float64) Colour {
		return t(x, y).Times(1 + strength*max(-1, min(1, c*x+s*y)))
	}
}

// Round shades a texture like a ball that fills the box, with the light from an angle as in Lit.
func (t Texture) Round(angle, strength float64) Texture {
	s, c := math.Sincos(angle)
	return func(x, y float64) Colour {
		dx, dy := x-0.4*c, y-0.4*s
		return t(x, y).Times(1 + strength*(0.5-min(1.5, dx*dx+dy*dy)))
	}
}

func fraction(v float64) float64 { return v - math.Floor(v) }

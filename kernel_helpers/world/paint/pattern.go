package paint

import (
	"image/color"

	"git.sr.ht/~sbinet/gg"
)

// pattern is a texture as gg asks for it.
type pattern struct {
	texture Texture
	inverse gg.Matrix // from pixels to the frame
	colour  Colour    // the last answer; a pointer to it costs no allocation
}

// ColorAt implements gg.Pattern. gg reads the colour before it asks for the next.
func (p *pattern) ColorAt(x, y int) color.Color {
	p.colour = p.texture(p.inverse.TransformPoint(float64(x)+0.5, float64(y)+0.5))
	return &p.colour
}

// invert returns the inverse of a matrix whose determinant is not 0.
func invert(m gg.Matrix) gg.Matrix {
	d := 1 / (m.XX*m.YY - m.XY*m.YX)
	return gg.Matrix{
		XX: m.YY * d, YX: -m.YX * d,
		XY: -m.XY * d, YY: m.XX * d,
		X0: (m.XY*m.Y0 - m.YY*m.X0) * d,
		Y0: (m.YX*m.X0 - m.XX*m.Y0) * d,
	}
}

// level is a share of full brightness as a byte.
func level(v float64) uint8 { return uint8(clamp(v)*255 + 0.5) }

package world

import (
	"image"
	"image/color"
	"math/rand/v2"

	"git.sr.ht/~sbinet/gg"
)

const over = 3 // points a pixel, each way

type canvas struct {
	*gg.Context
	side int
}

func newCanvas(side int) *canvas {
	c := &canvas{gg.NewContext(side*over, side*over), side}
	c.Scale(float64(side*over), float64(side*over))
	return c
}

func (c *canvas) paint(k rgb) { c.SetRGB(k.r, k.g, k.b) }

func (c *canvas) line(x0, y0, x1, y1, width float64, k rgb) {
	c.paint(k)
	c.pen(width)
	c.SetLineCapRound()
	c.DrawLine(x0, y0, x1, y1)
	c.Stroke()
}

// pen sets the width of lines in the coordinates that are drawn in.
func (c *canvas) pen(width float64) {
	a0, b0 := c.TransformPoint(0, 0)
	a1, b1 := c.TransformPoint(1, 0)
	c.SetLineWidth(width * hypot(a1-a0, b1-b0))
}

func hypot(a, b float64) float64 { return stroke{point{0, 0}, point{1e-9, 0}, 0}.distance(a, b) }

// shade darkens from y0 (nothing) to y1 (amount).
func (c *canvas) shade(y0, y1 float64, k rgb, amount float64) {
	for i := range 6 {
		y := y0 + (y1-y0)*float64(i+1)/7
		c.SetRGBA(k.r, k.g, k.b, amount/6)
		c.DrawRectangle(-1, y, 2, 2)
		c.Fill()
	}
}

func habitat(c *canvas, rng *rand.Rand) {
	top := pick(rng, hexes(0x9cc4e4, 0x6f9a58, 0xd9dfe0, 0x48683e, 0xb7c99a, 0xe4d3b0, 0x7a97a0)).vary(rng, 0.08)
	low := pick(rng, hexes(0x7f9a60, 0xb5c98a, 0x587048, 0xc9b98a, 0x8aa4b4, 0xa08a6a)).vary(rng, 0.08)
	for i := range 24 {
		c.paint(top.mix(low, float64(i)/23))
		c.DrawRectangle(0, float64(i)/24, 1, 1)
		c.Fill()
	}
	k := pick(rng, hexes(0x3c5c34, 0x88a850, 0xf0f0d8, 0xc0a060, 0x5c7a8a))
	switch rng.IntN(4) {
	case 0:
		for range 14 {
			k := k.vary(rng, 0.12)
			c.SetRGBA(k.r, k.g, k.b, 0.4)
			c.DrawCircle(rng.Float64(), rng.Float64(), between(rng, 0.05, 0.17))
			c.Fill()
		}
	case 1:
		for range 16 {
			x := rng.Float64()
			c.line(x, 1.05, x+between(rng, -0.15, 0.15), between(rng, 0.1, 0.7), 0.02, k.vary(rng, 0.1))
		}
	case 2:
		for range 12 {
			leaf(c, rng)
		}
	}
}

func leaf(c *canvas, rng *rand.Rand) {
	k := pick(rng, hexes(0x4c7034, 0x6e9440, 0x8a9a48, 0xa87838)).vary(rng, 0.08)
	c.Push()
	c.paint(k)
	c.Translate(rng.Float64(), rng.Float64())
	c.Rotate(between(rng, 0, 6.28))
	c.DrawEllipse(0, 0, between(rng, 0.06, 0.12), between(rng, 0.02, 0.04))
	c.Fill()
	c.Pop()
}

func (c *canvas) finish(rng *rand.Rand) *image.RGBA {
	src := c.Image().(*image.RGBA)
	img := image.NewRGBA(image.Rect(0, 0, c.side, c.side))
	bright, contrast := between(rng, 0.8, 1.15), between(rng, 0.8, 1.1)
	tint := rgb{between(rng, 0.92, 1.08), 1, between(rng, 0.9, 1.1)}
	a := between(rng, 0, 6.28)
	lx, ly, l := cos(a), sin(a), between(rng, 0, 0.3)
	grain := between(rng, 0.004, 0.022)
	for y := range c.side {
		for x := range c.side {
			var s [3]int
			for dy := range over {
				for dx := range over {
					o := src.PixOffset(x*over+dx, y*over+dy)
					s[0] += int(src.Pix[o])
					s[1] += int(src.Pix[o+1])
					s[2] += int(src.Pix[o+2])
				}
			}
			u, v := float64(x)/float64(c.side)-0.5, float64(y)/float64(c.side)-0.5
			light := bright * (1 + l*(u*lx+v*ly)*2)
			g := grain * normal(rng)
			f := func(v int, t float64) uint8 {
				w := (float64(v)/(255*over*over)-0.5)*contrast + 0.5
				return uint8(255*clamp(w*light*t+g) + 0.5)
			}
			img.SetRGBA(x, y, color.RGBA{f(s[0], tint.r), f(s[1], tint.g), f(s[2], tint.b), 255})
		}
	}
	return img
}

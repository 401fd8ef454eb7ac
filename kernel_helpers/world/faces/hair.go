package faces

import (
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// hairBehind draws the hair that hangs behind the head.
func (v portrait) hairBehind(c *paint.Canvas) {
	w, colour := v.wide, v.hair.Times(0.8)
	crown := func() *paint.Path { return paint.Start(0, -0.66) }
	switch v.style {
	case long: // wider towards the shoulders
		c.Solid(colour, crown().Curve(-w*1.3, -0.66, -w*1.1, -0.1, -w*1.3, 0.72).
			Line(w*1.3, 0.72).Curve(w*1.1, -0.1, w*1.3, -0.66, 0, -0.66).Close())
	case bob: // ends in a curve at the chin
		c.Solid(colour, crown().Curve(-w*1.2, -0.66, -w*1.5, 0.2, -w*1.15, 0.36).
			Quad(0, 0.2, w*1.15, 0.36).Curve(w*1.5, 0.2, w*1.2, -0.66, 0, -0.66).Close())
	case curly: // from ear to ear over the top
		for i := range 13 {
			sin, cos := math.Sincos(2.75 + 3.92*float64(i)/12)
			c.Solid(colour, paint.Disc(w*1.12*cos, -0.16+0.46*sin, 0.15))
		}
	case bun:
		c.Solid(colour, paint.Disc(-0.08*v.turn, -0.72, 0.17))
	}
}

// hairInFront draws the hair on top of the head and over the forehead.
func (v portrait) hairInFront(c *paint.Canvas) {
	if v.style == bald {
		return
	}
	w, t := v.wide*1.05, 0.08*v.turn
	low, part := -0.33, t // where the hair ends on the forehead, and where it parts
	switch v.style {
	case parted:
		part = t - w*0.55
	case bob:
		low = -0.22
	case quiff:
		low = -0.4
	}
	top := paint.Start(-w, -0.02).
		Curve(-w*1.15, -0.85, w*1.15, -0.85, w, -0.02).Line(w*0.9, -0.05).
		Quad(w*0.85, low+0.04, w*0.5+t*0.5, low)
	if v.style == bob { // a fringe
		top.Line(-w*0.5+t*0.5, low)
	} else {
		top.Quad(part+w*0.2, low-0.02, part, low-0.1).Quad(part-w*0.2, low-0.02, -w*0.5+t*0.5, low)
	}
	c.Solid(v.hair, top.Quad(-w*0.85, low+0.04, -w*0.9, -0.05).Close())
	v.locks(c, w, t)
	c.Line(v.hair.Mix(paint.White, 0.18), 0.05, -w*0.5, -0.5, w*0.1+t, -0.57) // a gleam
}

// locks adds what makes a cut recognisable.
func (v portrait) locks(c *paint.Canvas, w, t float64) {
	switch v.style {
	case quiff:
		c.Solid(v.hair, paint.Ellipse(t+0.05, -0.6, w*0.75, 0.14))
	case curly:
		for i := range 7 {
			at := float64(i) / 6
			c.Solid(v.hair, paint.Disc(t*0.6+w*(1.7*at-0.85), -0.42-0.1*math.Sin(math.Pi*at), 0.11))
		}
	case long, bob:
		for _, side := range [2]float64{-1, 1} {
			c.Solid(v.hair, paint.Ellipse(side*w*1.02, -0.08, w*0.14, 0.3))
		}
	}
}

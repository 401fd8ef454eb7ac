package xray

import "math"

// Soft shapes: how far inside a figure a point is, and what that makes of it. math.Exp and math.Pow are
// not used: on amd64 their last bit depends on the processor.

type point struct{ x, y float64 }

// ellipse with its middle and half axes, turned by an angle.
type ellipse struct{ x, y, rx, ry, cos, sin float64 }

func newEllipse(x, y, rx, ry, angle float64) ellipse {
	return ellipse{x, y, rx, ry, math.Cos(angle), math.Sin(angle)}
}

// inside is 1 in the middle, 0 on the line, negative outside.
func (e ellipse) inside(x, y float64) float64 {
	dx, dy := x-e.x, y-e.y
	u, v := (dx*e.cos+dy*e.sin)/e.rx, (dy*e.cos-dx*e.sin)/e.ry
	return 1 - math.Sqrt(u*u+v*v)
}

// stroke is a line between two points.
type stroke struct {
	from, to point
	width    float64 // half
}

// distance of a point from the line.
func (s stroke) distance(x, y float64) float64 {
	dx, dy := s.to.x-s.from.x, s.to.y-s.from.y
	t := clamp01(((x-s.from.x)*dx + (y-s.from.y)*dy) / (dx*dx + dy*dy))
	x, y = x-s.from.x-t*dx, y-s.from.y-t*dy
	return math.Sqrt(x*x + y*y)
}

// clamp01 limits v to 0…1.
func clamp01(v float64) float64 { return max(0, min(1, v)) }

// ramp rises from 0 at 0 to 1 at 1 without a kink.
func ramp(v float64) float64 { v = clamp01(v); return v * v * (3 - 2*v) }

// edge turns a depth inside a figure into cover: 0 outside, 1 inside, with a ramp of the given half width.
func edge(depth, width float64) float64 { return ramp(0.5 + 0.5*depth/width) }

// falloff is a bell: 1 at 0, 0 from 1 on.
func falloff(d float64) float64 {
	if d >= 1 {
		return 0
	}
	return (1 - d*d) * (1 - d*d)
}

package world

import (
	"math"
	"math/rand/v2"
)

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
	t := clamp(((x-s.from.x)*dx + (y-s.from.y)*dy) / (dx*dx + dy*dy))
	x, y = x-s.from.x-t*dx, y-s.from.y-t*dy
	return math.Sqrt(x*x + y*y)
}

// noise is smooth noise on a lattice that repeats, 0 to 1.
type noise struct {
	n    int
	grid []float64
}

func newNoise(rng *rand.Rand, n int) *noise {
	g := make([]float64, n*n)
	for i := range g {
		g[i] = rng.Float64()
	}
	return &noise{n, g}
}

func (f *noise) at(x, y float64) float64 {
	fx, fy := math.Floor(x), math.Floor(y)
	tx, ty := smooth(x-fx), smooth(y-fy)
	cell := func(i, j int) float64 { return f.grid[mod(j, f.n)*f.n+mod(i, f.n)] }
	i, j := int(fx), int(fy)
	top := cell(i, j)*(1-tx) + cell(i+1, j)*tx
	low := cell(i, j+1)*(1-tx) + cell(i+1, j+1)*tx
	return top*(1-ty) + low*ty
}

func mod(i, n int) int { return ((i % n) + n) % n }

// clamp limits v to 0…1.
func clamp(v float64) float64 { return min(1, max(0, v)) }

// smooth rises from 0 at 0 to 1 at 1 without a kink.
func smooth(v float64) float64 { v = clamp(v); return v * v * (3 - 2*v) }

// edge turns a depth inside a figure into cover: 0 outside, 1 from the depth width on.
func edge(depth, width float64) float64 { return smooth(depth/width*0.5 + 0.5) }

// falloff is a bell: 1 at 0, 0 from 1 on.
func falloff(d float64) float64 {
	if d >= 1 {
		return 0
	}
	return (1 - d*d) * (1 - d*d)
}

func between(rng *rand.Rand, low, high float64) float64 { return low + (high-low)*rng.Float64() }

// normal is nearly normal, with mean 0 and deviation 1: the sum of three uniform numbers.
func normal(rng *rand.Rand) float64 { return 2*(rng.Float64()+rng.Float64()+rng.Float64()) - 3 }

func sin(a float64) float64 { return math.Sin(a) }
func cos(a float64) float64 { return math.Cos(a) }

package paint

import "math"

// Path is an outline of one or more closed or open lines, in the box of its figure.
type Path struct{ steps []step }

// step is one piece of a path: a move (1 point), a line (1), a curve (3: two controls and the end) or a close (0).
type step struct {
	kind   byte
	points [3][2]float64
}

// Move starts a new line at a point.
func (p *Path) Move(x, y float64) *Path {
	p.steps = append(p.steps, step{'M', [3][2]float64{{x, y}}})
	return p
}

// Line draws a straight line to a point.
func (p *Path) Line(x, y float64) *Path {
	p.steps = append(p.steps, step{'L', [3][2]float64{{x, y}}})
	return p
}

// Curve draws a cubic Bézier curve to (x, y), with the control points (x1, y1) and (x2, y2).
func (p *Path) Curve(x1, y1, x2, y2, x, y float64) *Path {
	p.steps = append(p.steps, step{'C', [3][2]float64{{x1, y1}, {x2, y2}, {x, y}}})
	return p
}

// Close draws a straight line back to where the last Move was.
func (p *Path) Close() *Path {
	p.steps = append(p.steps, step{kind: 'Z'})
	return p
}

// Add appends the lines of another path.
func (p *Path) Add(q *Path) *Path {
	p.steps = append(p.steps, q.steps...)
	return p
}

// Polygon returns the closed path through points given as x, y, x, y …
func Polygon(xy ...float64) *Path {
	p := &Path{}
	for i := 0; i+1 < len(xy); i += 2 {
		if i == 0 {
			p.Move(xy[0], xy[1])
		} else {
			p.Line(xy[i], xy[i+1])
		}
	}
	return p.Close()
}

// Ellipse returns an ellipse around (x, y) with the radii rx and ry.
func Ellipse(x, y, rx, ry float64) *Path {
	const k = 0.5522847498 // the control points of a quarter circle, 4/3·(√2 − 1)
	return (&Path{}).Move(x+rx, y).
		Curve(x+rx, y+k*ry, x+k*rx, y+ry, x, y+ry).
		Curve(x-k*rx, y+ry, x-rx, y+k*ry, x-rx, y).
		Curve(x-rx, y-k*ry, x-k*rx, y-ry, x, y-ry).
		Curve(x+k*rx, y-ry, x+rx, y-k*ry, x+rx, y).Close()
}

// Box returns the rectangle from (x0, y0) to (x1, y1), its corners rounded with the radius r.
func Box(x0, y0, x1, y1, r float64) *Path {
	if r <= 0 {
		return Polygon(x0, y0, x1, y0, x1, y1, x0, y1)
	}
	k := 0.45 * r
	return (&Path{}).Move(x0+r, y0).
		Line(x1-r, y0).Curve(x1-k, y0, x1, y0+k, x1, y0+r).
		Line(x1, y1-r).Curve(x1, y1-k, x1-k, y1, x1-r, y1).
		Line(x0+r, y1).Curve(x0+k, y1, x0, y1-k, x0, y1-r).
		Line(x0, y0+r).Curve(x0, y0+k, x0+k, y0, x0+r, y0).Close()
}

// Star returns a star of n points with the outer radius 1 and the given inner radius, one point upwards.
func Star(n int, inner float64) *Path {
	p := &Path{}
	for i := range 2 * n {
		radius := 1.0
		if i%2 == 1 {
			radius = inner
		}
		s, c := math.Sincos(math.Pi * float64(i) / float64(n))
		if i == 0 {
			p.Move(0, -1)
		} else {
			p.Line(radius*s, -radius*c)
		}
	}
	return p.Close()
}

// Smooth returns the closed curve through points given as x, y, x, y … (a Catmull-Rom spline).
func Smooth(xy ...float64) *Path {
	n := len(xy) / 2
	at := func(i int) (float64, float64) { i = (i + n) % n; return xy[2*i], xy[2*i+1] }
	p := (&Path{}).Move(at(0))
	for i := range n {
		x0, y0 := at(i - 1)
		x1, y1 := at(i)
		x2, y2 := at(i + 1)
		x3, y3 := at(i + 2)
		p.Curve(x1+(x2-x0)/6, y1+(y2-y0)/6, x2-(x3-x1)/6, y2-(y3-y1)/6, x2, y2)
	}
	return p.Close()
}

// Symmetric is Smooth through points of the right half, from top to bottom, and their mirror images. Points
// with x = 0 are taken once.
func Symmetric(xy ...float64) *Path {
	all := append([]float64{}, xy...)
	for i := len(xy) - 2; i >= 0; i -= 2 {
		if xy[i] != 0 {
			all = append(all, -xy[i], xy[i+1])
		}
	}
	return Smooth(all...)
}

// Mirrored returns the path mirrored left for right.
func (p *Path) Mirrored() *Path {
	q := &Path{steps: append([]step(nil), p.steps...)}
	for i := range q.steps {
		for j := range q.steps[i].points {
			q.steps[i].points[j][0] *= -1
		}
	}
	return q
}

package paint

// Quad draws a quadratic Bézier curve to (x, y), with the control point (cx, cy), as the same cubic one.
func (p *Path) Quad(cx, cy, x, y float64) *Path {
	x0, y0 := p.end()
	return p.Curve(x0+(cx-x0)*2/3, y0+(cy-y0)*2/3, x+(cx-x)*2/3, y+(cy-y)*2/3, x, y)
}

// end is the point that the path has come to; of an empty path the middle.
func (p *Path) end() (x, y float64) {
	for i := len(p.steps) - 1; i >= 0; i-- {
		switch s := p.steps[i]; s.kind {
		case 'M', 'L':
			return s.points[0][0], s.points[0][1]
		case 'C':
			return s.points[2][0], s.points[2][1]
		}
	}
	return 0, 0
}

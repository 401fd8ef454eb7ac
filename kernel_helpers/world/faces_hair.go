package world

// hairBehind draws the hair that hangs behind the head.
func (v portrait) hairBehind(c *canvas) {
	w := v.wide
	c.paint(v.hair.mix(rgb{}, 0.2))
	switch v.style {
	case long: // wider towards the shoulders
		c.MoveTo(0, -0.66)
		c.CubicTo(-w*1.3, -0.66, -w*1.1, -0.1, -w*1.3, 0.72)
		c.LineTo(w*1.3, 0.72)
		c.CubicTo(w*1.1, -0.1, w*1.3, -0.66, 0, -0.66)
	case bob: // ends in a curve at the chin
		c.MoveTo(0, -0.66)
		c.CubicTo(-w*1.2, -0.66, -w*1.5, 0.2, -w*1.15, 0.36)
		c.QuadraticTo(0, 0.2, w*1.15, 0.36)
		c.CubicTo(w*1.5, 0.2, w*1.2, -0.66, 0, -0.66)
	case curly: // from ear to ear over the top
		for i := range 13 {
			a := 2.75 + 3.92*float64(i)/12
			c.DrawCircle(w*1.12*cos(a), -0.16+0.46*sin(a), 0.15)
		}
	case bun:
		c.DrawCircle(-0.08*v.turn, -0.72, 0.17)
	}
	c.Fill()
}

// hairInFront draws the hair on top of the head and over the forehead.
func (v portrait) hairInFront(c *canvas) {
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
	c.paint(v.hair)
	c.MoveTo(-w, -0.02)
	c.CubicTo(-w*1.15, -0.85, w*1.15, -0.85, w, -0.02)
	c.LineTo(w*0.9, -0.05)
	c.QuadraticTo(w*0.85, low+0.04, w*0.5+t*0.5, low)
	if v.style == bob { // a fringe
		c.LineTo(-w*0.5+t*0.5, low)
	} else {
		c.QuadraticTo(part+w*0.2, low-0.02, part, low-0.1)
		c.QuadraticTo(part-w*0.2, low-0.02, -w*0.5+t*0.5, low)
	}
	c.QuadraticTo(-w*0.85, low+0.04, -w*0.9, -0.05)
	c.ClosePath()
	c.Fill()
	v.locks(c, w, t)
	c.line(-w*0.5, -0.5, w*0.1+t, -0.57, 0.05, v.hair.mix(rgb{1, 1, 1}, 0.18)) // a gleam
}

// locks adds what makes a cut recognisable.
func (v portrait) locks(c *canvas, w, t float64) {
	c.paint(v.hair)
	switch v.style {
	case quiff:
		c.DrawEllipse(t+0.05, -0.6, w*0.75, 0.14)
	case curly:
		for i := range 7 {
			c.DrawCircle(t*0.6+w*(-0.85+1.7*float64(i)/6), -0.42-0.1*sin(3.14*float64(i)/6), 0.11)
		}
	case long, bob:
		for _, side := range [2]float64{-1, 1} {
			c.DrawEllipse(side*w*1.02, -0.08, w*0.14, 0.3)
		}
	}
	c.Fill()
}

package birds

import "github.com/vfm-go/vfm/kernel_helpers/world/paint"

// Parts of a bird, drawn in its own frame. What tells species apart is at least three pixels wide.

// standing draws the legs, which stay upright whatever the pitch.
func (p perched) standing(c *paint.Canvas) {
	foot := p.plump*0.85 + p.legs
	for _, x := range [2]float64{-0.04, 0.06} {
		c.Line(p.legColour, 0.035, x, p.plump*0.5, x+0.02, foot)
		c.Line(p.legColour, 0.03, x+0.02, foot, x+0.09, foot)
	}
}

func (p perched) tailFeathers(c *paint.Canvas) {
	const root = -0.34
	end, w := root-0.02-p.tail, p.tailWidth
	from := func(t float64) *paint.Path { // the last part of the tail, from t = 0 (all) to 1 (nothing)
		x, half := root+(end-root)*t, w*(0.35+0.15*t)
		return paint.Start(x, -half).Line(end, -w*0.55).
			Quad(end+p.fork*1.6, 0, end, w*0.55).Line(x, half).Close()
	}
	c.Posed(paint.Pose{X: root, Angle: p.cock}, func() {
		c.Posed(paint.Pose{X: -root}, func() {
			c.Solid(p.wing, from(0))
			if p.tip != (paint.Colour{}) {
				c.Solid(p.tip, from(1-0.11/p.tail))
			}
		})
	})
}

// headAt is the middle of the head.
func (p perched) headAt() (x, y float64) { return 0.36, -p.plump*0.72 - p.head*0.35 + p.nod }

// outline is the body with the neck, without tail and head.
func (p perched) outline() *paint.Path {
	h := p.plump
	x, y := p.headAt()
	return paint.Start(-0.44, -0.02).
		Curve(-0.25, -h*0.75, 0.05, -h*1.15, x-p.head*0.9, y-p.head*0.2).
		Line(x+p.head*0.8, y+p.head*0.4).
		Curve(0.5, h*0.6, 0.3, h, 0.02, h*0.98).
		Curve(-0.18, h*0.95, -0.3, h*0.5, -0.44, 0.03).Close()
}

func (p perched) body(c *paint.Canvas) {
	h := p.plump
	c.Solid(p.back, p.outline())
	c.Clipped(p.outline(), func() {
		c.Solid(p.belly, paint.Ellipse(0.12, h*0.85, 0.52, h*1.05))
		p.breastPattern(c)
		c.Fill(p.outline(), func(_, y float64) paint.Colour { // darker below
			return paint.Black.Fade(0.3 * max(0, min(1, (y+0.2*h)/(1.3*h))))
		})
	})
}

func (p perched) breastPattern(c *paint.Canvas) {
	h := p.plump
	switch p.breast {
	case spotted:
		for row := range 4 {
			for col := range 4 {
				c.Solid(p.breastColour, paint.Disc(0.08+float64(col)*0.105+0.05*float64(row%2), h*(0.05+0.28*float64(row)), 0.033))
			}
		}
	case streaked:
		for i := range 5 {
			x := 0.04 + 0.1*float64(i)
			c.Line(p.breastColour, 0.035, x+0.03, h*0.05, x-0.05, h*0.85)
		}
	case banded:
		c.Line(p.breastColour, 0.1, 0.16, h*0.95, 0.46, -h*0.15)
	case bibbed:
		x, y := p.headAt()
		c.Solid(p.breastColour, paint.Ellipse(x+0.06, y+p.head*1.25, p.head*0.85, p.head*0.95))
	}
}

// folded draws the wing with its bars.
func (p perched) folded(c *paint.Canvas) {
	h := p.plump
	wing := paint.Start(0.2, -h*0.35).
		Curve(0.22, h*0.35, -0.1, h*0.62, -0.52, h*0.1+p.droop).
		Curve(-0.35, -h*0.25, -0.05, -h*0.85, 0.2, -h*0.35).Close()
	c.Solid(p.wing, wing)
	c.Clipped(wing, func() {
		for i := range p.bars {
			x := 0.06 - 0.19*float64(i)
			c.Line(p.barColour, 0.065, x+0.06, -h*0.9, x-0.06, h*0.7)
		}
		c.Line(p.wing.Times(0.5), 0.035, -0.55, h*0.13+p.droop, -0.2, h*0.05) // the long feathers
	})
}

// headParts draws the head, which stays nearly level whatever the pitch.
func (p perched) headParts(c *paint.Canvas) {
	x, y := p.headAt()
	c.Posed(paint.Pose{X: x, Y: y, Angle: 0.75 * p.pitch, Flip: p.over}, func() {
		c.Posed(paint.Pose{Size: p.head}, func() {
			p.beak(c)
			c.Solid(p.back, paint.Disc(0, 0, 1))
			c.Clipped(paint.Disc(0, 0, 1), func() { p.faceMarks(c) })
			c.Solid(paint.Hex(0xf7f2e6), paint.Disc(0.35, -0.02, 0.24))
			c.Solid(paint.Hex(0x0d0a0d), paint.Disc(0.37, -0.02, 0.18))
		})
	})
}

// faceMarks are drawn with the head as the box.
func (p perched) faceMarks(c *paint.Canvas) {
	missing := paint.Colour{}
	if p.throat != missing {
		c.Solid(p.throat, paint.Ellipse(0.45, 0.85, 0.9, 0.6))
	}
	if p.crown != missing {
		c.Solid(p.crown, paint.Ellipse(-0.1, -0.85, 1.15, 0.62))
	}
	if p.mask != missing {
		c.Line(p.mask, 0.42, 1.1, 0.05, -0.8, 0.2)
	}
	if p.brow != missing {
		c.Line(p.brow, 0.27, 0.9, -0.3, -0.9, -0.2)
	}
}

func (p perched) beak(c *paint.Canvas) {
	long, deep, curve := p.bill/p.head, p.billDepth/p.head, p.billCurve/p.head
	c.Solid(p.billColour, paint.Start(0.7, -deep*0.5).
		Quad(0.85+long*0.5, -deep*0.5-curve*0.3, 0.85+long, deep*0.2+curve).
		Quad(0.85+long*0.5, deep*0.6, 0.7, deep*0.6).Close())
	c.Line(p.billColour.Times(0.5), 0.07, 0.8, deep*0.05, 0.85+long*0.7, deep*0.1+curve*0.4)
}

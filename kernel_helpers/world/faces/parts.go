package faces

import "github.com/vfm-go/vfm/kernel_helpers/world/paint"

// Parts of a face, drawn in its own frame.

func (v portrait) eyesAndBrows(c *paint.Canvas) {
	y := v.eyeHeight + v.nod
	for _, side := range [2]float64{-1, 1} {
		c.Posed(paint.Pose{X: v.across(side * v.eyes), Y: y, Size: v.eyeSize, Angle: side * v.eyeSlant}, func() { v.eye(c) })
		inner, outer := v.across(side*(v.eyes-0.075)), v.across(side*(v.eyes+0.085))
		up := y - v.browUp - v.raise
		c.Line(v.hair.Mix(paint.Hex(0x1a120f), 0.35), v.browThick, inner, up-v.browSlant*0.06, outer, up+v.browSlant*0.1)
	}
}

// eye draws one eye with its radius as the unit.
func (v portrait) eye(c *paint.Canvas) {
	lid := v.skin.Mix(paint.Hex(0x1a0d0d), 0.65)
	if v.blink {
		c.Line(lid, 0.35, -1.4, 0, 1.4, 0)
		return
	}
	c.Solid(paint.Hex(0xf7f5f0), paint.Ellipse(0, 0, 1.5, 0.95))
	c.Solid(v.iris, paint.Disc(0.45*v.turn, 0, 0.8))
	c.Solid(paint.Hex(0x0a080a), paint.Disc(0.45*v.turn, 0, 0.42))
	c.Line(lid, 0.33, -1.45, -0.45, 0, -0.98)
	c.Line(lid, 0.33, 0, -0.98, 1.45, -0.45)
}

func (v portrait) noseOn(c *paint.Canvas) {
	top := v.eyeHeight + v.nod
	bridge, x, y := v.across(0)-0.02*v.turn, v.across(0)+0.04*v.turn, top+v.nose
	shade := v.skin.Mix(paint.Hex(0x40140f), 0.35)
	c.Line(v.skin.Mix(shade, 0.6), 0.028, bridge, top+0.03, x, y-0.02)
	c.Solid(shade, paint.Ellipse(x, y, v.noseWidth, 0.032))
	c.Solid(v.skin.Mix(paint.White, 0.12), paint.Ellipse(x, y-0.025, v.noseWidth*0.7, 0.032))
}

// lipsAt is the middle of the mouth.
func (v portrait) lipsAt() (x, y float64) {
	return v.across(0) + 0.01*v.turn, v.mouthHeight + v.nod*0.6
}

func (v portrait) mouthOn(c *paint.Canvas) {
	x, y := v.lipsAt()
	w, lift := v.mouth*(1+0.15*v.smile), 0.045*v.smile
	c.Solid(v.lips, paint.Start(x-w, y-lift).
		Quad(x, y+lift-v.fullness*1.6, x+w, y-lift).
		Quad(x, y+lift+v.fullness*2.2+0.1*v.open, x-w, y-lift).Close())
	if v.open == 0 {
		between := v.lips.Mix(paint.Hex(0x260000), 0.6)
		c.Line(between, 0.014, x-w*0.9, y-lift*0.8, x, y+lift*0.4)
		c.Line(between, 0.014, x, y+lift*0.4, x+w*0.9, y-lift*0.8)
		return
	}
	c.Solid(paint.Hex(0xf5f2ed), paint.Start(x-w*0.75, y-lift*0.7). // teeth
									Quad(x, y+lift, x+w*0.75, y-lift*0.7).
									Quad(x, y+lift+0.1*v.open, x-w*0.75, y-lift*0.7).Close())
}

func (v portrait) beardOn(c *paint.Canvas) {
	if v.beard == shaven {
		return
	}
	colour := v.hair.Mix(paint.Hex(0x1f140f), 0.2)
	x, y := v.lipsAt()
	c.Clipped(v.outline(), func() {
		switch v.beard {
		case fullBeard:
			side := v.wide * 0.86
			c.Solid(colour, paint.Start(-1, 0.08).Line(-side, 0.08).
				Curve(-v.wide*0.7, y-0.06, x-0.1, y-0.1, x, y-0.085).
				Curve(x+0.1, y-0.1, v.wide*0.7, y-0.06, side, 0.08).
				Line(1, 0.08).Line(1, 1).Line(-1, 1).Close())
		case goatee:
			c.Solid(colour, paint.Ellipse(x, 0.46, v.mouth*0.8, 0.12))
		}
		c.Line(colour, 0.055, x-v.mouth*0.9, y-0.045, x, y-0.07) // all of them have a moustache
		c.Line(colour, 0.055, x, y-0.07, x+v.mouth*0.9, y-0.045)
	})
}

func (v portrait) glasses(c *paint.Canvas) {
	if v.rims == noGlasses {
		return
	}
	const r = 0.115
	y := v.eyeHeight + v.nod + 0.01
	left, right := v.across(-v.eyes-0.005), v.across(v.eyes+0.005)
	for _, x := range [2]float64{left, right} {
		lens := paint.Disc(x, y, r)
		if v.rims == squareRims {
			lens = paint.Box(x-r*1.1, y-r*0.75, x+r*1.1, y+r*0.75, 0.03)
		}
		c.Stroke(lens, 0.03, paint.Plain(v.rim))
	}
	c.Line(v.rim, 0.028, left+r, y, right-r, y)
	c.Line(v.rim, 0.028, left-r, y, -v.wide, y-0.02)
	c.Line(v.rim, 0.028, right+r, y, v.wide, y-0.02)
}

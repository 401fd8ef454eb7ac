package world

import (
	"image"
	"math/rand/v2"
)

// portrait is one view of a person. The face's own coordinates run from -0.5 at the hairline to 0.5 at the
// chin, with the middle of an unturned face at x = 0.
type portrait struct {
	person
	rng          *rand.Rand
	at           point
	height       float64 // of the face, 1 = the picture
	turn, nod    float64 // -1 to 1: how far features move to the side, and up or down
	tilt         float64 // radians
	smile, open  float64
	raise, blink float64
	shadow       float64 // on one side of the face, negative = left
}

func newPortrait(rng *rand.Rand, p person) portrait {
	v := portrait{
		person: p, rng: rng,
		at: point{between(rng, 0.42, 0.58), between(rng, 0.47, 0.57)}, height: between(rng, 0.5, 0.68),
		turn: between(rng, -1, 1), nod: between(rng, -0.05, 0.05), tilt: between(rng, -0.22, 0.22),
		smile: between(rng, -0.3, 1), raise: between(rng, -0.01, 0.03), shadow: between(rng, -0.45, 0.45),
	}
	if rng.Float64() < 0.35 {
		v.open = between(rng, 0.3, 1)
	}
	if rng.Float64() < 0.1 {
		v.blink = 1
	}
	return v
}

func (v portrait) draw() *image.RGBA {
	c := newCanvas(faceSide)
	v.room(c)
	c.Push()
	c.Translate(v.at.x, v.at.y)
	c.Scale(v.height, v.height)
	c.Push()
	c.Rotate(v.tilt)
	v.hairBehind(c)
	c.Pop()
	v.shoulders(c)
	c.Rotate(v.tilt)
	v.earsAndHead(c)
	v.features(c)
	v.beardOn(c)
	v.mouthOn(c)
	v.hairInFront(c)
	v.glasses(c)
	c.Pop()
	v.hide(c)
	return c.finish(v.rng)
}

// x moves a feature at x with the turn of the head: what is near the middle of the face moves most.
func (v portrait) x(x float64) float64 {
	depth := 1 - (x/v.wide)*(x/v.wide)
	return x + 0.13*v.turn*(0.3+0.7*max(0, depth))
}

// room draws the wall behind.
func (v portrait) room(c *canvas) {
	rng := v.rng
	top := pick(rng, walls).vary(rng, 0.06)
	low := top.mix(pick(rng, walls), 0.4)
	for i := range 8 {
		c.paint(top.mix(low, float64(i)/7))
		c.DrawRectangle(0, float64(i)/8, 1, 1)
		c.Fill()
	}
	other := pick(rng, walls).vary(rng, 0.06)
	switch rng.IntN(4) {
	case 0: // a window or a picture
		c.paint(other)
		c.DrawRectangle(between(rng, -0.1, 0.7), between(rng, -0.1, 0.2), between(rng, 0.2, 0.45), between(rng, 0.25, 0.5))
		c.Fill()
	case 1: // lights out of focus
		for range 9 {
			k := other.vary(rng, 0.15)
			c.SetRGBA(k.r, k.g, k.b, 0.5)
			c.DrawCircle(rng.Float64(), rng.Float64(), between(rng, 0.05, 0.16))
			c.Fill()
		}
	case 2: // boards
		for x := between(rng, 0, 0.15); x < 1; x += 0.16 {
			c.line(x, 0, x, 1, 0.03, other)
		}
	}
}

// shoulders draws neck and clothes, which change from view to view.
func (v portrait) shoulders(c *canvas) {
	neck := v.jaw * 0.62
	c.paint(v.skin.mix(rgb{}, 0.18))
	c.DrawRectangle(-neck, 0.2, 2*neck, 0.55)
	c.Fill()
	cloth := pick(v.rng, clothes).vary(v.rng, 0.06)
	c.paint(cloth)
	c.MoveTo(-neck*1.15, 0.56)
	c.QuadraticTo(-0.75, 0.64, -0.9, 1.2)
	c.LineTo(0.9, 1.2)
	c.QuadraticTo(0.75, 0.64, neck*1.15, 0.56)
	c.QuadraticTo(0, between(v.rng, 0.6, 0.85), -neck*1.15, 0.56)
	c.ClosePath()
	c.Fill()
}

// outline is the head: skull, cheeks, jaw, chin.
func (v portrait) outline(c *canvas) {
	w, j, k := v.wide, v.jaw, v.chin
	t := 0.05 * v.turn
	c.MoveTo(-w, -0.08)
	c.CubicTo(-w*1.02, -0.75, w*1.02, -0.75, w, -0.08)
	c.CubicTo(w, 0.1, j*1.02, 0.22, j*0.95+t, 0.3)
	c.CubicTo(j*0.85+t, 0.42, k*1.1+t, 0.5, t, 0.5)
	c.CubicTo(-k*1.1+t, 0.5, -j*0.85+t, 0.42, -j*0.95+t, 0.3)
	c.CubicTo(-j*1.02, 0.22, -w, 0.1, -w, -0.08)
	c.ClosePath()
}

func (v portrait) earsAndHead(c *canvas) {
	for _, side := range [2]float64{-1, 1} {
		if side*v.turn > 0.7 {
			continue // turned away
		}
		c.paint(v.skin.mix(rgb{0.3, 0.05, 0.05}, 0.15))
		c.DrawEllipse(side*(v.wide+0.01)-0.05*v.turn, 0, v.ears*0.6, v.ears)
		c.Fill()
	}
	c.paint(v.skin)
	v.outline(c)
	c.Fill()
	c.Push()
	v.outline(c)
	c.Clip()
	for i := range 5 { // one side in shadow
		x := v.wide * (0.15 + 0.2*float64(i))
		c.SetRGBA(0.12, 0.05, 0.08, abs(v.shadow)/5)
		if v.shadow < 0 {
			c.DrawRectangle(-1-x, -1, 1, 2)
		} else {
			c.DrawRectangle(x, -1, 1, 2)
		}
		c.Fill()
	}
	c.SetRGBA(0.85, 0.25, 0.2, 0.16)
	c.DrawCircle(v.x(-v.wide*0.6), 0.13, 0.09)
	c.DrawCircle(v.x(v.wide*0.6), 0.13, 0.09)
	c.Fill()
	if v.freckles {
		c.paint(v.skin.mix(rgb{0.35, 0.15, 0.05}, 0.6))
		for i := range 10 {
			c.DrawCircle(v.x(v.wide*(-0.7+1.4*float64(i)/9)), 0.09+0.05*float64(i*7%3), 0.014)
		}
		c.Fill()
	}
	c.ResetClip()
	c.Pop()
}

// features draws eyes, brows and nose.
func (v portrait) features(c *canvas) {
	y := v.eyeHeight + v.nod
	for _, side := range [2]float64{-1, 1} {
		x := v.x(side * v.eyes)
		c.Push()
		c.Translate(x, y)
		c.Rotate(side * v.eyeSlant)
		v.eye(c, side)
		c.Pop()
		inner, outer := v.x(side*(v.eyes-0.075)), v.x(side*(v.eyes+0.085))
		by := y - v.browUp - v.raise
		c.line(inner, by-v.browSlant*0.06, outer, by+v.browSlant*0.1, v.browThick, v.hair.mix(rgb{0.1, 0.07, 0.06}, 0.35))
	}
	x, tip := v.x(0)+0.04*v.turn, y+v.nose
	shade := v.skin.mix(rgb{0.25, 0.08, 0.06}, 0.35)
	c.line(v.x(0)-0.02*v.turn, y+0.03, x, tip-0.02, 0.028, v.skin.mix(shade, 0.6))
	c.paint(shade)
	c.DrawEllipse(x, tip, v.noseWidth, 0.032)
	c.Fill()
	c.paint(v.skin.mix(rgb{1, 1, 1}, 0.12))
	c.DrawEllipse(x, tip-0.025, v.noseWidth*0.7, 0.032)
	c.Fill()
}

// eye draws one eye at the origin.
func (v portrait) eye(c *canvas, side float64) {
	r := v.eyeSize
	lid := v.skin.mix(rgb{0.1, 0.05, 0.05}, 0.65)
	if v.blink == 1 {
		c.line(-r*1.4, 0, r*1.4, 0, 0.022, lid)
		return
	}
	c.paint(rgb{0.97, 0.96, 0.94})
	c.DrawEllipse(0, 0, r*1.5, r*0.95)
	c.Fill()
	c.paint(v.iris)
	c.DrawCircle(r*0.45*v.turn, 0, r*0.8)
	c.Fill()
	c.paint(rgb{0.04, 0.03, 0.04})
	c.DrawCircle(r*0.45*v.turn, 0, r*0.42)
	c.Fill()
	c.line(-r*1.45, -r*0.45, 0, -r*0.98, 0.02, lid)
	c.line(0, -r*0.98, r*1.45, -r*0.45, 0.02, lid)
}

func (v portrait) mouthOn(c *canvas) {
	x, y, w := v.x(0)+0.01*v.turn, v.mouthHeight+v.nod*0.6, v.mouth*(1+0.15*v.smile)
	lift := 0.045 * v.smile
	c.paint(v.lips)
	c.MoveTo(x-w, y-lift)
	c.QuadraticTo(x, y+lift-v.fullness*1.6, x+w, y-lift)
	c.QuadraticTo(x, y+lift+v.fullness*2.2+0.1*v.open, x-w, y-lift)
	c.ClosePath()
	c.Fill()
	if v.open == 0 {
		c.line(x-w*0.9, y-lift*0.8, x, y+lift*0.4, 0.014, v.lips.mix(rgb{0.15, 0, 0}, 0.6))
		c.line(x, y+lift*0.4, x+w*0.9, y-lift*0.8, 0.014, v.lips.mix(rgb{0.15, 0, 0}, 0.6))
		return
	}
	c.paint(rgb{0.96, 0.95, 0.93})
	c.MoveTo(x-w*0.75, y-lift*0.7)
	c.QuadraticTo(x, y+lift, x+w*0.75, y-lift*0.7)
	c.QuadraticTo(x, y+lift+0.1*v.open, x-w*0.75, y-lift*0.7)
	c.ClosePath()
	c.Fill()
}

func (v portrait) beardOn(c *canvas) {
	if v.beard == shaven {
		return
	}
	k := v.hair.mix(rgb{0.12, 0.08, 0.06}, 0.2)
	x, y := v.x(0)+0.01*v.turn, v.mouthHeight+v.nod*0.6
	c.Push()
	v.outline(c)
	c.Clip()
	c.paint(k)
	if v.beard == fullBeard {
		c.MoveTo(-1, 0.08)
		c.LineTo(-v.wide*0.86, 0.08)
		c.CubicTo(-v.wide*0.7, y-0.06, x-0.1, y-0.1, x, y-0.085)
		c.CubicTo(x+0.1, y-0.1, v.wide*0.7, y-0.06, v.wide*0.86, 0.08)
		c.LineTo(1, 0.08)
		c.LineTo(1, 1)
		c.LineTo(-1, 1)
		c.ClosePath()
		c.Fill()
	}
	if v.beard == goatee {
		c.DrawEllipse(x, 0.46, v.mouth*0.8, 0.12)
		c.Fill()
	}
	c.line(x-v.mouth*0.9, y-0.045, x, y-0.07, 0.055, k)
	c.line(x, y-0.07, x+v.mouth*0.9, y-0.045, 0.055, k)
	c.ResetClip()
	c.Pop()
}

func (v portrait) glasses(c *canvas) {
	if v.rims == noGlasses {
		return
	}
	y, r := v.eyeHeight+v.nod+0.01, 0.115
	l, m := v.x(-v.eyes-0.005), v.x(v.eyes+0.005)
	c.paint(v.rim)
	c.pen(0.03)
	for _, x := range [2]float64{l, m} {
		if v.rims == roundRims {
			c.DrawCircle(x, y, r)
		} else {
			c.DrawRoundedRectangle(x-r*1.1, y-r*0.75, 2.2*r, 1.5*r, 0.03)
		}
	}
	c.Stroke()
	c.line(l+r, y, m-r, y, 0.028, v.rim)
	c.line(l-r, y, -v.wide, y-0.02, 0.028, v.rim)
	c.line(m+r, y, v.wide, y-0.02, 0.028, v.rim)
}

// hide puts something small before the face in one view of eight: a finger of a hand, a cup's rim, a leaf.
func (v portrait) hide(c *canvas) {
	if v.rng.Float64() > 0.12 {
		return
	}
	k := pick(v.rng, clothes)
	x := between(v.rng, 0.15, 0.85)
	c.line(x, 1.05, x+between(v.rng, -0.2, 0.2), between(v.rng, 0.6, 0.75), between(v.rng, 0.1, 0.16), k)
}

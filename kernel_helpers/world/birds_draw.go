package world

import (
	"image"
	"math/rand/v2"
)

// perched is one picture of a bird: the species in a pose, on a perch, in a light.
type perched struct {
	species
	rng              *rand.Rand
	at               point   // of the body's middle, 0 to 1
	length           float64 // of the body, 1 = the picture
	pitch            float64 // radians, 0 = level
	left, over       bool    // faces left; looks back over its shoulder
	nod, cock, droop float64 // head and tail up or down
}

func newPerched(rng *rand.Rand, s species) perched {
	p := perched{
		species: s, rng: rng,
		at:     point{between(rng, 0.44, 0.56), between(rng, 0.4, 0.52)},
		length: between(rng, 0.6, 0.76) * (1.1 - 0.35*s.tail),
		pitch:  s.pitch + between(rng, -0.25, 0.25),
		left:   rng.IntN(2) == 0, over: rng.Float64() < 0.15,
		nod: between(rng, -0.04, 0.04), cock: between(rng, -0.25, 0.25), droop: between(rng, -0.08, 0.1),
	}
	lean := (s.tail - s.bill - 0.1) * 0.4 * p.length // long tails move the body forward
	if p.left {
		lean = -lean
	}
	p.at.x += lean * cos(p.pitch)
	p.at.y -= 0.3 * s.tail * sin(p.pitch) * p.length
	top := (0.36*sin(p.pitch) + (0.72*s.plump+1.3*s.head)*cos(p.pitch)) * p.length
	p.at.y = max(p.at.y, top+between(rng, 0.02, 0.08)) // no head leaves the picture
	return p
}

func (p perched) draw() *image.RGBA {
	c := newCanvas(birdSide)
	habitat(c, p.rng)
	p.perch(c)
	c.Push()
	c.Translate(p.at.x, p.at.y)
	c.Scale(p.length, p.length)
	if p.left {
		c.Scale(-1, 1)
	}
	p.standing(c)
	c.Rotate(-p.pitch)
	p.tailFeathers(c)
	p.body(c)
	p.folded(c)
	p.headParts(c)
	c.Pop()
	if p.rng.Float64() < 0.25 {
		leaf(c, p.rng)
	}
	return c.finish(p.rng)
}

// foot is where the bird stands, below the middle of its body.
func (p perched) foot() float64 { return p.at.y + (p.plump*0.85+p.legs)*p.length }

// perch draws what the bird stands on: a branch, a post or the ground.
func (p perched) perch(c *canvas) {
	rng, y := p.rng, p.foot()
	wood := pick(rng, hexes(0x6b4a2f, 0x8a7258, 0x54463c, 0x9a8f80)).vary(rng, 0.05)
	thick := between(rng, 0.04, 0.08)
	switch rng.IntN(3) {
	case 0: // branch
		slope := between(rng, -0.12, 0.12)
		c.line(-0.1, y+thick/2-slope*(p.at.x+0.1), 1.1, y+thick/2+slope*(1.1-p.at.x), thick, wood)
		for range 1 + rng.IntN(3) {
			x := between(rng, 0, 1)
			c.line(x, y+thick/2+slope*(x-p.at.x), x+between(rng, -0.2, 0.2), y+between(rng, -0.35, 0.3), thick*0.45, wood)
		}
	case 1: // post
		w := between(rng, 0.2, 0.34)
		c.paint(wood)
		c.DrawRectangle(p.at.x-w/2, y, w, 1)
		c.Fill()
	default: // ground
		c.paint(pick(rng, hexes(0xa89060, 0x7c8a4a, 0x9a9a94, 0xd8c9a0)).vary(rng, 0.06))
		c.DrawRectangle(0, y-0.01, 1, 1)
		c.Fill()
		for range 8 {
			c.paint(wood.vary(rng, 0.15))
			c.DrawEllipse(rng.Float64(), between(rng, y+0.02, 1), between(rng, 0.01, 0.03), between(rng, 0.01, 0.02))
			c.Fill()
		}
	}
}

// standing draws the legs, which stay upright whatever the pitch.
func (p perched) standing(c *canvas) {
	foot := p.plump*0.85 + p.legs
	for _, x := range [2]float64{-0.04, 0.06} {
		c.line(x, p.plump*0.5, x+0.02, foot, 0.035, p.legColour)
		c.line(x+0.02, foot, x+0.09, foot, 0.03, p.legColour)
	}
}

func (p perched) tailFeathers(c *canvas) {
	c.Push()
	c.RotateAbout(p.cock-0.05, -0.36, 0)
	end, w := -0.36-p.tail, p.tailWidth
	shape := func(from float64) {
		x := -0.34 + (end+0.34)*from
		c.MoveTo(x, -w*(0.35+0.15*from))
		c.LineTo(end, -w*0.55)
		c.QuadraticTo(end+p.fork*1.6, 0, end, w*0.55)
		c.LineTo(x, w*(0.35+0.15*from))
		c.ClosePath()
	}
	c.paint(p.wing)
	shape(0)
	c.Fill()
	if p.tip != (rgb{}) {
		c.paint(p.tip)
		shape(1 - 0.11/p.tail)
		c.Fill()
	}
	c.Pop()
}

// outline is the body with the neck, without tail and head.
func (p perched) outline(c *canvas) {
	h := p.plump
	hx, hy := p.headAt()
	c.MoveTo(-0.44, -0.02)
	c.CubicTo(-0.25, -h*0.75, 0.05, -h*1.15, hx-p.head*0.9, hy-p.head*0.2)
	c.LineTo(hx+p.head*0.8, hy+p.head*0.4)
	c.CubicTo(0.5, h*0.6, 0.3, h*1.0, 0.02, h*0.98)
	c.CubicTo(-0.18, h*0.95, -0.3, h*0.5, -0.44, 0.03)
	c.ClosePath()
}

// headAt is the middle of the head.
func (p perched) headAt() (x, y float64) { return 0.36, -p.plump*0.72 - p.head*0.35 + p.nod }

func (p perched) body(c *canvas) {
	h := p.plump
	c.paint(p.kind.back)
	p.outline(c)
	c.Fill()
	c.Push()
	p.outline(c)
	c.Clip()
	c.paint(p.belly)
	c.DrawEllipse(0.12, h*0.85, 0.52, h*1.05)
	c.Fill()
	p.breastPattern(c)
	c.shade(-h*0.2, h*1.1, rgb{0.1, 0.08, 0.1}, 0.35)
	c.ResetClip()
	c.Pop()
}

// breastPattern paints onto the clipped body.
func (p perched) breastPattern(c *canvas) {
	h := p.plump
	c.paint(p.breastColour)
	switch p.breast {
	case spotted:
		for row := range 4 {
			for col := range 4 {
				c.DrawCircle(0.08+float64(col)*0.105+0.05*float64(row%2), h*(0.05+0.28*float64(row)), 0.033)
			}
		}
		c.Fill()
	case streaked:
		for i := range 5 {
			x := 0.04 + 0.1*float64(i)
			c.line(x+0.03, h*0.05, x-0.05, h*0.85, 0.035, p.breastColour)
		}
	case banded:
		c.line(0.16, h*0.95, 0.46, -h*0.15, 0.1, p.breastColour)
	case bibbed:
		hx, hy := p.headAt()
		c.DrawEllipse(hx+0.06, hy+p.head*1.25, p.head*0.85, p.head*0.95)
		c.Fill()
	}
}

// folded draws the wing with its bars.
func (p perched) folded(c *canvas) {
	h := p.plump
	shape := func() {
		c.MoveTo(0.2, -h*0.35)
		c.CubicTo(0.22, h*0.35, -0.1, h*0.62, -0.52, h*0.1+p.droop)
		c.CubicTo(-0.35, -h*0.25, -0.05, -h*0.85, 0.2, -h*0.35)
		c.ClosePath()
	}
	c.paint(p.wing)
	shape()
	c.Fill()
	c.Push()
	shape()
	c.Clip()
	for i := range p.bars {
		x := 0.06 - 0.19*float64(i)
		c.line(x+0.06, -h*0.9, x-0.06, h*0.7, 0.065, p.barColour)
	}
	c.line(-0.55, h*0.13+p.droop, -0.2, h*0.05, 0.035, p.wing.mix(rgb{}, 0.5))
	c.ResetClip()
	c.Pop()
}

func (p perched) headParts(c *canvas) {
	r := p.head
	x, y := p.headAt()
	c.Push()
	c.Translate(x, y)
	c.Rotate(p.pitch * 0.75) // the head stays nearly level
	if p.over {
		c.Scale(-1, 1)
	}
	p.beak(c)
	c.paint(p.kind.back)
	c.DrawCircle(0, 0, r)
	c.Fill()
	c.Push()
	c.DrawCircle(0, 0, r)
	c.Clip()
	if p.throat != (rgb{}) {
		c.paint(p.throat)
		c.DrawEllipse(r*0.45, r*0.85, r*0.9, r*0.6)
		c.Fill()
	}
	if p.crown != (rgb{}) {
		c.paint(p.crown)
		c.DrawEllipse(-r*0.1, -r*0.85, r*1.15, r*0.62)
		c.Fill()
	}
	if p.mask != (rgb{}) {
		c.line(r*1.1, r*0.05, -r*0.8, r*0.2, r*0.42, p.mask)
	}
	if p.brow != (rgb{}) {
		c.line(r*0.9, -r*0.3, -r*0.9, -r*0.2, r*0.27, p.brow)
	}
	c.ResetClip()
	c.Pop()
	c.paint(rgb{0.97, 0.95, 0.9})
	c.DrawCircle(r*0.35, -r*0.02, r*0.24)
	c.Fill()
	c.paint(rgb{0.05, 0.04, 0.05})
	c.DrawCircle(r*0.37, -r*0.02, r*0.18)
	c.Fill()
	c.Pop()
}

func (p perched) beak(c *canvas) {
	r, d := p.head, p.billDepth
	tip := r*0.85 + p.bill
	c.paint(p.billColour)
	c.MoveTo(r*0.7, -d*0.5)
	c.QuadraticTo(r*0.85+p.bill*0.5, -d*0.5-p.billCurve*0.3, tip, d*0.2+p.billCurve)
	c.QuadraticTo(r*0.85+p.bill*0.5, d*0.6, r*0.7, d*0.6)
	c.ClosePath()
	c.Fill()
	c.line(r*0.8, d*0.05, r*0.85+p.bill*0.7, d*0.1+p.billCurve*0.4, 0.012, p.billColour.mix(rgb{}, 0.5))
}

package birds

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// perched is one picture of a bird: the species in a pose, in a place. The bird's own frame has the body's
// middle at 0, the body's length as the unit, and looks to the right.
type perched struct {
	species
	rng        *rand.Rand
	x, y       float64 // of the body's middle, in the frame of the picture
	length     float64 // of the body
	pitch      float64 // radians, 0 = level
	left, over bool    // faces left; looks back over its shoulder
	nod        float64 // of the head
	cock       float64 // of the tail, radians
	droop      float64 // of the wing
}

func newPerched(r *rand.Rand, s species) perched {
	p := perched{
		species: s, rng: r,
		x: paint.Between(r, -0.12, 0.12), y: paint.Between(r, -0.2, 0.04),
		length: 2 * paint.Between(r, 0.6, 0.76) * (1.1 - 0.35*s.tail),
		pitch:  s.pitch + paint.Between(r, -0.25, 0.25),
		left:   paint.Chance(r, 0.5), over: paint.Chance(r, 0.15),
		nod: paint.Between(r, -0.04, 0.04), cock: paint.Between(r, -0.25, 0.25), droop: paint.Between(r, -0.08, 0.1),
	}
	sin, cos := math.Sincos(p.pitch)
	lean := (s.tail - s.bill - 0.1) * 0.4 * p.length * cos // a long tail moves the body forward
	if p.left {
		lean = -lean
	}
	p.x += lean
	p.y -= 0.3 * s.tail * sin * p.length
	top := (0.36*sin + (0.72*s.plump+1.3*s.head)*cos) * p.length
	p.y = max(p.y, top-1+paint.Between(r, 0.04, 0.16)) // no head leaves the picture
	return p
}

func (p perched) draw(behind paint.Behind) *image.RGBA {
	c := paint.New(Side)
	habitat(c, p.rng)
	p.perch(c)
	behind.Call(c)
	c.Posed(paint.Pose{X: p.x, Y: p.y, Size: p.length, Flip: p.left}, func() {
		p.standing(c)
		c.Posed(paint.Pose{Angle: -p.pitch}, func() {
			p.tailFeathers(c)
			p.body(c)
			p.folded(c)
			p.headParts(c)
		})
	})
	if paint.Chance(p.rng, 0.25) {
		leaf(c, p.rng)
	}
	return c.Develop(paint.Daylight(p.rng), p.rng)
}

// habitat draws what lies behind: a landscape, and in some pictures reeds or leaves before it.
func habitat(c *paint.Canvas, r *rand.Rand) {
	base := paint.Hexes(0x9cc4e4, 0x6f9a58, 0xd9dfe0, 0x48683e, 0xb7c99a, 0xe4d3b0, 0x7a97a0, 0xa08a6a)
	c.Ground(r, paint.Pick(r, base).Vary(r, 0.08), "plain", "sky", "grass", "lights", "water", "hills")
	switch r.IntN(4) {
	case 0:
		reed := paint.Pick(r, paint.Hexes(0x3c5c34, 0x88a850, 0xe0dcb8, 0xc0a060, 0x5c7a8a))
		for range 14 {
			x := paint.Between(r, -1, 1)
			c.Line(reed.Vary(r, 0.1), 0.04, x, 1.1, x+paint.Between(r, -0.3, 0.3), paint.Between(r, -0.8, 0.4))
		}
	case 1:
		for range 12 {
			leaf(c, r)
		}
	}
}

// leaf draws one leaf somewhere.
func leaf(c *paint.Canvas, r *rand.Rand) {
	colour := paint.Pick(r, paint.Hexes(0x4c7034, 0x6e9440, 0x8a9a48, 0xa87838)).Vary(r, 0.08)
	pose := paint.Pose{X: paint.Between(r, -1, 1), Y: paint.Between(r, -1, 1), Angle: paint.Between(r, 0, 6.28)}
	c.Posed(pose, func() {
		c.Solid(colour, paint.Ellipse(0, 0, paint.Between(r, 0.12, 0.24), paint.Between(r, 0.04, 0.08)))
	})
}

// perch draws what the bird stands on: a branch, a post or the ground.
func (p perched) perch(c *paint.Canvas) {
	r, y := p.rng, p.y+(p.plump*0.85+p.legs)*p.length
	wood := paint.Pick(r, paint.Hexes(0x6b4a2f, 0x8a7258, 0x54463c, 0x9a8f80)).Vary(r, 0.05)
	switch r.IntN(3) {
	case 0: // branch
		thick, slope := paint.Between(r, 0.08, 0.16), paint.Between(r, -0.12, 0.12)
		at := func(x float64) float64 { return y + thick/2 + slope*(x-p.x) }
		c.Line(wood, thick, -1.2, at(-1.2), 1.2, at(1.2))
		for range 1 + r.IntN(3) {
			x := paint.Between(r, -1, 1)
			c.Line(wood, thick*0.45, x, at(x), x+paint.Between(r, -0.4, 0.4), at(x)+paint.Between(r, -0.7, 0.6))
		}
	case 1: // post
		w := paint.Between(r, 0.2, 0.34)
		c.Solid(wood, paint.Box(p.x-w, y, p.x+w, 1.1, 0))
	default: // ground
		c.Solid(paint.Pick(r, paint.Hexes(0xa89060, 0x7c8a4a, 0x9a9a94, 0xd8c9a0)).Vary(r, 0.06), paint.Box(-1.1, y-0.02, 1.1, 1.1, 0))
		for range 8 {
			pebble := paint.Ellipse(paint.Between(r, -1, 1), paint.Between(r, y+0.04, 1), paint.Between(r, 0.02, 0.06), paint.Between(r, 0.02, 0.04))
			c.Solid(wood.Vary(r, 0.15), pebble)
		}
	}
}

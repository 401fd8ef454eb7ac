package faces

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// portrait is one view of a person. The face's own frame has the hairline at y = -0.5 and the chin at 0.5, and the
// middle of a face that is not turned at x = 0.
type portrait struct {
	person
	rng         *rand.Rand
	x, y        float64 // of the face's middle, in the frame of the picture
	height      float64 // of the face
	turn        float64 // -1 to 1: to the left or right of the picture
	nod         float64 // how far features move down
	tilt        float64 // radians
	smile, open float64 // how far the corners of the mouth are up; how far the mouth is open, 0 to 1
	raise       float64 // of the brows
	blink       bool
	shadow      float64 // on one side of the face, negative = left
}

func newPortrait(r *rand.Rand, p person) portrait {
	v := portrait{
		person: p, rng: r,
		x: paint.Between(r, -0.16, 0.16), y: paint.Between(r, -0.06, 0.14), height: 2 * paint.Between(r, 0.5, 0.68),
		turn: paint.Between(r, -1, 1), nod: paint.Between(r, -0.05, 0.05), tilt: paint.Between(r, -0.22, 0.22),
		smile: paint.Between(r, -0.3, 1), raise: paint.Between(r, -0.01, 0.03), shadow: paint.Between(r, -0.45, 0.45),
		blink: paint.Chance(r, 0.1),
	}
	if paint.Chance(r, 0.35) {
		v.open = paint.Between(r, 0.3, 1)
	}
	return v
}

func (v portrait) draw(behind paint.Behind) *image.RGBA {
	c := paint.New(Side)
	room(c, v.rng)
	behind.Call(c)
	c.Posed(paint.Pose{X: v.x, Y: v.y, Size: v.height}, func() {
		c.Posed(paint.Pose{Angle: v.tilt}, func() { v.hairBehind(c) })
		v.shoulders(c)
		c.Posed(paint.Pose{Angle: v.tilt}, func() {
			v.head(c)
			v.eyesAndBrows(c)
			v.noseOn(c)
			v.beardOn(c)
			v.mouthOn(c)
			v.hairInFront(c)
			v.glasses(c)
		})
	})
	hide(c, v.rng)
	return c.Develop(paint.Daylight(v.rng), v.rng)
}

// across moves what is at x with the turn of the head: what is near the middle of the face moves most.
func (v portrait) across(x float64) float64 {
	depth := 1 - (x/v.wide)*(x/v.wide)
	return x + 0.13*v.turn*(0.3+0.7*max(0, depth))
}

// room draws what is behind a person.
func room(c *paint.Canvas, r *rand.Rand) {
	c.Ground(r, paint.Pick(r, walls).Vary(r, 0.06), "plain", "plain", "bricks", "wood", "lights", "tiles", "hills")
	if paint.Chance(r, 0.25) { // a window or a picture
		x, y := paint.Between(r, -1.2, 0.4), paint.Between(r, -1.2, -0.6)
		frame := paint.Box(x, y, x+paint.Between(r, 0.4, 0.9), y+paint.Between(r, 0.5, 1), 0)
		c.Solid(paint.Pick(r, walls).Vary(r, 0.06), frame)
	}
}

// shoulders draws neck and clothes, which change from view to view.
func (v portrait) shoulders(c *paint.Canvas) {
	neck := v.jaw * 0.62
	c.Solid(v.skin.Times(0.82), paint.Box(-neck, 0.2, neck, 0.75, 0))
	cloth := paint.Start(-neck*1.15, 0.56).
		Quad(-0.75, 0.64, -0.9, 1.4).Line(0.9, 1.4).
		Quad(0.75, 0.64, neck*1.15, 0.56).
		Quad(0, paint.Between(v.rng, 0.6, 0.85), -neck*1.15, 0.56).Close()
	c.Solid(paint.Pick(v.rng, clothes).Vary(v.rng, 0.06), cloth)
}

// outline is the head: skull, cheeks, jaw, chin.
func (v portrait) outline() *paint.Path {
	w, j, k := v.wide, v.jaw, v.chin
	t := 0.05 * v.turn
	return paint.Start(-w, -0.08).
		Curve(-w*1.02, -0.75, w*1.02, -0.75, w, -0.08).
		Curve(w, 0.1, j*1.02, 0.22, j*0.95+t, 0.3).
		Curve(j*0.85+t, 0.42, k*1.1+t, 0.5, t, 0.5).
		Curve(-k*1.1+t, 0.5, -j*0.85+t, 0.42, -j*0.95+t, 0.3).
		Curve(-j*1.02, 0.22, -w, 0.1, -w, -0.08).Close()
}

// head draws ears, the face, its shadow, cheeks and freckles.
func (v portrait) head(c *paint.Canvas) {
	for _, side := range [2]float64{-1, 1} {
		if side*v.turn <= 0.7 { // not turned away
			ear := paint.Ellipse(side*(v.wide+0.01)-0.05*v.turn, 0, v.ears*0.6, v.ears)
			c.Solid(v.skin.Mix(paint.Hex(0x4d0d0d), 0.15), ear)
		}
	}
	c.Solid(v.skin, v.outline())
	c.Fill(v.outline(), func(x, _ float64) paint.Colour {
		side := math.Copysign(x, x*v.shadow) / v.wide
		return paint.Hex(0x1f0d14).Fade(math.Abs(v.shadow) * max(0, min(1, side)))
	})
	blush := paint.Hex(0xd94033).Fade(0.16)
	c.Solid(blush, paint.Disc(v.across(-v.wide*0.6), 0.13, 0.09), paint.Disc(v.across(v.wide*0.6), 0.13, 0.09))
	if v.freckles {
		for i := range 10 {
			spot := paint.Disc(v.across(v.wide*(-0.7+1.4*float64(i)/9)), 0.09+0.05*float64(i*7%3), 0.014)
			c.Solid(v.skin.Mix(paint.Hex(0x59260d), 0.6), spot)
		}
	}
}

// hide puts something small before the face in one view of eight.
func hide(c *paint.Canvas, r *rand.Rand) {
	if !paint.Chance(r, 0.12) {
		return
	}
	x := paint.Between(r, -0.7, 0.7)
	c.Line(paint.Pick(r, clothes), paint.Between(r, 0.2, 0.32), x, 1.1, x+paint.Between(r, -0.4, 0.4), paint.Between(r, 0.2, 0.5))
}

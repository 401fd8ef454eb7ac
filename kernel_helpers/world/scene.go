package world

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// Scene is one picture of the training world before it is drawn. The names come from Shapes, Colours, Textures and
// Backgrounds.
type Scene struct {
	Shape, Colour, Texture, Background string
	Word                               string // printed on the picture, whatever the shape; "" in most scenes
	Size                               string // small, large, or "" for one in between

	seed   uint64
	index  int
	figure figure
	pose   paint.Pose
	hue    paint.Colour // of the figure
	second paint.Colour // of its texture
	weave  weave
	ground ground
	base   paint.Colour // of the ground
	others []clutter
	light  paint.Light
}

// clutter is a small faded figure behind the one that counts.
type clutter struct {
	figure  figure
	pose    paint.Pose
	colour  paint.Colour
	opacity float64
}

// New returns the i-th scene of the training world of a seed. It depends on no other scene.
func New(seed uint64, i int) Scene {
	r := paint.Source(seed, "scene", i)
	f, k, w, g := paint.Pick(r, shapes), paint.Pick(r, colours), paint.Pick(r, weaves), paint.Pick(r, grounds)
	s := Scene{
		Shape: f.name, Colour: k.name, Texture: w.name, Background: g.Name,
		seed: seed, index: i, figure: f, weave: w, ground: g,
	}
	s.pose, s.Size = pose(r)
	s.hue = k.shade(r)
	s.second = second(s.hue, r)
	s.base = g.base(s.hue, s.second, r)
	if paint.Chance(r, 0.12) {
		s.Word = paint.Pick(r, words)
	}
	if paint.Chance(r, 0.3) {
		s.others = others(r, s.base)
	}
	s.light = daylight(r)
	return s
}

// pose places a figure anywhere in the picture, and says its size in words.
func pose(r *rand.Rand) (paint.Pose, string) {
	size := paint.Between(r, 0.4, 0.8)
	room := 0.95 - 0.9*size
	p := paint.Pose{
		X: paint.Between(r, -room, room), Y: paint.Between(r, -room, room),
		Size: size, Stretch: paint.Near(r, 1, 0.15), Angle: paint.Near(r, 0, 0.45), Shear: paint.Near(r, 0, 0.2),
		Flip: paint.Chance(r, 0.5),
	}
	switch {
	case size < 0.5:
		return p, "small"
	case size > 0.7:
		return p, "large"
	}
	return p, ""
}

// others are one to four things that lie about, in colours close to the ground's.
func others(r *rand.Rand, base paint.Colour) []clutter {
	list := make([]clutter, 1+r.IntN(4))
	for i := range list {
		c := paint.Pick(r, colours).shade(r)
		list[i] = clutter{
			figure: paint.Pick(r, shapes), colour: c.Mix(base, 0.4), opacity: paint.Between(r, 0.4, 0.75),
			pose: paint.Pose{X: paint.Between(r, -1, 1), Y: paint.Between(r, -1, 1), Size: paint.Between(r, 0.1, 0.2), Angle: paint.Between(r, -3, 3)},
		}
	}
	return list
}

// daylight is light of some kind, taken by a small camera.
func daylight(r *rand.Rand) paint.Light {
	return paint.Light{
		Brightness: paint.Near(r, 1, 0.2), Contrast: paint.Near(r, 1, 0.15),
		Tint:  paint.HSV(paint.Pick(r, []float64{0.1, 0.6, 0.35}), paint.Between(r, 0, 0.12), 1),
		Slope: paint.Between(r, 0, 0.2), Angle: paint.Between(r, 0, 2*math.Pi),
		Vignette: paint.Between(r, 0, 0.35), Noise: paint.Between(r, 0.005, 0.03),
	}
}

// Draw draws the scene: size × size pixels, opaque.
func (s Scene) Draw(size int) *image.RGBA {
	r := paint.Source(s.seed, "pixels of scene", s.index)
	c := paint.New(size)
	s.ground.Draw(c, r, s.base)
	for _, o := range s.others {
		o.draw(c)
	}
	texture := s.weave.of(s.hue, s.second, r)
	shadow(c, s.figure, s.pose, s.light.Angle)
	c.Posed(s.pose, func() { s.figure.draw(c, lookOf(s.hue, texture.Lit(s.light.Angle-s.pose.Angle, 0.2))) })
	if s.Word != "" {
		printWord(c, s.Word, s.pose, r)
	}
	return c.Develop(s.light, r)
}

// shadow draws the figure's shadow on the ground, away from the light.
func shadow(c *paint.Canvas, f figure, p paint.Pose, angle float64) {
	sin, cos := math.Sincos(angle)
	p.X, p.Y = p.X-0.07*cos, p.Y-0.07*sin
	c.Posed(p, func() { c.Fill(f.outline, paint.Plain(paint.Black.Fade(0.25))) })
}

func (o clutter) draw(c *paint.Canvas) {
	l := lookOf(o.colour, paint.Plain(o.colour))
	l.opacity = o.opacity
	c.Posed(o.pose, func() { o.figure.draw(c, l) })
}

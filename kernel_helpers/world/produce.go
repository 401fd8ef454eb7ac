package world

import (
	"image"
	"math"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// produce is fruit and vegetables: easy classes, of which a picture shows one piece or a few.
func produce() Set {
	return Set{
		Name: "produce", Title: "Produce", Task: "classification", Size: 64,
		Description: "Drawn fruit and vegetables of 16 kinds, one piece or a few, on changing grounds and in changing light.",
		labels:      names(fruits, func(f fruit) string { return f.name }),
		splits:      []split{{"train", 30}, {"test", 25}},
		draw: func(_ uint64, label int, r *rand.Rand, behind paint.Behind) *image.RGBA {
			return drawProduce(fruits[label], r, behind)
		},
	}
}

func drawProduce(f fruit, r *rand.Rand, behind paint.Behind) *image.RGBA {
	c := paint.New(64)
	l := f.look(r)
	g := paint.Pick(r, grounds)
	g.Draw(c, r, g.base(l.texture(0, 0), l.accent, r))
	behind.Call(c)
	light := snapshot(r)
	for i := range paint.Pick(r, []int{0, 0, 0, 1, 2}) { // more pieces behind
		p := view(r, 0.3, 0.45, 0.9)
		p.X, p.Y = paint.Between(r, -0.9, 0.9), paint.Between(r, -0.9, 0.9)-0.1*float64(i)
		lay(c, f.figure, p, f.look(r), light)
	}
	lay(c, f.figure, view(r, 0.42, 0.8, 0.9), l, light)
	return c.Develop(light, r)
}

// look gives a piece of fruit its colours, each a little different from the next piece's.
func (f fruit) look(r *rand.Rand) look {
	ripe := func(hex uint32) paint.Colour {
		c := paint.Hex(hex).Times(paint.Near(r, 1, 0.15))
		return c.Mix(paint.HSV(r.Float64(), 0.5, 0.6), paint.Between(r, 0, 0.12))
	}
	main := ripe(paint.Pick(r, f.mains))
	l := look{texture: paint.Plain(main), ink: main.Times(0.35), pale: ripe(f.pale), accent: ripe(f.accent), opacity: 1}
	if f.texture != nil {
		l.texture = f.texture(main, l.pale)
	}
	return l
}

// view places a thing of a set, with half its height between low and high, turned by up to the given angle.
func view(r *rand.Rand, low, high, turn float64) paint.Pose {
	size := paint.Between(r, low, high)
	room := 0.95 - 0.85*size
	return paint.Pose{
		X: paint.Between(r, -room, room), Y: paint.Between(r, -room, room),
		Size: size, Stretch: paint.Near(r, 1, 0.18), Angle: paint.Near(r, 0, turn), Shear: paint.Near(r, 0, 0.25),
		Flip: paint.Chance(r, 0.5),
	}
}

// snapshot is the light of the sets' pictures, which differs more than daylight does.
func snapshot(r *rand.Rand) paint.Light {
	l := daylight(r)
	l.Brightness = paint.Near(r, 0.95, 0.35)
	l.Tint = paint.HSV(r.Float64(), paint.Between(r, 0, 0.2), 1)
	return l
}

// lay draws a thing with its shadow, shaded like something round.
func lay(c *paint.Canvas, f figure, p paint.Pose, l look, light paint.Light) {
	shadow(c, f, p, light.Angle)
	angle := light.Angle - p.Angle
	if p.Flip {
		angle = math.Pi - angle
	}
	l.texture = l.texture.Round(angle, 0.3)
	c.Posed(p, func() { f.draw(c, l) })
}

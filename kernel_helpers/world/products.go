package world

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

const productCount = 84 // seven of each form

// products are things from a shop: a query shows a product, and the gallery holds it in other places, views and
// light.
func products() Set {
	labels := make([]string, productCount)
	for i := range labels {
		labels[i] = fmt.Sprintf("%s-%d", goods[i%len(goods)].name, i/len(goods)+1)
	}
	return Set{
		Name: "products", Title: "Products", Task: "retrieval", Size: 64,
		Description: "Drawn things from a shop, seven of each of twelve forms, which differ in their colours, pattern and label; each on other grounds, in other views and light.",
		labels:      labels,
		splits:      []split{{"query", 4}, {"gallery", 6}},
		draw: func(seed uint64, label int, r *rand.Rand, behind paint.Behind) *image.RGBA {
			return newProduct(seed, label).draw(r, behind)
		},
		caption: func(seed uint64, label int, r *rand.Rand) string { return newProduct(seed, label).caption(r) },
	}
}

// product is one thing: its pictures share form, colours, pattern and label.
type product struct {
	good
	look   look
	weave  weave
	main   paint.Colour
	emblem *paint.Path
	badge  paint.Colour // of the emblem
}

// newProduct returns a product of a seed. Its colours may be any, not only those of the training world, and its label
// comes from a list of its own.
func newProduct(seed uint64, label int) product {
	r := paint.Source(seed, "product", label)
	main := paint.HSV(r.Float64(), paint.Between(r, 0.1, 0.9), paint.Between(r, 0.3, 0.95))
	accent := apart(r, 0.25, main)
	second := main.Mix(apart(r, 0.2, main), 0.6)
	weave := weaves[0]
	if paint.Chance(r, 0.6) {
		weave = paint.Pick(r, weaves[1:])
	}
	l := lookOf(main, weave.of(main, second, r))
	l.accent = accent
	return product{good: goods[label%len(goods)], look: l, weave: weave, main: main, emblem: paint.Pick(r, emblems), badge: apart(r, 0.35, main, second)}
}

// apart returns a colour that is at least so far from others: the first such of some draws, or the farthest of them.
func apart(r *rand.Rand, distance float64, others ...paint.Colour) paint.Colour {
	var best paint.Colour
	farthest := -1.0
	for range 30 {
		c := paint.HSV(r.Float64(), paint.Between(r, 0.05, 0.9), paint.Between(r, 0.15, 1))
		nearest := 1.0
		for _, o := range others {
			nearest = min(nearest, c.Distance(o))
		}
		if nearest > farthest {
			best, farthest = c, nearest
		}
		if farthest >= distance {
			break
		}
	}
	return best
}

// place is where the product is: the first that a picture takes of its random numbers.
func place(r *rand.Rand) ground { return paint.Pick(r, grounds) }

// caption says what a picture shows in the words of scenes, but for the name of the form: pattern, the plain colour
// that is nearest, and the ground.
func (p product) caption(r *rand.Rand) string {
	return fmt.Sprintf("%s %s", article(strings.Join([]string{p.weave.name, nearestColour(p.main), p.name}, " ")), place(r).phrase)
}

// draw draws the product in a place, a view and a light.
func (p product) draw(r *rand.Rand, behind paint.Behind) *image.RGBA {
	c := paint.New(64)
	g := place(r)
	base := g.base(p.main, p.main, r)
	g.Draw(c, r, base)
	for _, o := range others(r, base) {
		o.draw(c)
	}
	behind.Call(c)
	light := snapshot(r)
	at := view(r, 0.5, 0.85, 0.8)
	at.Flip = false // labels are never mirrored
	lay(c, p.figure, at, p.look, light)
	c.Posed(at, func() {
		c.Posed(p.label, func() { c.Fill(p.emblem, paint.Plain(p.badge).Round(light.Angle-at.Angle, 0.3)) })
	})
	if paint.Chance(r, 0.3) { // something lies in front of a corner
		hide(c, at, r)
	}
	return c.Develop(light, r)
}

// hide lays a thing over an edge of another.
func hide(c *paint.Canvas, behind paint.Pose, r *rand.Rand) {
	s, co := math.Sincos(paint.Between(r, 0, 2*math.Pi))
	k := paint.Pick(r, colours).shade(r)
	at := paint.Pose{X: behind.X + behind.Size*co, Y: behind.Y + behind.Size*s, Size: paint.Between(r, 0.2, 0.3), Angle: paint.Between(r, -3, 3)}
	c.Posed(at, func() { paint.Pick(r, shapes).draw(c, lookOf(k, paint.Plain(k))) })
}

package world

import (
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// ground is a background with words for it and the colours it may have.
type ground struct {
	paint.Background
	phrase string // where the figure is
	hues   []float64
	grey   float64 // the share of its grounds that are almost grey
}

// places say where a figure is on each of paint's backgrounds, and which hues the background has.
var places = []struct {
	name, phrase string
	hues         []float64
	grey         float64
}{
	{"plain", "on a plain wall", []float64{0, 0.08, 0.14, 0.3, 0.45, 0.55, 0.6, 0.75, 0.9}, 0.3},
	{"sky", "in the sky", []float64{0.55, 0.58, 0.6, 0.62, 0.95, 0.08}, 0.15},
	{"grass", "on grass", []float64{0.22, 0.27, 0.3, 0.34, 0.13}, 0},
	{"bricks", "at a brick wall", []float64{0.02, 0.04, 0.07, 0.1, 0.6}, 0.25},
	{"wood", "on wooden boards", []float64{0.06, 0.08, 0.1, 0.12, 0.5}, 0.15},
	{"lights", "before lights", []float64{0.6, 0.66, 0.75, 0.95, 0.45, 0.05}, 0.15},
	{"stones", "on stones", []float64{0.08, 0.1, 0.55, 0.6, 0.7}, 0.4},
	{"water", "on water", []float64{0.48, 0.52, 0.56, 0.6, 0.64}, 0.1},
	{"hills", "before hills", []float64{0.25, 0.3, 0.36, 0.55, 0.1, 0.75}, 0.1},
	{"tiles", "on tiles", []float64{0.02, 0.1, 0.35, 0.5, 0.6, 0.8, 0.93}, 0.3},
}

// grounds joins places with the backgrounds of paint.
var grounds = func() []ground {
	var list []ground
	for _, b := range paint.Backgrounds() {
		for _, p := range places {
			if p.name == b.Name {
				list = append(list, ground{b, p.phrase, p.hues, p.grey})
			}
		}
	}
	return list
}()

// contrast is how far apart in colour a figure and its ground are at least, by paint.Colour.Distance.
const contrast = 0.3

// base returns a colour for the ground on which a figure of two colours is seen well: the first of some draws that is
// far enough from the first and from the mean of both, or the farthest of them.
func (g ground) base(a, b paint.Colour, r *rand.Rand) paint.Colour {
	var best paint.Colour
	farthest := -1.0
	for range 30 {
		saturation := paint.Between(r, 0.2, 0.6)
		if paint.Chance(r, g.grey) {
			saturation = 0.05
		}
		c := paint.HSV(paint.Near(r, paint.Pick(r, g.hues), 0.03), saturation, paint.Between(r, 0.35, 0.92))
		if d := min(c.Distance(a), c.Distance(a.Mix(b, 0.5))); d > farthest {
			best, farthest = c, d
		}
		if farthest >= contrast {
			break
		}
	}
	return best
}

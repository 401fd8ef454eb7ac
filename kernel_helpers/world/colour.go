package world

import (
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// colour is a colour that has a plain name.
type colour struct {
	name              string
	hue               float64
	saturation, value float64
}

// colours are those of the training world's figures.
var colours = []colour{
	{"red", 0.0, 0.85, 0.85}, {"orange", 0.075, 0.9, 0.97}, {"yellow", 0.15, 0.82, 0.97}, {"green", 0.34, 0.75, 0.65},
	{"turquoise", 0.48, 0.7, 0.78}, {"blue", 0.61, 0.8, 0.82}, {"purple", 0.76, 0.65, 0.65}, {"pink", 0.92, 0.42, 0.97},
	{"brown", 0.07, 0.65, 0.45}, {"black", 0.6, 0.1, 0.13}, {"grey", 0.6, 0.05, 0.55}, {"white", 0.1, 0.04, 0.97},
}

// shade returns one of the shades that go by the name.
func (k colour) shade(r *rand.Rand) paint.Colour {
	return paint.HSV(paint.Near(r, k.hue, 0.02), k.saturation*paint.Near(r, 1, 0.12), k.value*paint.Near(r, 0.98, 0.08))
}

// nearestColour names the plain colour that is nearest.
func nearestColour(c paint.Colour) string {
	best := colours[0]
	for _, k := range colours {
		if k.plain().Distance(c) < best.plain().Distance(c) {
			best = k
		}
	}
	return best.name
}

// plain is the middle of the shades.
func (k colour) plain() paint.Colour { return paint.HSV(k.hue, k.saturation, k.value) }

// second returns the other colour of a texture: the same, clearly darker or lighter.
func second(c paint.Colour, r *rand.Rand) paint.Colour {
	towardsWhite := c.Luma() < 0.35 || c.Luma() < 0.6 && paint.Chance(r, 0.5)
	if towardsWhite {
		return c.Mix(paint.White, paint.Between(r, 0.55, 0.75))
	}
	if c.Luma() > 0.9 { // much darker, white would pass for grey
		return c.Times(paint.Between(r, 0.6, 0.7))
	}
	return c.Times(paint.Between(r, 0.4, 0.55))
}

// lookOf returns the tones of a figure's marks and edge.
func lookOf(c paint.Colour, t paint.Texture) look {
	l := look{texture: t, ink: c.Times(0.3), pale: c.Mix(paint.White, 0.75), opacity: 1}
	if c.Luma() < 0.25 {
		l.ink = c.Mix(paint.White, 0.3) // a dark figure has a lighter edge
	}
	if c.Luma() > 0.85 {
		l.pale = c.Times(0.72)
	}
	return l
}

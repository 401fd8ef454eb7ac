package world

import (
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// weave is a texture that has a plain name.
type weave struct {
	name string
	of   func(a, b paint.Colour, r *rand.Rand) paint.Texture // two colours, of which a covers the larger part
}

// weaves are the textures of the training world's figures.
var weaves = []weave{
	{"plain", func(a, b paint.Colour, r *rand.Rand) paint.Texture {
		return paint.Gradient(a.Times(1.05), a.Times(0.9))
	}},
	{"striped", func(a, b paint.Colour, r *rand.Rand) paint.Texture {
		return paint.Stripes(a, b, paint.Between(r, 0.38, 0.55)).Move(r.Float64(), 0).Turn(paint.Between(r, -0.8, 2.4))
	}},
	{"dotted", func(a, b paint.Colour, r *rand.Rand) paint.Texture {
		return paint.Dots(a, b, paint.Between(r, 0.38, 0.52)).Move(r.Float64(), r.Float64())
	}},
	{"checked", func(a, b paint.Colour, r *rand.Rand) paint.Texture {
		return paint.Checks(a, b, paint.Between(r, 0.5, 0.7)).Move(r.Float64(), r.Float64()).Turn(paint.Between(r, -0.4, 0.4))
	}},
	{"speckled", func(a, b paint.Colour, r *rand.Rand) paint.Texture {
		return paint.Speckle(a, b, paint.Between(r, 0.1, 0.15), 0.35, r.Uint64())
	}},
	{"ringed", func(a, b paint.Colour, r *rand.Rand) paint.Texture {
		return paint.Rings(a, b, paint.Between(r, 0.38, 0.52)).Move(paint.Near(r, 0, 0.3), paint.Near(r, 0, 0.3))
	}},
}

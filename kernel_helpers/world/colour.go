package world

import (
	"math/rand/v2"
)

// rgb is a colour, each part 0 to 1.
type rgb struct{ r, g, b float64 }

// mix goes from c to d: 0 is c, 1 is d.
func (c rgb) mix(d rgb, t float64) rgb {
	return rgb{c.r + (d.r-c.r)*t, c.g + (d.g-c.g)*t, c.b + (d.b-c.b)*t}
}

// vary moves each part by up to d.
func (c rgb) vary(rng *rand.Rand, d float64) rgb {
	return rgb{clamp(c.r + between(rng, -d, d)), clamp(c.g + between(rng, -d, d)), clamp(c.b + between(rng, -d, d))}
}

func hex(v uint32) rgb {
	return rgb{float64(v>>16&255) / 255, float64(v>>8&255) / 255, float64(v&255) / 255}
}

func hexes(vs ...uint32) []rgb {
	list := make([]rgb, len(vs))
	for i, v := range vs {
		list[i] = hex(v)
	}
	return list
}

func pick[T any](rng *rand.Rand, from []T) T { return from[rng.IntN(len(from))] }

// Colours of birds.
var (
	plumage = hexes(0x8a6a48, 0x7d8288, 0x77803f, 0x4f78a8, 0xa8623a, 0x5b5a66, 0x9c9a5a, 0x4d8a7c, 0xb08d6a)
	bellies = hexes(0xf2ead8, 0xe8d9a0, 0xecd23f, 0xe39a4c, 0xd8dbe0, 0xe8b9a8, 0xd9c3a0)
	strong  = hexes(0x1c1c20, 0xd02a26, 0xf2d21f, 0xf6f4ee, 0x2d5fc4, 0x8c3b1c, 0xf07f1e)
	pale    = hexes(0xfbf8f0, 0xf6dc5a)
	dark    = hexes(0x1a1a1e, 0x5a3018)
	horn    = hexes(0x2a2a2c, 0xe88a28, 0xd8b878, 0xc8403a, 0x6c6a66)
)

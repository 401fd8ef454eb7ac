package onnxgraph

import (
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// Rotary positions: the values of a head are taken in pairs, and each pair turns by an angle that grows with
// the place of the patch, for one half of the pairs along one axis and for the other half along the other
// (https://github.com/huggingface/pytorch-image-models/blob/main/timm/layers/pos_embed_sincos.py).

// turn rotates queries or keys [n·tokens, dim]: x·cos + swap(x)·sin, where swap brings the two values of each
// pair to each other's place.
func (b *builder) turn(e eva, x string) string {
	shape, axis := b.pairs(e.vit)
	x = b.reshape(x, -1, e.tokens(), e.heads, shape[0], shape[1])
	swapped := b.node("Gather", []string{x, b.ints(1, 0)}, Int("axis", int64(3+axis)))
	return b.reshape(b.add(b.multiply(x, e.cos), b.multiply(swapped, e.sin)), -1, e.dim)
}

// pairs returns the shape of a head's values as pairs, and which axis of it goes through a pair: the Perception
// Encoder's are neighbours, DINOv3's lie half a head apart.
func (b *builder) pairs(v vit) (shape [2]int, axis int) {
	n := v.dim / v.heads / 2
	if b.tower.Architecture.Rope == architecture.RopePE {
		return [2]int{n, 2}, 1
	}
	return [2]int{2, n}, 0
}

// rope writes the tables of turn, [tokens, 1] and the shape of pairs. The sine of a pair's first value is negative.
// Tokens that are no patches do not turn.
func (b *builder) rope(v vit) (cos, sin string) {
	d := v.dim / v.heads
	angle := b.angles(v, d/4)
	shape, axis := b.pairs(v)
	c, s := make([]float32, v.tokens()*d), make([]float32, v.tokens()*d)
	for i := range c {
		if i < v.prefix*d {
			c[i] = 1
			continue
		}
		patch, at := i/d-v.prefix, [2]int{i % d / shape[1], i % shape[1]}
		sine, cosine := math.Sincos(float64(angle[patch*d/2+at[1-axis]]))
		if at[axis] == 0 {
			sine = -sine
		}
		c[i], s[i] = float32(cosine), float32(sine)
	}
	dims := []int64{int64(v.tokens()), 1, int64(shape[0]), int64(shape[1])}
	return b.constant("rope.cos", c, dims...), b.constant("rope.sin", s, dims...)
}

// angles returns the angle of each pair for each patch, [patches, 2·bands]: those of DINOv3 by the row and then
// by the column, those of the Perception Encoder by the column and then by the row. As in timm all is float32; Meta's
// own program has DINOv3's periods, 100^share, in bfloat16.
func (b *builder) angles(v vit, bands int) []float32 {
	pe, trained := b.tower.Architecture.Rope == architecture.RopePE, v.side
	if pe {
		trained = b.trainedSide(v)
	}
	angles := make([]float32, 0, v.side*v.side*2*bands)
	for patch := range v.side * v.side {
		places := [2]int{patch / v.side, patch % v.side}
		if pe {
			places[0], places[1] = places[1], places[0]
		}
		for _, place := range places {
			at := 2*((float32(place)+0.5)/float32(v.side)) - 1
			if pe {
				at = (float32(place) + 1) / float32(v.side) * float32(trained)
			}
			for j := range bands {
				share := float64(j) / float64(bands)
				if pe {
					angles = append(angles, at*(1/float32(math.Pow(10000, share))))
				} else {
					angles = append(angles, 2*math.Pi*at/float32(math.Pow(100, share)))
				}
			}
		}
	}
	return angles
}

// trainedSide is the side of the grid that pos_embed has.
func (b *builder) trainedSide(v vit) int {
	n := b.shape("pos_embed", 3)[1]
	return max(root(n), root(n-v.prefix))
}

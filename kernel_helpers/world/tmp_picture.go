package world

import (
	"hash/fnv"
	"image"
	"math/rand/v2"
)

type Picture struct {
	Split, Label, Name string
	draw               func() *image.RGBA
}

func (p Picture) Draw() *image.RGBA { return p.draw() }

func random(seed uint64, stream string, i int) *rand.Rand {
	h := fnv.New64a()
	h.Write([]byte(stream))
	return rand.New(rand.NewPCG(seed, h.Sum64()+uint64(i)*0x9e3779b97f4a7c15))
}

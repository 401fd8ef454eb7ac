package world

import (
	"fmt"
	"image"
	"math/rand/v2"
)

// The set birds: species of a few kinds. The species of a kind have the same shape and nearly the same
// colours and differ in three or more small marks.
const (
	birdSide    = 80 // px
	birdKinds   = 6
	birdSpecies = 4 // of each kind
	birdTrain   = 20
	birdTest    = 10 // pictures of each species
)

// birds lists the pictures of the set, species after species.
func birds(seed uint64) []Picture {
	var list []Picture
	for _, s := range newSpecies(seed) {
		for i := range birdTrain + birdTest {
			split := "train"
			if i >= birdTrain {
				split = "test"
			}
			list = append(list, Picture{
				Split: split,
				Label: s.name,
				Name:  fmt.Sprintf("%s-%02d", s.name, i),
				draw: func() *image.RGBA {
					return newPerched(random(seed, "birds/"+s.name, i), s).draw()
				},
			})
		}
	}
	return list
}

// kind is what the species of a kind share: shape and main colours. Lengths are in body lengths.
type kind struct {
	name                       string
	plump, head, pitch         float64 // height of the body, radius of the head, how upright it sits (radians)
	bill, billDepth, billCurve float64
	tail, tailWidth, fork      float64 // fork < 0: rounded
	legs                       float64
	back, belly, wing          rgb
	billColour, legColour      rgb
}

// shapes of kinds; a seed takes all of them and varies each a little, and paints them anew.
var kindShapes = [birdKinds]kind{
	{name: "finch", plump: 0.27, head: 0.185, pitch: 0.45, bill: 0.14, billDepth: 0.13, tail: 0.36, tailWidth: 0.13, fork: 0.06, legs: 0.16},
	{name: "warbler", plump: 0.23, head: 0.165, pitch: 0.3, bill: 0.15, billDepth: 0.05, tail: 0.34, tailWidth: 0.1, legs: 0.2},
	{name: "thrush", plump: 0.25, head: 0.165, pitch: 0.55, bill: 0.18, billDepth: 0.065, tail: 0.42, tailWidth: 0.13, fork: -0.03, legs: 0.25},
	{name: "wagtail", plump: 0.2, head: 0.15, pitch: 0.12, bill: 0.16, billDepth: 0.045, tail: 0.66, tailWidth: 0.08, fork: -0.02, legs: 0.28},
	{name: "sandpiper", plump: 0.22, head: 0.145, pitch: 0.2, bill: 0.38, billDepth: 0.055, billCurve: 0.06, tail: 0.2, tailWidth: 0.1, legs: 0.42},
	{name: "bee-eater", plump: 0.2, head: 0.165, pitch: 0.75, bill: 0.28, billDepth: 0.07, billCurve: 0.05, tail: 0.56, tailWidth: 0.12, fork: 0.12, legs: 0.1},
}

// breast is the pattern on a bird's breast.
type breast int

const (
	plainBreast breast = iota
	spotted
	streaked
	banded
	bibbed
	breasts // number of patterns
)

// marks tell the species of a kind apart. A zero colour means that the mark is missing.
type marks struct {
	crown, brow, mask, throat rgb
	bars                      int // on the wing
	barColour                 rgb
	breast                    breast
	breastColour              rgb
	tip                       rgb // of the tail
}

// species is one class of the set.
type species struct {
	name string
	kind
	marks
}

// newSpecies draws all species of a seed.
func newSpecies(seed uint64) []species {
	var all []species
	for k := range birdKinds {
		rng := random(seed, "birds/kinds", k)
		kd := newKind(rng, kindShapes[k])
		var own []species
		for len(own) < birdSpecies {
			m := newMarks(rng)
			if apart(own, m) {
				own = append(own, species{fmt.Sprintf("%s-%c", kd.name, 'a'+len(own)), kd, m})
			}
		}
		all = append(all, own...)
	}
	return all
}

// newKind varies and paints a shape.
func newKind(rng *rand.Rand, k kind) kind {
	for _, v := range []*float64{&k.plump, &k.head, &k.bill, &k.billDepth, &k.tail, &k.tailWidth, &k.legs} {
		*v *= between(rng, 0.92, 1.1)
	}
	k.back = pick(rng, plumage).vary(rng, 0.05)
	k.wing = k.back.mix(rgb{0.12, 0.12, 0.14}, between(rng, 0.35, 0.6))
	k.belly = pick(rng, bellies).vary(rng, 0.04)
	k.billColour, k.legColour = pick(rng, horn), pick(rng, horn)
	return k
}

// newMarks draws the marks of a species: each is missing in some.
func newMarks(rng *rand.Rand) marks {
	var m marks
	some := func(chance float64, from []rgb) rgb {
		c := pick(rng, from)
		if rng.Float64() > chance {
			return rgb{}
		}
		return c
	}
	m.crown = some(0.7, strong)
	m.brow = some(0.4, pale)
	m.mask = some(0.35, dark)
	m.throat = some(0.4, strong)
	m.bars = rng.IntN(3)
	m.barColour = pick(rng, pale)
	m.breast = breast(rng.IntN(int(breasts)))
	m.breastColour = pick(rng, dark)
	m.tip = some(0.4, pale)
	return m
}

// apart says whether m differs from each of the others in at least three marks.
func apart(others []species, m marks) bool {
	for _, o := range others {
		if o.marks.differences(m) < 3 {
			return false
		}
	}
	return true
}

// differences counts the marks in which two species differ.
func (m marks) differences(o marks) int {
	n := 0
	for _, differ := range []bool{
		m.crown != o.crown, m.brow != o.brow, m.mask != o.mask, m.throat != o.throat,
		m.bars != o.bars, m.breast != o.breast, m.tip != o.tip,
	} {
		if differ {
			n++
		}
	}
	return n
}

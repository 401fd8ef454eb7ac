// Package birds draws a fine-grained data set: species of a few kinds of bird, on perches in landscapes. The species
// of a kind have the same shape and the same main colours and differ in at least three small marks. A seed has its
// own species; a picture has its own pose, direction, distance, perch, place, light and leaves in front.
//
//	img := birds.Draw(7, 0, paint.Source(7, "example", 0), nil) // a finch-a
package birds

import (
	"fmt"
	"image"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// Side is the width and height of a picture in pixels.
const Side = 80

// perKind is the number of species of a kind.
const perKind = 4

// Labels are the species, kind by kind.
func Labels() []string {
	var labels []string
	for _, k := range kinds {
		for i := range perKind {
			labels = append(labels, fmt.Sprintf("%s-%c", k.name, 'a'+i))
		}
	}
	return labels
}

// Draw draws a picture of the label-th species of a seed; what belongs to the picture comes from r. behind is called
// when all but the bird is there.
func Draw(seed uint64, label int, r *rand.Rand, behind paint.Behind) *image.RGBA {
	return newPerched(r, newSpecies(seed, label)).draw(behind)
}

// kind is what the species of a kind share: shape and main colours. Lengths are in body lengths.
type kind struct {
	name                       string
	plump, head, pitch         float64 // height of the body, radius of the head, how upright it sits (radians)
	bill, billDepth, billCurve float64
	tail, tailWidth, fork      float64 // fork < 0: rounded
	legs                       float64
	back, belly, wing          paint.Colour
	billColour, legColour      paint.Colour
}

// shapes of kinds; a seed takes all of them and varies each a little, and paints them anew.
var kinds = [...]kind{
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
	crown, brow, mask, throat paint.Colour
	bars                      int // on the wing
	barColour                 paint.Colour
	breast                    breast
	breastColour              paint.Colour
	tip                       paint.Colour // of the tail
}

// species is one class of the set.
type species struct {
	kind
	marks
}

// newSpecies draws a kind and its species up to the one that a label stands for.
func newSpecies(seed uint64, label int) species {
	k := label / perKind
	r := paint.Source(seed, "kind of bird", k)
	shape := newKind(r, kinds[k])
	var own []marks
	for len(own) <= label%perKind {
		if m := newMarks(r); m.apart(own) {
			own = append(own, m)
		}
	}
	return species{shape, own[len(own)-1]}
}

// newKind varies and paints a shape.
func newKind(r *rand.Rand, k kind) kind {
	for _, v := range []*float64{&k.plump, &k.head, &k.bill, &k.billDepth, &k.tail, &k.tailWidth, &k.legs} {
		*v *= paint.Between(r, 0.92, 1.1)
	}
	k.back = paint.Pick(r, plumage).Vary(r, 0.05)
	k.wing = k.back.Mix(paint.Grey(0.13), paint.Between(r, 0.35, 0.6))
	k.belly = paint.Pick(r, bellies).Vary(r, 0.04)
	k.billColour, k.legColour = paint.Pick(r, horn), paint.Pick(r, horn)
	return k
}

// newMarks draws the marks of a species: each is missing in some.
func newMarks(r *rand.Rand) marks {
	var m marks
	some := func(chance float64, from []paint.Colour) paint.Colour {
		c := paint.Pick(r, from)
		if !paint.Chance(r, chance) {
			return paint.Colour{}
		}
		return c
	}
	m.crown = some(0.7, strong)
	m.brow = some(0.4, pale)
	m.mask = some(0.35, dark)
	m.throat = some(0.4, strong)
	m.bars = r.IntN(3)
	m.barColour = paint.Pick(r, pale)
	m.breast = breast(r.IntN(int(breasts)))
	m.breastColour = paint.Pick(r, dark)
	m.tip = some(0.4, pale)
	return m
}

// apart says whether m differs from each of the others in at least three marks.
func (m marks) apart(others []marks) bool {
	for _, o := range others {
		if o.differences(m) < 3 {
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

// Colours of birds.
var (
	plumage = paint.Hexes(0x8a6a48, 0x7d8288, 0x77803f, 0x4f78a8, 0xa8623a, 0x5b5a66, 0x9c9a5a, 0x4d8a7c, 0xb08d6a)
	bellies = paint.Hexes(0xf2ead8, 0xe8d9a0, 0xecd23f, 0xe39a4c, 0xd8dbe0, 0xe8b9a8, 0xd9c3a0)
	strong  = paint.Hexes(0x1c1c20, 0xd02a26, 0xf2d21f, 0xf6f4ee, 0x2d5fc4, 0x8c3b1c, 0xf07f1e)
	pale    = paint.Hexes(0xfbf8f0, 0xf6dc5a)
	dark    = paint.Hexes(0x1a1a1e, 0x5a3018)
	horn    = paint.Hexes(0x2a2a2c, 0xe88a28, 0xd8b878, 0xc8403a, 0x6c6a66)
)

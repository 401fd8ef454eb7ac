// Package faces draws a data set of identities: people, each in any number of views. What makes a person stays the
// same in all views: the shape of head, eyes, brows, nose and mouth, skin, hair, beard and glasses. A view has its own
// turn and tilt of the head, expression, light, clothes, room, and sometimes something in front. A seed has its own
// people.
//
//	img := faces.Draw(7, 0, paint.Source(7, "example", 0), nil) // a view of person-01
package faces

import (
	"fmt"
	"image"
	"math"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// Side is the width and height of a picture in pixels.
const Side = 80

// people is how many there are in a seed.
const people = 60

// Labels name the people.
func Labels() []string {
	var labels []string
	for i := range people {
		labels = append(labels, fmt.Sprintf("person-%02d", i+1))
	}
	return labels
}

// Draw draws a view of the label-th person of a seed; what belongs to the view comes from r. behind is called when the
// room is there, and nobody in it.
func Draw(seed uint64, label int, r *rand.Rand, behind paint.Behind) *image.RGBA {
	return newPortrait(r, newPeople(seed)[label]).draw(behind)
}

// hairstyle is the cut of a person's hair.
type hairstyle int

const (
	bald hairstyle = iota
	short
	parted
	bob
	long
	curly
	bun
	quiff
	hairstyles // number of cuts
)

// beard is what grows on a chin.
type beard int

const (
	shaven beard = iota
	moustache
	goatee
	fullBeard
	beards // number of them
)

// rims are a person's glasses.
type rims int

const (
	noGlasses rims = iota
	roundRims
	squareRims
)

// person is one identity: everything that stays the same in all views. Lengths are in heights of the
// face, from the chin to the hairline.
type person struct {
	skin, hair, iris, lips, rim  paint.Colour
	wide, jaw, chin              float64 // half width at the eyes, of the jaw, of the chin
	eyes, eyeSize, eyeSlant      float64 // half distance, radius, tilt
	eyeHeight                    float64
	browThick, browSlant, browUp float64
	nose, noseWidth              float64
	mouth, mouthHeight, fullness float64
	ears                         float64
	style                        hairstyle
	beard                        beard
	rims                         rims
	freckles                     bool
}

// newPeople draws the people of a seed, no two of whom are alike.
func newPeople(seed uint64) []person {
	var all []person
	for i := 0; len(all) < people; i++ {
		p := newPerson(paint.Source(seed, "person", i))
		if p.stranger(all) {
			all = append(all, p)
		}
	}
	return all
}

func newPerson(r *rand.Rand) person {
	p := person{
		skin: paint.Pick(r, skins).Vary(r, 0.03), hair: paint.Pick(r, hairs).Vary(r, 0.03), iris: paint.Pick(r, irises),
		rim:  paint.Pick(r, rimColours),
		wide: paint.Between(r, 0.34, 0.46), eyes: paint.Between(r, 0.145, 0.205), eyeSize: paint.Between(r, 0.048, 0.072),
		eyeSlant: paint.Between(r, -0.25, 0.25), eyeHeight: paint.Between(r, -0.1, 0),
		browThick: paint.Between(r, 0.022, 0.058), browSlant: paint.Between(r, -0.35, 0.25), browUp: paint.Between(r, 0.09, 0.14),
		nose: paint.Between(r, 0.13, 0.24), noseWidth: paint.Between(r, 0.05, 0.105),
		mouth: paint.Between(r, 0.09, 0.17), mouthHeight: paint.Between(r, 0.28, 0.35), fullness: paint.Between(r, 0.02, 0.05),
		ears:  paint.Between(r, 0.06, 0.11),
		style: hairstyle(r.IntN(int(hairstyles))), freckles: paint.Chance(r, 0.15),
	}
	p.jaw = p.wide * paint.Between(r, 0.72, 0.98)
	p.chin = p.jaw * paint.Between(r, 0.35, 0.7)
	p.lips = p.skin.Mix(paint.Hex(0xb21f29), paint.Between(r, 0.25, 0.8))
	if paint.Chance(r, 0.4) {
		p.beard = beard(1 + r.IntN(int(beards)-1))
	}
	if paint.Chance(r, 0.3) {
		p.rims = rims(1 + r.IntN(2))
	}
	return p
}

// stranger says whether p differs from each of the others in at least two things that are seen at once:
// hair, skin, beard, glasses, or in one of them and the shape of the face.
func (p person) stranger(others []person) bool {
	for _, o := range others {
		n := 0
		for _, differ := range []bool{
			p.style != o.style, p.beard != o.beard, p.rims != o.rims,
			p.skin.Distance(o.skin) > 0.1, p.hair.Distance(o.hair) > 0.12,
			math.Abs(p.wide-o.wide) > 0.04 || math.Abs(p.jaw-o.jaw) > 0.05, math.Abs(p.browThick-o.browThick) > 0.015,
		} {
			if differ {
				n++
			}
		}
		if n < 2 {
			return false
		}
	}
	return true
}

// Colours of people.
var (
	skins      = paint.Hexes(0xf3d3bd, 0xe7b998, 0xd09a70, 0xad7548, 0x85542f, 0x5c3a24)
	hairs      = paint.Hexes(0x1d1a1c, 0x46301f, 0x7c4f2a, 0xb4522a, 0xdcb568, 0x9b9b9b, 0xe6e2dc)
	irises     = paint.Hexes(0x3a2718, 0x4a7d4a, 0x4478b4, 0x7c7f80)
	rimColours = paint.Hexes(0x17171a, 0xb02c2c, 0x2a4c8e, 0x8a6a2a)
	clothes    = paint.Hexes(0x2e3f66, 0x8a2f38, 0x3f6b4b, 0xc9c2b0, 0x6a4a7c, 0xc78a2e, 0x3b3b40, 0x7aa6b8)
	walls      = paint.Hexes(0xb9c4c8, 0xd9cdb8, 0x7f8f84, 0x566a80, 0xa0705c, 0xe4e2de, 0x4a4a52, 0x94a878)
)

package world

import (
	"fmt"
	"image"
	"math/rand/v2"
)

// The set faces: people, each in several views.
const (
	faceSide    = 80 // px
	people      = 60
	faceQuery   = 2
	faceGallery = 8 // views of each person
)

// faces lists the pictures of the set, person after person.
func faces(seed uint64) []Picture {
	var list []Picture
	for _, p := range newPeople(seed) {
		for i := range faceQuery + faceGallery {
			split := "query"
			if i >= faceQuery {
				split = "gallery"
			}
			list = append(list, Picture{
				Split: split,
				Label: p.name,
				Name:  fmt.Sprintf("%s-%02d", p.name, i),
				draw: func() *image.RGBA {
					return newPortrait(random(seed, "faces/"+p.name, i), p).draw()
				},
			})
		}
	}
	return list
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
	name                         string
	skin, hair, iris, lips, rim  rgb
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
		p := newPerson(random(seed, "faces/people", i))
		if p.stranger(all) {
			p.name = fmt.Sprintf("person-%02d", len(all)+1)
			all = append(all, p)
		}
	}
	return all
}

func newPerson(rng *rand.Rand) person {
	p := person{
		skin: pick(rng, skins).vary(rng, 0.03), hair: pick(rng, hairs).vary(rng, 0.03), iris: pick(rng, irises),
		rim:  pick(rng, rimColours),
		wide: between(rng, 0.34, 0.46), eyes: between(rng, 0.145, 0.205), eyeSize: between(rng, 0.048, 0.072),
		eyeSlant: between(rng, -0.25, 0.25), eyeHeight: between(rng, -0.1, 0),
		browThick: between(rng, 0.022, 0.058), browSlant: between(rng, -0.35, 0.25), browUp: between(rng, 0.09, 0.14),
		nose: between(rng, 0.13, 0.24), noseWidth: between(rng, 0.05, 0.105),
		mouth: between(rng, 0.09, 0.17), mouthHeight: between(rng, 0.28, 0.35), fullness: between(rng, 0.02, 0.05),
		ears:  between(rng, 0.06, 0.11),
		style: hairstyle(rng.IntN(int(hairstyles))), freckles: rng.Float64() < 0.15,
	}
	p.jaw = p.wide * between(rng, 0.72, 0.98)
	p.chin = p.jaw * between(rng, 0.35, 0.7)
	p.lips = p.skin.mix(rgb{0.7, 0.12, 0.16}, between(rng, 0.25, 0.8))
	if rng.Float64() < 0.4 {
		p.beard = beard(1 + rng.IntN(int(beards)-1))
	}
	if rng.Float64() < 0.3 {
		p.rims = rims(1 + rng.IntN(2))
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
			p.skin.distance(o.skin) > 0.15, p.hair.distance(o.hair) > 0.2,
			abs(p.wide-o.wide) > 0.04 || abs(p.jaw-o.jaw) > 0.05, abs(p.browThick-o.browThick) > 0.015,
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

func abs(v float64) float64 { return max(v, -v) }

// distance is the largest difference of a part.
func (c rgb) distance(d rgb) float64 { return max(abs(c.r-d.r), abs(c.g-d.g), abs(c.b-d.b)) }

// Colours of people.
var (
	skins      = hexes(0xf3d3bd, 0xe7b998, 0xd09a70, 0xad7548, 0x85542f, 0x5c3a24)
	hairs      = hexes(0x1d1a1c, 0x46301f, 0x7c4f2a, 0xb4522a, 0xdcb568, 0x9b9b9b, 0xe6e2dc)
	irises     = hexes(0x3a2718, 0x4a7d4a, 0x4478b4, 0x7c7f80)
	rimColours = hexes(0x17171a, 0xb02c2c, 0x2a4c8e, 0x8a6a2a)
	clothes    = hexes(0x2e3f66, 0x8a2f38, 0x3f6b4b, 0xc9c2b0, 0x6a4a7c, 0xc78a2e, 0x3b3b40, 0x7aa6b8)
	walls      = hexes(0xb9c4c8, 0xd9cdb8, 0x7f8f84, 0x566a80, 0xa0705c, 0xe4e2de, 0x4a4a52, 0x94a878)
)

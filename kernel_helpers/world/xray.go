package world

import (
	"fmt"
	"image"
	"math/rand/v2"
)

// The set xray: grey pictures of chests. The sign of a class is small beside what bodies, exposure and
// position do to a picture.
const (
	xraySide  = 80  // px
	xrayTrain = 200 // pictures of each class
	xrayTest  = 100
)

// finding is what a chest shows.
type finding int

const (
	healthy finding = iota // nothing to find
	nodule                 // one round spot in a lung, 6 to 9 px across
	patch                  // a cloud in a lung, about a third of its height
)

var findings = [...]string{healthy: "normal", nodule: "nodule", patch: "patch"}

// xrays lists the pictures of the set: every picture is another body.
func xrays(seed uint64) []Picture {
	var list []Picture
	for _, part := range []struct {
		split string
		n     int
	}{{"train", xrayTrain}, {"test", xrayTest}} {
		for f, label := range findings {
			for i := range part.n {
				list = append(list, Picture{
					Split: part.split,
					Label: label,
					Name:  fmt.Sprintf("%s-%03d", label, i),
					draw: func() *image.RGBA {
						rng := random(seed, "xray/"+part.split+"/"+label, i)
						return newChest(rng, finding(f)).draw(rng)
					},
				})
			}
		}
	}
	return list
}

// chest is one body in front of the tube. Its own coordinates run from -1 to 1, x to the right of the
// picture and y downwards, with the spine at x = 0.
type chest struct {
	wide, tall  float64 // of the trunk, 1 = an average body
	lungs       float64 // how far the lungs are filled
	domes       [2]float64
	heart       ellipse
	ribs        int
	first, step float64 // height of the first rib and distance of the next, at the spine
	slope, bow  float64 // how ribs fall towards the side
	bone, flesh float64 // densities, 1 = average
	vessels     []stroke
	texture     *noise
	finding     []blob
	leads       []point // sticky pads of a monitor with their wires: bright, sharp, no sign of anything

	sides           [2]ellipse // the lungs, before the diaphragm cuts them
	at              point      // of the body's middle in the picture
	tilt, scale     float64
	exposure, gain  float64
	grain, fogAngle float64
	fog             float64 // a film that is lighter on one side
}

// newChest draws a body, its position and its exposure, none of which depend on the finding.
func newChest(rng *rand.Rand, f finding) chest {
	c := chest{
		wide: between(rng, 0.93, 1.07), tall: between(rng, 0.93, 1.07), lungs: between(rng, 0.88, 1.08),
		domes: [2]float64{between(rng, 0.42, 0.56), between(rng, 0.48, 0.62)},
		ribs:  7 + rng.IntN(3), first: between(rng, -0.78, -0.68), slope: between(rng, 0.1, 0.32), bow: between(rng, 0.05, 0.3),
		bone: between(rng, 0.6, 1.05), flesh: between(rng, 0.8, 1.25),
		texture: newNoise(rng, 12),
		at:      point{between(rng, -0.05, 0.05), between(rng, -0.03, 0.06)},
		tilt:    between(rng, -0.06, 0.06), scale: between(rng, 0.95, 1.08),
		exposure: between(rng, 0.85, 1.25), gain: between(rng, 0.82, 1.0),
		grain: between(rng, 0.008, 0.025), fogAngle: between(rng, 0, 6.28), fog: between(rng, 0, 0.14),
	}
	for i, side := range [2]float64{-1, 1} {
		c.sides[i] = newEllipse(side*0.42, 0.02, 0.335*c.lungs, 0.78*c.lungs, -side*0.13)
	}
	c.step = between(rng, 1.3, 1.5) / float64(c.ribs)
	size := between(rng, 0.85, 1.25)
	c.heart = newEllipse(between(rng, 0.06, 0.16), between(rng, 0.24, 0.36), 0.27*size, 0.25*size, 0.5)
	for range 14 {
		c.vessels = append(c.vessels, newVessel(rng))
	}
	if rng.Float64() < 0.15 {
		for range 1 + rng.IntN(2) {
			c.leads = append(c.leads, point{between(rng, -0.75, 0.75), between(rng, -0.75, 0.7)})
		}
	}
	c.finding = c.find(rng, f)
	return c
}

// newVessel draws one branch from the root of a lung outwards.
func newVessel(rng *rand.Rand) stroke {
	side := float64(rng.IntN(2)*2 - 1)
	root := point{side * between(rng, 0.13, 0.2), between(rng, -0.1, 0.12)}
	angle := between(rng, -1.1, 1.1)
	length := between(rng, 0.15, 0.32)
	end := point{root.x + side*length*cos(angle), root.y + 1.3*length*sin(angle)}
	return stroke{root, end, between(rng, 0.03, 0.048)}
}

// find places the finding where a lung is clear of the heart.
func (c chest) find(rng *rand.Rand, f finding) []blob {
	if f == healthy {
		return nil
	}
	margin := map[finding]float64{nodule: 0.14, patch: 0.2}[f]
	var p point
	for range 200 {
		p = point{between(rng, -0.75, 0.75), between(rng, -0.6, 0.5)}
		if c.roomy(p, margin) {
			break
		}
	}
	if f == nodule {
		return []blob{{p, between(rng, 0.1, 0.14), between(rng, 0.42, 0.55), true}}
	}
	var cloud []blob
	for range 7 {
		q := point{p.x + between(rng, -0.15, 0.15), p.y + between(rng, -0.22, 0.22)}
		cloud = append(cloud, blob{q, between(rng, 0.22, 0.32), between(rng, 0.2, 0.3), false})
	}
	return cloud
}

// roomy says whether the lung is clear at p and at the distance r around it.
func (c chest) roomy(p point, r float64) bool {
	for _, d := range []point{{0, 0}, {r, 0}, {-r, 0}, {0, r}, {0, -r}} {
		if c.lung(p.x+d.x, p.y+d.y) < 0.8 {
			return false
		}
	}
	return true
}

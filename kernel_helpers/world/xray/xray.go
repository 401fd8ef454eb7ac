// Package xray draws a data set of grey pictures: chests, some of them with a finding in a lung. The sign is small
// beside what the body, the exposure and the position do to a picture. It has nothing to do with medicine.
//
//	img := xray.Draw(1, paint.Source(7, "example", 0)) // a chest with a nodule
package xray

import (
	"image"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// Side is the width and height of a picture in pixels.
const Side = 80

// finding is what a chest shows.
type finding int

const (
	healthy finding = iota // nothing to find
	nodule                 // one round spot in a lung, about a seventh of its height
	patch                  // a mottled cloud in a lung, about a third of its height
)

var findings = [...]string{healthy: "normal", nodule: "nodule", patch: "patch"}

// Labels name the findings.
func Labels() []string { return slices.Clone(findings[:]) }

// Draw draws a picture with the label-th finding. Every picture is of another body, which comes from r.
func Draw(label int, r *rand.Rand) *image.RGBA { return newChest(r, finding(label)).draw(r) }

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
	texture     paint.Noise
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
func newChest(r *rand.Rand, f finding) chest {
	c := chest{
		wide: paint.Between(r, 0.93, 1.07), tall: paint.Between(r, 0.93, 1.07), lungs: paint.Between(r, 0.88, 1.08),
		domes: [2]float64{paint.Between(r, 0.42, 0.56), paint.Between(r, 0.48, 0.62)},
		ribs:  7 + r.IntN(3), first: paint.Between(r, -0.78, -0.68), slope: paint.Between(r, 0.1, 0.32), bow: paint.Between(r, 0.05, 0.3),
		bone: paint.Between(r, 0.5, 0.9), flesh: paint.Between(r, 0.8, 1.25),
		texture: paint.Noise{Seed: r.Uint64(), Size: 1},
		at:      point{paint.Between(r, -0.12, 0.12), paint.Between(r, -0.1, 0.12)},
		tilt:    paint.Between(r, -0.1, 0.1), scale: paint.Between(r, 0.9, 1.12),
		exposure: paint.Between(r, 0.85, 1.25), gain: paint.Between(r, 0.82, 1.0),
		grain: paint.Between(r, 0.008, 0.025), fogAngle: paint.Between(r, 0, 6.28), fog: paint.Between(r, 0, 0.14),
	}
	for i, side := range [2]float64{-1, 1} {
		c.sides[i] = newEllipse(side*0.42, 0.02, 0.335*c.lungs, 0.78*c.lungs, -side*0.13)
	}
	c.step = paint.Between(r, 1.3, 1.5) / float64(c.ribs)
	size := paint.Between(r, 0.85, 1.25)
	c.heart = newEllipse(paint.Between(r, 0.06, 0.16), paint.Between(r, 0.24, 0.36), 0.27*size, 0.25*size, 0.5)
	for range 14 {
		c.vessels = append(c.vessels, newVessel(r))
	}
	if paint.Chance(r, 0.15) {
		for range 1 + r.IntN(2) {
			c.leads = append(c.leads, point{paint.Between(r, -0.75, 0.75), paint.Between(r, -0.75, 0.7)})
		}
	}
	c.finding = c.find(r, f)
	return c
}

// newVessel draws one branch from the root of a lung outwards.
func newVessel(r *rand.Rand) stroke {
	side := float64(r.IntN(2)*2 - 1)
	root := point{side * paint.Between(r, 0.13, 0.2), paint.Between(r, -0.1, 0.12)}
	angle := paint.Between(r, -1.1, 1.1)
	length := paint.Between(r, 0.15, 0.32)
	end := point{root.x + side*length*math.Cos(angle), root.y + 1.3*length*math.Sin(angle)}
	return stroke{root, end, paint.Between(r, 0.03, 0.048)}
}

// find places the finding where a lung is clear of the heart.
func (c chest) find(r *rand.Rand, f finding) []blob {
	if f == healthy {
		return nil
	}
	margin := map[finding]float64{nodule: 0.14, patch: 0.2}[f]
	var p point
	for range 200 {
		p = point{paint.Between(r, -0.75, 0.75), paint.Between(r, -0.6, 0.5)}
		if c.roomy(p, margin) {
			break
		}
	}
	if f == nodule {
		return []blob{{p, paint.Between(r, 0.11, 0.15), paint.Between(r, 0.6, 0.8), true}}
	}
	var cloud []blob
	for range 14 {
		q := point{p.x + paint.Between(r, -0.2, 0.2), p.y + paint.Between(r, -0.28, 0.28)}
		cloud = append(cloud, blob{q, paint.Between(r, 0.1, 0.17), paint.Between(r, 0.25, 0.4), false})
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

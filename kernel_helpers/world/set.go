package world

import (
	"fmt"
	"image"
	"math/rand/v2"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// Set is one drawn data set.
type Set struct {
	Name        string // as in Sets
	Title       string
	Task        string // "classification" (splits train and test) or "retrieval" (query and gallery)
	Description string
	Size        int // pixels in each direction

	labels []string // the classes, identities or products
	splits []split
	// draw draws a picture of a label. What belongs to the label comes from seed and label, what belongs to
	// the picture (pose, ground, light) from r. behind is called when the ground is there and the thing is not.
	draw        func(seed uint64, label int, r *rand.Rand, behind paint.Behind) *image.RGBA
	allOneThing bool // its pictures have no ground, and behind is never called
	// caption says in words what draw draws of the same numbers; nil = the set has no captions.
	caption func(seed uint64, label int, r *rand.Rand) string
}

// split is a part of a set, with so many pictures of each label.
type split struct {
	name string
	each int
}

// sets are all data sets, in the order of the report.
func sets() []Set {
	return []Set{produce(), birdSet(), xraySet(), faceSet(), products()}
}

// Sets names the data sets, in the order of the report.
func Sets() []string {
	var names []string
	for _, s := range sets() {
		names = append(names, s.Name)
	}
	return names
}

// Find returns the data set of a name. An unknown name is an error that says which there are.
func Find(name string) (Set, error) {
	for _, s := range sets() {
		if s.Name == name {
			return s, nil
		}
	}
	return Set{}, fmt.Errorf("there is no drawn data set %q; there are %s", name, strings.Join(Sets(), ", "))
}

// Labels are the classes, identities or products of the set, in order.
func (s Set) Labels() []string { return append([]string(nil), s.labels...) }

// Picture is one image of a set. It is drawn when Draw is called, not before.
type Picture struct {
	Split string // train or test, query or gallery
	Label string
	Name  string // unique in its set: SPLIT/LABEL/NUMBER

	set   Set
	seed  uint64
	label int // the position of Label in the set
	index int // the position of the picture in the set
}

// Pictures lists a set as the seed gives it: split by split, label by label. Another seed gives other pictures, and
// in retrieval other identities or products. Nothing is drawn yet.
func Pictures(name string, seed uint64) ([]Picture, error) {
	s, err := Find(name)
	if err != nil {
		return nil, err
	}
	var list []Picture
	for _, part := range s.splits {
		for label, text := range s.labels {
			for i := range part.each {
				list = append(list, Picture{
					Split: part.name, Label: text, Name: fmt.Sprintf("%s/%s/%03d", part.name, text, i),
					set: s, seed: seed, label: label, index: len(list),
				})
			}
		}
	}
	return list, nil
}

// Draw draws the picture: Size × Size pixels, opaque.
func (p Picture) Draw() *image.RGBA { return p.draw(nil) }

// DrawOn draws the picture with the ground of another one of its set behind its thing. Pose and light stay its own.
// A picture that has no ground is drawn as it is; see HasGround.
func (p Picture) DrawOn(other Picture) *image.RGBA {
	var ground paint.Ground
	other.draw(func(c *paint.Canvas) { ground = c.Keep() })
	return p.draw(func(c *paint.Canvas) { c.Cover(ground) })
}

// HasGround reports whether something lies behind the thing that the picture shows.
func (p Picture) HasGround() bool { return !p.set.allOneThing }

// Caption says what the picture shows in plain words; "" in a set that has no captions.
func (p Picture) Caption() string {
	if p.set.caption == nil {
		return ""
	}
	return p.set.caption(p.seed, p.label, p.source())
}

func (p Picture) draw(behind paint.Behind) *image.RGBA {
	return p.set.draw(p.seed, p.label, p.source(), behind)
}

// source returns the random numbers that belong to the picture.
func (p Picture) source() *rand.Rand { return paint.Source(p.seed, "picture of "+p.set.Name, p.index) }

// Package probe changes a query image to find out what a model looks at: it prints a word on it, puts its object
// before another background, turns, blurs, compresses or crops it, or takes its colour. What a change costs in score,
// and where the nearest image goes, says what the model has looked at.
//
//	p, err := probe.Find(probe.Rotation)
//	p.Apply(pic, 45, probe.Query{Item: "test/apple/003.png"}) // pic is turned by 45 degrees
//
// A change depends on the picture, the query, the probe and its strength, and on nothing else: what is drawn by lot
// comes from a digest of the query's name. Strength 0 changes no pixel. Pictures are changed as they were decoded,
// before a model's own resize and crop, and for one with an EXIF orientation that means: as it is stored.
package probe

import (
	"fmt"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// Version names the way in which pictures are changed. It grows whenever a changed picture does, so that vectors in
// a cache are not taken for those of the new ones.
const Version = "1"

// Names of the probes.
const (
	WrongWord    = "wrong-word"
	OwnWord      = "own-word"
	NonsenseWord = "nonsense-word"
	Background   = "background"
	Centre       = "centre"
	Border       = "border"
	Rotation     = "rotation"
	Blur         = "blur"
	JPEG         = "jpeg"
	Crop         = "crop"
	Colour       = "colour"
)

// Probe is one kind of change.
type Probe struct {
	Name      string
	Title     string    // such as "a wrong word"
	What      string    // is done, in one sentence
	Axis      string    // what its strength is
	Strengths []float64 // ascending, all above 0
	unit      string
	apply     func(pic *images.Picture, strength float64, q Query) error
}

// Query is what a change has to know of the image that it changes.
type Query struct {
	Item string // its name in the data set
	Word string // to print; for the probes of words

	// Ground returns the query's object before the ground of another picture, or else, with whole = false, another
	// picture, of which the border is taken. For the probe Background.
	Ground func() (other *images.Picture, whole bool, err error)
}

// Probes are all probes, in the order in which they are shown.
func Probes() []Probe {
	words := []float64{0.6, 0.85}
	const share = "width of the word by the picture's short side"
	return []Probe{
		{WrongWord, "a wrong word", "The name of another class is printed on the query.", share, words, "%", printWord},
		{OwnWord, "its own word", "The name of its own class is printed on the query.", share, words, "%", printWord},
		{NonsenseWord, "a nonsense word", "A word of as many letters as the wrong one, which names nothing, is printed on the query.", share, words, "%", printWord},
		{Background, "another background", "The query's object is shown before the background of another query.", "", []float64{1}, "", background},
		{Centre, "the centre only", "All but the middle of the query is grey.", "", []float64{1}, "", onlyCentre},
		{Border, "the border only", "The middle of the query is grey.", "", []float64{1}, "", onlyBorder},
		{Rotation, "rotation", "The query is turned clockwise; what is missing at its corners is mirrored.", "angle", []float64{15, 45, 90}, "°", rotate},
		{Blur, "blur", "The query is blurred like an object out of focus.", "standard deviation by the picture's short side", []float64{0.015, 0.03, 0.06}, "%", blur},
		{JPEG, "JPEG compression", "The query is compressed as a JPEG of low quality.", "quality", []float64{50, 80, 95}, "quality", compress},
		{Crop, "crop", "Only the middle of the query is left.", "side of what is left, by the whole", []float64{0.2, 0.4, 0.6}, "left", crop},
		{Colour, "colour removed", "The query's colours fade to grey.", "colour that is left", []float64{0.5, 1}, "left", fade},
	}
}

// Find returns the probe of a name. An unknown one is an error that says which there are.
func Find(name string) (Probe, error) {
	var names []string
	for _, p := range Probes() {
		if p.Name == name {
			return p, nil
		}
		names = append(names, p.Name)
	}
	return Probe{}, fmt.Errorf("there is no probe %q; there are %s", name, strings.Join(names, ", "))
}

// Apply changes a picture. With strength 0 nothing is changed.
func (p Probe) Apply(pic *images.Picture, strength float64, q Query) error {
	if strength == 0 {
		return nil
	}
	return p.apply(pic, strength, q)
}

// Label is a strength as a person reads it: "45°", "quality 20", "60 %", "40 % left"; empty where there is only one.
func (p Probe) Label(strength float64) string {
	switch p.unit {
	case "°":
		return fmt.Sprintf("%g°", strength)
	case "%":
		return fmt.Sprintf("%g %%", 100*strength)
	case "quality":
		return fmt.Sprintf("quality %g", 100-strength)
	case "left":
		return fmt.Sprintf("%g %% left", 100-100*strength)
	}
	return ""
}

// Prints reports whether the probe prints a word.
func (p Probe) Prints() bool {
	return p.Name == WrongWord || p.Name == OwnWord || p.Name == NonsenseWord
}

// Lot is a number that belongs to a query and a purpose: what is drawn by lot comes from it.
func Lot(item, purpose string) uint64 {
	d := digest.Fields("vfm probe", item, purpose)
	var lot uint64
	for _, b := range d[:8] {
		lot = lot<<8 | uint64(b)
	}
	return lot
}

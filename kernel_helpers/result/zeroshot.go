package result

import (
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// ZeroShot is what a model with a text tower answers from the classes' words alone, without training images. The
// share of right answers is among the record's metrics, under the name "zero-shot": each class is the mean of its
// sentences in all templates.
type ZeroShot struct {
	Classes   []Class       `json:"classes"`   // recall of each class
	Prompts   []Prompt      `json:"prompts"`   // all classes, sorted by label
	Templates []Template    `json:"templates"` // each alone
	Mean      float64       `json:"mean"`      // of the templates' values
	Deviation float64       `json:"deviation"` // their standard deviation; 0 for one template
	Key       digest.SHA256 `json:"key"`       // of the sentences' vectors
	Weights   digest.SHA256 `json:"weights"`   // of the text model
	Graph     string        `json:"graph"`
	Tokenizer string        `json:"tokenizer"` // version, merges and context
}

// Prompt is a class in words.
type Prompt struct {
	Label string `json:"label"`
	Words string `json:"words"`
}

// Template is the share of right answers with one sentence for each class.
type Template struct {
	Text  string  `json:"text"`
	Value float64 `json:"value"`
}

// Spread returns mean and standard deviation of the templates' values, the latter with n − 1.
func (z ZeroShot) Spread() (mean, deviation float64) {
	n := float64(len(z.Templates))
	for _, t := range z.Templates {
		mean += t.Value / n
	}
	if n < 2 {
		return mean, 0
	}
	var squares float64
	for _, t := range z.Templates {
		squares += (t.Value - mean) * (t.Value - mean)
	}
	return mean, math.Sqrt(squares / (n - 1))
}

// Range returns the least and the greatest of the templates' values.
func (z ZeroShot) Range() (least, greatest float64) {
	least, greatest = 1, 0
	for _, t := range z.Templates {
		least, greatest = min(least, t.Value), max(greatest, t.Value)
	}
	return least, greatest
}

// NamedClass is a class by its words, with its 95 % interval, beside the same by the nearest training images.
type NamedClass struct {
	Label      string   `json:"label"`
	N          int      `json:"n"`     // test images
	Value      float64  `json:"value"` // recall by words
	Low        float64  `json:"low"`
	High       float64  `json:"high"`
	Neighbours *float64 `json:"neighbours,omitempty"` // recall at knn-1; nil = not known
}

// NamedClasses lists the classes of a model that reads texts, in the order of its zero-shot outcome.
func (r Record) NamedClasses() []NamedClass {
	if r.ZeroShot == nil {
		return nil
	}
	known := map[string]float64{}
	for _, c := range r.Classes {
		known[c.Label] = c.Value
	}
	var named []NamedClass
	for _, c := range r.ZeroShot.Classes {
		i := c.Interval()
		n := NamedClass{Label: c.Label, N: c.N, Value: c.Value, Low: i.Low, High: i.High}
		if v, ok := known[c.Label]; ok {
			n.Neighbours = &v
		}
		named = append(named, n)
	}
	return named
}

// Interval is the 95 % interval of a class's recall.
func (c Class) Interval() metric.Interval {
	return metric.Wilson(int(math.Round(c.Value*float64(c.N))), c.N)
}

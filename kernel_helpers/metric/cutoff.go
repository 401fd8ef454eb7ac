package metric

import (
	"cmp"
	"slices"
)

// Scored is an image with its similarity to some words.
type Scored struct {
	Similarity float64
	Relevant   bool // whether the words are meant to find it
}

// Taken is what a threshold lets through: the images that are at least as similar.
type Taken struct {
	Threshold          float64
	N, Right, Relevant int // images taken, relevant ones among them, and relevant ones in all
}

// Precision is the share of the taken images that are relevant, with its Wilson interval; of nothing taken it is 0.
func (t Taken) Precision() Value {
	if t.N == 0 {
		return Value{Name: "precision", High: 1}
	}
	return share("precision", t.Right, t.N)
}

// Recall is the share of the relevant images that are taken, with its Wilson interval.
func (t Taken) Recall() Value {
	if t.Relevant == 0 {
		return Value{Name: "recall", High: 1}
	}
	return share("recall", t.Right, t.Relevant)
}

// Thresholds returns what each threshold takes that some image stands at, the highest first. Images of equal similarity
// are taken together.
func Thresholds(images []Scored) []Taken {
	images = slices.Clone(images)
	slices.SortFunc(images, func(a, b Scored) int { return cmp.Compare(b.Similarity, a.Similarity) })
	all := Taken{}
	for _, image := range images {
		if image.Relevant {
			all.Relevant++
		}
	}
	var curve []Taken
	for i, image := range images {
		all.Threshold, all.N = image.Similarity, i+1
		if image.Relevant {
			all.Right++
		}
		if i+1 == len(images) || images[i+1].Similarity != image.Similarity {
			curve = append(curve, all)
		}
	}
	return curve
}

// CutOff returns the point of a curve with the most relevant images among those of at least the wanted precision, and
// of these the one that takes fewest. ok is false if there is none that takes a relevant image.
func CutOff(curve []Taken, precision float64) (best Taken, ok bool) {
	for _, t := range curve {
		if t.Right > best.Right && t.Precision().Value >= precision {
			best, ok = t, true
		}
	}
	return best, ok
}

// Take returns what a threshold that was chosen elsewhere takes of these images.
func Take(images []Scored, threshold float64) Taken {
	t := Taken{Threshold: threshold}
	for _, image := range images {
		taken := image.Similarity >= threshold
		if taken {
			t.N++
		}
		if image.Relevant {
			t.Relevant++
			if taken {
				t.Right++
			}
		}
	}
	return t
}

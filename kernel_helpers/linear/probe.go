package linear

import (
	"context"
	"math"
)

// Strengths are the C that Probe chooses from: weak penalties, because vectors of length 1 need large weights.
func Strengths() []float64 { return []float64{0.1, 1, 10, 100, 1000, 10000} }

// DefaultStrength is the C where nothing can be held out, as scikit-learn's.
const DefaultStrength = 1.0

// heldOut is the share of a class that is held out: one in so many.
const heldOut = 5

// Trial is the share of right answers on the held-out examples with one strength.
type Trial struct {
	C, Value float64
}

// Choice is a model fitted on all examples with the strength that was best on held-out ones.
type Choice struct {
	Model   Model
	C       float64
	Trials  []Trial // in the order of Strengths; none where nothing could be held out
	HeldOut int     // examples
}

// Probe holds out the last fifth of the examples of each class, in their order (of two to four the last one,
// of a single one none), fits the others with each of the Strengths, takes the strength with the most right answers,
// the smallest of equally good ones, and fits all examples with it.
func Probe(ctx context.Context, e Examples, o Options) (Choice, error) {
	if err := e.validate(); err != nil {
		return Choice{}, err
	}
	fitted, held := e.Split()
	choice := Choice{C: DefaultStrength, HeldOut: len(held.Index)}
	var start, nearest *Model // of the strength before, and of the best
	best := math.Inf(-1)
	for _, c := range Strengths() {
		if len(held.Index) == 0 || e.Classes < 2 {
			break
		}
		m, err := fit(ctx, fitted, c, start, roughly, o)
		if err != nil {
			return Choice{}, err
		}
		value, err := m.accuracy(ctx, held)
		if err != nil {
			return Choice{}, err
		}
		choice.Trials = append(choice.Trials, Trial{c, value})
		if value > best {
			best, choice.C, nearest = value, c, &m
		}
		start = &m
	}
	var err error
	choice.Model, err = Fit(ctx, e, choice.C, nearest, o)
	return choice, err
}

// Split returns the examples that are fitted and those that are held out.
func (e Examples) Split() (fitted, held Examples) {
	fitted, held = Examples{Rows: e.Rows, Classes: e.Classes}, Examples{Rows: e.Rows, Classes: e.Classes}
	left := make([]int, e.Classes) // of each class to be fitted
	for _, y := range e.Labels {
		left[y]++
	}
	for y, n := range left {
		out := n / heldOut
		if out == 0 && n > 1 {
			out = 1
		}
		left[y] = n - out
	}
	for i, y := range e.Labels {
		part := &held
		if left[y] > 0 {
			left[y]--
			part = &fitted
		}
		part.Index, part.Labels = append(part.Index, e.Index[i]), append(part.Labels, y)
	}
	return fitted, held
}

func (m Model) accuracy(ctx context.Context, e Examples) (float64, error) {
	answers, err := m.Predict(ctx, e.Rows, e.Index)
	if err != nil {
		return 0, err
	}
	right := 0
	for i, y := range e.Labels {
		if answers[i] == y {
			right++
		}
	}
	return float64(right) / float64(len(e.Labels)), nil
}

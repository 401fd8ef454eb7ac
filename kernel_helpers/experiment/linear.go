package experiment

import (
	"context"
	"fmt"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/linear"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// probeWeights is the largest number of weights that a linear probe may have: its memory is some 200 bytes for each.
const probeWeights = 1 << 23

// addLinearProbe adds what logistic regression on the training images makes of the queries.
func (r *session) addLinearProbe(ctx context.Context, p pair, t *trial, out *outcome) error {
	if r.suite.NoLinearProbe {
		return nil
	}
	train, trained := t.examples(p)
	if n := train.Classes * (train.Rows.Dim + 1); n > probeWeights {
		out.warnings = append(out.warnings, metric.Warning{Code: "no-linear-probe", N: n, Text: fmt.Sprintf(
			"%s was left out: %d classes and vectors of %d numbers would need more than %d weights.", metric.LinearProbeName, train.Classes, train.Rows.Dim, probeWeights)})
		return nil
	}
	r.emit(p.event(PhaseFit))
	began := time.Now()
	choice, err := linear.Probe(ctx, train, linear.Options{Scorer: r.backend.Scorer})
	if err != nil {
		return err
	}
	answers, err := choice.Model.Predict(ctx, t.rows, t.queryRows)
	if err != nil {
		return err
	}
	for q, k := range answers {
		answers[q] = trained[k]
	}
	out.fitSeconds = time.Since(began).Seconds()
	classes, class := classIndex(p.set)
	truth := make([]int, len(t.queries))
	for q, item := range t.queries {
		truth[q] = class[p.set.Items[item].Label]
	}
	value, recalls := metric.Score(metric.LinearProbeName, truth, answers, classes)
	out.metrics = append(out.metrics, value)
	out.probe = storedProbe(choice, recalls)
	if !choice.Model.Converged {
		out.warnings = append(out.warnings, metric.Warning{Code: "linear-probe-unfinished", N: choice.Model.Iterations, Text: fmt.Sprintf(
			"The fit of %s was not finished after %d iterations, so that its value is near to the right one only.", metric.LinearProbeName, choice.Model.Iterations)})
	}
	return nil
}

// examples are the training images, and the class of the set for each of their classes: one without a training image
// cannot be an answer.
func (t *trial) examples(p pair) (train linear.Examples, trained []int) {
	_, class := classIndex(p.set)
	known := make([]int, len(class)) // by class: 1 + its place in trained
	train = linear.Examples{Rows: t.galleryRows}
	for _, item := range t.gallery {
		known[class[p.set.Items[item].Label]] = 1
	}
	for k, n := range known {
		if n > 0 {
			trained = append(trained, k)
			known[k] = len(trained)
		}
	}
	for g, item := range t.gallery {
		train.Index = append(train.Index, g)
		train.Labels = append(train.Labels, known[class[p.set.Items[item].Label]]-1)
	}
	train.Classes = len(trained)
	return train, trained
}

func storedProbe(c linear.Choice, recalls []metric.ClassValue) *result.LinearProbe {
	stored := &result.LinearProbe{C: c.C, Strengths: []result.Strength{}, HeldOut: c.HeldOut, Iterations: c.Model.Iterations}
	for _, trial := range c.Trials {
		stored.Strengths = append(stored.Strengths, result.Strength(trial))
	}
	for _, class := range recalls {
		stored.Classes = append(stored.Classes, result.Class(class))
	}
	return stored
}

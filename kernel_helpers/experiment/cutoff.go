package experiment

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Wanted says which cut-offs are looked for.
type Wanted struct {
	Classes   []string // labels; empty = all of the data set
	Precision float64  // 0 … 1, of what a cut-off takes
	Around    int      // test images to name on each side of a cut-off
}

// CutOff is the similarity from which on an image counts as one of a class, chosen on the training images and tried on
// the test images.
type CutOff struct {
	Prompt      dataset.Prompt
	Found       bool           // whether a threshold has the wanted precision on the training images
	Train, Test metric.Taken   // of the threshold; zero unless Found
	Curve       []metric.Taken // of the test images, all thresholds, the highest first
	Above       []Match        // test images just above the threshold, and
	Below       []Match        // just below it, the most similar first
}

// CutOffs looks for a cut-off for each class of a classification, by its words and one model that reads texts. A text
// model that is not here is downloaded.
func CutOffs(ctx context.Context, s *suite.Suite, o Options, model, datasetName string, w Wanted) ([]CutOff, error) {
	o.Models, o.Datasets, o.ZeroShot = []string{model}, []string{datasetName}, true
	r, err := newSession(ctx, s, o)
	if err != nil {
		return nil, err
	}
	defer r.close()
	p, err := r.only(ctx)
	if err != nil {
		return nil, err
	}
	switch {
	case p.reader == nil:
		return nil, fmt.Errorf("choosing cut-offs on %s: %w", datasetName, noReader(p.card))
	case p.set.Card.Task != dataset.Classification:
		return nil, fmt.Errorf("choosing cut-offs on %s: its task is %s, and only a classification has classes in words", datasetName, p.set.Card.Task)
	}
	if err := known("class", w.Classes, p.set.Classes()); err != nil {
		return nil, err
	}
	store, err := r.embed(ctx, p)
	defer r.putAway(p, store)
	p.unload()
	if err != nil {
		return nil, err
	}
	heads, err := r.heads(ctx, p.contender)
	h := heads[p.contest]
	if err != nil || h == nil {
		return nil, cmp.Or(err, fmt.Errorf("choosing cut-offs on %s: the engine %s runs no text models; use -engine ort", datasetName, r.backend.Identity()))
	}
	defer h.store.Close()
	var all []CutOff
	classes := h.classes(h.templates...)
	for c, prompt := range h.prompts {
		if wanted(w.Classes, prompt.Label) {
			all = append(all, p.cutOff(store, prompt, classes.Row(c), w))
		}
	}
	return all, ctx.Err()
}

// cutOff chooses a threshold for one class on the training images.
func (p pair) cutOff(store *embedding.Store, prompt dataset.Prompt, words []float32, w Wanted) CutOff {
	train, _ := p.similar(store, dataset.Train, prompt.Label, words)
	test, matches := p.similar(store, dataset.Test, prompt.Label, words)
	c := CutOff{Prompt: prompt, Curve: metric.Thresholds(test)}
	if c.Train, c.Found = metric.CutOff(metric.Thresholds(train), w.Precision); !c.Found {
		return c
	}
	c.Test = metric.Take(test, c.Train.Threshold)
	slices.SortStableFunc(matches, func(a, b Match) int { return cmp.Compare(b.Similarity, a.Similarity) })
	c.Above = matches[max(0, c.Test.N-w.Around):c.Test.N]
	c.Below = matches[c.Test.N:min(len(matches), c.Test.N+w.Around)]
	return c
}

// similar returns the similarity to the words of each image of a role, and the images.
func (p pair) similar(store *embedding.Store, role dataset.Role, label string, words []float32) ([]metric.Scored, []Match) {
	var scored []metric.Scored
	var matches []Match
	for row, i := range store.Items() {
		if item := p.set.Items[i]; item.Role == role {
			similarity := matrix.Dot(store.Rows().Row(row), words)
			scored = append(scored, metric.Scored{Similarity: similarity, Relevant: item.Label == label})
			matches = append(matches, Match{item, similarity})
		}
	}
	return scored, matches
}

package experiment

import (
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Embedded is a data set with the vectors of one model.
type Embedded struct {
	Set     *dataset.Set
	Rows    matrix.Rows // [n, dim], length 1, mapped
	Items   []int       // of each row, the position of its image in Set.Items
	Skipped []embedding.Skip
}

// Others returns data sets that are in no suite, when it is known what those of the suite hold.
type Others func(ofSuite []*dataset.Set) ([]*dataset.Set, error)

// WithVectors embeds data sets with one model, as far as that was not done: those of the suite that o names, and others,
// which may be nil. It calls use with all of them, the suite's in its order first, and with the options of a search
// among such vectors. The vectors are valid until use returns; the model is out of memory by then.
func WithVectors(ctx context.Context, s *suite.Suite, o Options, model string, others Others, use func([]Embedded, knn.Options) error) error {
	o.Models = []string{model}
	r, err := newSession(ctx, s, o)
	if err != nil {
		return err
	}
	defer r.close()
	if err := r.addOthers(others); err != nil {
		return err
	}
	c := r.contenders[0]
	defer c.unload()
	if err := c.readWeights(ctx); err != nil {
		return err
	}
	var all []Embedded
	for _, d := range r.contests {
		store, err := r.embed(ctx, pair{c, d})
		defer r.putAway(pair{c, d}, store)
		if err != nil {
			return err
		}
		all = append(all, Embedded{d.set, store.Rows(), store.Items(), slices.Clone(store.Info().Skipped)})
	}
	c.unload()
	scorer, err := r.backend.Scorer(c.card.Dim)
	if err != nil {
		return err
	}
	defer scorer.Close()
	return use(all, knn.Options{Scorer: scorer})
}

func (r *session) addOthers(others Others) error {
	if others == nil {
		return nil
	}
	var ofSuite []*dataset.Set
	for _, d := range r.contests {
		ofSuite = append(ofSuite, d.set)
	}
	more, err := others(ofSuite)
	for _, set := range more {
		r.contests = append(r.contests, newContest(set))
	}
	return err
}

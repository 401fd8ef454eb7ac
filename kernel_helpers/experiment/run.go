package experiment

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Run embeds, searches, scores and saves. It returns a record for each chosen model and data set, in the
// order of the suite; records that other runs saved stay as they are. When ctx ends, Run returns its error
// within a second; what was finished is kept and the next Run goes on from there.
func Run(ctx context.Context, s *suite.Suite, o Options) ([]result.Record, error) {
	r, err := newSession(ctx, s, o)
	if err != nil {
		return nil, err
	}
	defer r.close()
	var records []result.Record
	index := map[pair]int{}
	lost := map[pair]int{} // how many lost images a record knows of
	err = r.each(ctx, func(p pair, store *embedding.Store) error {
		record, err := r.score(ctx, p, store)
		index[p], lost[p] = len(records), len(p.contest.lost)
		records = append(records, record)
		return err
	})
	if err != nil {
		return nil, err
	}
	stale := false
	for p, known := range lost {
		stale = stale || known != len(p.contest.lost)
	}
	if !stale {
		return records, nil
	}
	// An image that was lost while a later model read it is left out of the earlier models' records too.
	err = r.each(ctx, func(p pair, store *embedding.Store) error {
		records[index[p]], err = r.score(ctx, p, store)
		return err
	})
	return records, err
}

// Score is Run under another name, for the step after Embed: it finds the vectors in the cache, and embeds
// what is missing there.
func Score(ctx context.Context, s *suite.Suite, o Options) ([]result.Record, error) {
	return Run(ctx, s, o)
}

// Embed is the first half of Run: afterwards the cache has the vectors of every chosen model and data set.
func Embed(ctx context.Context, s *suite.Suite, o Options) error {
	r, err := newSession(ctx, s, o)
	if err != nil {
		return err
	}
	defer r.close()
	return r.each(ctx, func(pair, *embedding.Store) error { return nil })
}

// Vectors returns the embeddings of one model for one data set, embedding what is missing: row i of rows
// [n, dim] is the image set.Items[items[i]]. rows is valid until close is called.
func Vectors(ctx context.Context, s *suite.Suite, o Options, model, datasetName string) (set *dataset.Set, rows matrix.Rows, items []int, close func() error, err error) {
	o.Models, o.Datasets = []string{model}, []string{datasetName}
	r, err := newSession(ctx, s, o)
	if err != nil {
		return nil, matrix.Rows{}, nil, nil, err
	}
	defer r.close()
	p, err := r.only(ctx)
	if err != nil {
		return nil, matrix.Rows{}, nil, nil, err
	}
	defer p.unload()
	store, err := r.embed(ctx, p)
	if err != nil {
		return nil, matrix.Rows{}, nil, nil, err
	}
	delete(r.held, p) // it is the caller's now
	return p.set, store.Rows(), store.Items(), store.Close, nil
}

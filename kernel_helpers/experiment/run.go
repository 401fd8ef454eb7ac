package experiment

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
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
	if stale {
		// An image that was lost while a later model read it is left out of the earlier models' records too.
		err = r.each(ctx, func(p pair, store *embedding.Store) error {
			records[index[p]], err = r.score(ctx, p, store)
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return records, r.saveDuplicates(ctx)
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

package experiment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// DefaultProbes is how many queries of each data set Probe changes at most where neither suite nor Options say.
const DefaultProbes = 1000

// Probe finds out what the chosen models look at: it changes queries, searches with them as Run does with the queries
// as they are, and saves what became of the scores. Baselines are left out. Changed queries are embedded, gallery and
// training images are not embedded again, and what is saved is not done again.
func Probe(ctx context.Context, s *suite.Suite, o Options) ([]result.Probes, error) {
	if o.Probes == 0 {
		if o.Probes = s.Probes; o.Probes == 0 {
			o.Probes = DefaultProbes
		}
	}
	r, err := newSession(ctx, s, o)
	if err != nil {
		return nil, err
	}
	defer r.close()
	return r.probe(ctx)
}

// probe is Probe, and a part of Run where the suite or the options want it.
func (r *session) probe(ctx context.Context) ([]result.Probes, error) {
	var all []result.Probes
	for _, c := range r.contenders {
		if slices.Contains(r.suite.Baselines, c.card.Name) {
			continue
		}
		found, err := r.probeModel(ctx, c)
		if err != nil {
			return all, fmt.Errorf("probing %s: %w", c.card.Name, err)
		}
		all = append(all, found...)
	}
	return all, nil
}

// probes is how many queries of each data set are asked.
func (r *session) probes() int {
	if r.o.Probes > 0 {
		return r.o.Probes
	}
	return r.suite.Probes
}

// probeModel probes one model on all data sets: first all that needs it in memory, then all searches.
func (r *session) probeModel(ctx context.Context, c *contender) ([]result.Probes, error) {
	defer c.unload()
	if err := c.readWeights(ctx); err != nil {
		return nil, err
	}
	var exams []*exam
	defer func() {
		for _, x := range exams {
			x.close()
		}
	}()
	for _, d := range r.contests {
		x, err := r.newExam(ctx, pair{c, d})
		if err != nil {
			return nil, err
		}
		exams = append(exams, x)
		if err := x.changes().embed(ctx); err != nil {
			return nil, err
		}
	}
	c.unload()
	var all []result.Probes
	for _, x := range exams {
		if err := x.score(ctx); err != nil {
			return nil, err
		}
		all = append(all, x.saved)
	}
	return all, nil
}

// stored returns the probes that are saved and can be used again: those of at least as many queries. Others are
// made anew, with nothing embedded again that is in the cache.
func (r *session) stored(p pair) (result.Probes, error) {
	saved, err := result.ReadProbes(r.results, p.card.Name, p.set.Card.Name, r.key(p).Digest(), p.truth)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return result.Probes{}, nil
	case err != nil:
		return result.Probes{}, err
	case saved.Method != probeMethod() || len(saved.Asked) < min(r.probes(), saved.N):
		return result.Probes{}, nil
	}
	return saved, nil
}

// question is one probe at one strength.
type question struct {
	probe.Probe
	strength float64
}

// questions are all that queries are changed by.
func questions() []question {
	var all []question
	for _, p := range probe.Probes() {
		for _, s := range p.Strengths {
			all = append(all, question{p, s})
		}
	}
	return all
}

// String names a question in keys and signs of progress.
func (q question) String() string { return fmt.Sprintf("%s=%g", q.Name, q.strength) }

package main

import (
	"context"
	"math/rand/v2"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// runModels is how many families have a first model that was run; likeResults makes the results of all others.
const runModels = 4

// likeResults stores for each model that was not run what one that was has stored, with some answers changed: all the
// files of a run, in their sizes.
func likeResults(ctx context.Context, s *suite.Suite, made syntheticSuite) error {
	for _, set := range made.sets {
		d, err := set.duplicates(s, made)
		if err != nil {
			return err
		}
		for f := range made.families {
			for i := range made.models {
				if i == 0 && f < runModels {
					continue
				}
				l := likeness{dir: resultsOf(s), from: made.model((f+i)%runModels, 0), model: made.model(f, i), family: made.family(f), dataset: set.name,
					random: rand.New(rand.NewPCG(uint64(f), uint64(i)))}
				if err := l.store(&d); err != nil {
					return err
				}
			}
		}
		if err := result.WriteDuplicates(resultsOf(s), d); err != nil {
			return err
		}
		if err := ctx.Err(); err != nil {
			return err
		}
	}
	return nil
}

// resultsOf is where the results of a made-up suite lie.
func resultsOf(s *suite.Suite) string { return filepath.Join(filepath.Dir(s.Path), "out", "results") }

// duplicates reads what was found in a data set.
func (s syntheticSet) duplicates(suite *suite.Suite, made syntheticSuite) (result.Duplicates, error) {
	r, err := result.Read(result.Path(resultsOf(suite), made.model(0, 0), s.name))
	if err != nil {
		return result.Duplicates{}, err
	}
	return result.ReadDuplicates(resultsOf(suite), r)
}

// likeness makes the result of one model of that of another.
type likeness struct {
	dir                          string
	from, model, family, dataset string
	random                       *rand.Rand
}

func (l likeness) store(d *result.Duplicates) error {
	r, err := result.Read(result.Path(l.dir, l.from, l.dataset))
	if err != nil {
		return err
	}
	why, err := result.ReadInsight(l.dir, r)
	if err != nil {
		return err
	}
	probes, err := result.ReadProbes(l.dir, l.from, l.dataset, r.Provenance.Key, r.Provenance.Truth)
	if err != nil {
		return err
	}
	queries, err := result.ReadQueries(result.QueriesPath(l.dir, l.from, l.dataset))
	if err != nil {
		return err
	}
	key := digest.Of([]byte(l.model + l.dataset))
	r.Model, r.Title, r.Family, r.Provenance.Key = l.model, "Like "+l.model, l.family, key
	why.Model, why.Key, probes.Model, probes.Key = l.model, key, l.model, key
	l.answer(queries)
	score(&r, queries)
	for _, c := range d.Scores {
		if c.Model == l.from {
			c.Model, c.Key = l.model, key
			d.Scores = append(d.Scores, c)
			break
		}
	}
	d.Models = append(d.Models, l.model)
	return firstError(result.WriteInsight(l.dir, why), result.WriteProbes(l.dir, probes), result.Write(l.dir, r, queries))
}

// answer gives a share of the queries the neighbours of another query.
func (l likeness) answer(queries []result.Query) {
	original, share := slices.Clone(queries), 0.3*l.random.Float64()
	for i := range queries {
		if l.random.Float64() >= share {
			continue
		}
		q, other := &queries[i], original[l.random.IntN(len(original))]
		if slices.ContainsFunc(other.Neighbours, func(n result.Neighbour) bool { return n.Item == q.Item }) {
			continue
		}
		q.Neighbours, q.Predicted, q.Correct = other.Neighbours, other.Predicted, other.Predicted == q.Label
		if q.Relevant > 0 {
			q.AP, q.Rank = other.AP, other.Rank
		}
	}
}

// score puts the headline metric and the classes' right by the answers, and moves the other metrics as far.
func score(r *result.Record, queries []result.Query) {
	var values []float64
	right, sums := 0, map[string]float64{}
	for _, q := range queries {
		value := q.AP
		if r.Task == result.Classification {
			value = 0
			if q.Correct {
				value = 1
			}
		}
		values, right, sums[q.Label] = append(values, value), right+int(value), sums[q.Label]+value
	}
	interval := metric.Wilson(right, len(values))
	if r.Task == result.Retrieval {
		interval = metric.Bootstrap(values)
	}
	old, sum := r.Score().Value, 0.0
	for _, v := range values {
		sum += v
	}
	mean := sum / float64(len(values))
	for i, m := range r.Metrics {
		move := func(v float64) float64 { return min(1, max(0, v+mean-old)) }
		r.Metrics[i] = result.Metric{Name: m.Name, Value: move(m.Value), Low: move(m.Low), High: move(m.High)}
		if m.Name == r.Headline {
			r.Metrics[i] = result.Metric{Name: m.Name, Value: mean, Low: interval.Low, High: interval.High}
		}
	}
	for i, c := range r.Classes {
		r.Classes[i].Value = min(1, sums[c.Label]/float64(max(1, c.N)))
	}
}

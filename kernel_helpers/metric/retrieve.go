package metric

import (
	"errors"
	"fmt"
	"math"
)

// RankedQuery says where the relevant images of a query are in the ranking of the whole gallery. A query
// that is itself in the gallery is not part of it.
type RankedQuery struct {
	Ranks    []int // 1-based, ascending, of all relevant images
	Relevant int   // R, their number
	Gallery  int   // images ranked
}

// Retrieval is the outcome of an image search.
type Retrieval struct {
	N        int       // queries with a relevant image: those that are scored
	Metrics  []Value   // map first
	AP       []float64 // by query, full ranking; NaN without a relevant image
	Warnings []Warning
}

// errNoRelevant says that no query has a relevant image in the gallery.
var errNoRelevant = errors.New("no query has a relevant image in the gallery: look at the labels and the splits of the data set")

// recallDepths are the k of recall@k.
var recallDepths = [3]int{1, 5, 10}

func recallName(k int) string { return fmt.Sprintf("recall@%d", k) }

// averaged are the metrics: means over queries.
var averaged = [...]struct {
	name string
	of   func(q RankedQuery) float64
}{
	{HeadlineRetrieval, func(q RankedQuery) float64 { return averagePrecision(q.Ranks, q.Relevant, 0) }},
	{"map@1000", func(q RankedQuery) float64 { return averagePrecision(q.Ranks, q.Relevant, 1000) }},
	{"map@R", func(q RankedQuery) float64 { return averagePrecision(q.Ranks, q.Relevant, q.Relevant) }},
	{"r-precision", func(q RankedQuery) float64 { return rPrecision(q.Ranks, q.Relevant) }},
	{"ndcg", func(q RankedQuery) float64 { return ndcg(q.Ranks, q.Relevant) }},
	{"mrr", func(q RankedQuery) float64 { return 1 / float64(q.Ranks[0]) }},
	{recallName(recallDepths[0]), func(q RankedQuery) float64 { return hit(q.Ranks, recallDepths[0]) }},
	{recallName(recallDepths[1]), func(q RankedQuery) float64 { return hit(q.Ranks, recallDepths[1]) }},
	{recallName(recallDepths[2]), func(q RankedQuery) float64 { return hit(q.Ranks, recallDepths[2]) }},
}

// Retrieve scores an image search. An empty list is an error, and so are queries without any relevant
// image and ranks that are none.
func Retrieve(queries []RankedQuery) (Retrieval, error) {
	if len(queries) == 0 {
		return Retrieval{}, errNoQueries
	}
	r := Retrieval{AP: make([]float64, len(queries))}
	var scored []RankedQuery
	for i, q := range queries {
		if err := q.check(); err != nil {
			return Retrieval{}, fmt.Errorf("scoring query %d: %w", i, err)
		}
		r.AP[i] = math.NaN()
		if q.Relevant > 0 {
			r.AP[i] = averaged[0].of(q)
			scored = append(scored, q)
		}
	}
	if len(scored) == 0 {
		return Retrieval{}, errNoRelevant
	}
	r.N = len(scored)
	r.Metrics = means(scored)
	r.Warnings = append(fewQueries(r.N), noRelevant(len(queries)-r.N)...)
	return r, nil
}

// AP is the average precision over the full ranking; NaN without a relevant image.
func (q RankedQuery) AP() float64 {
	if q.Relevant == 0 {
		return math.NaN()
	}
	return averagePrecision(q.Ranks, q.Relevant, 0)
}

func (q RankedQuery) check() error {
	if len(q.Ranks) != q.Relevant {
		return fmt.Errorf("%d ranks for %d relevant images", len(q.Ranks), q.Relevant)
	}
	last := 0
	for _, r := range q.Ranks {
		if r <= last || r > q.Gallery {
			return fmt.Errorf("rank %d after %d in a gallery of %d", r, last, q.Gallery)
		}
		last = r
	}
	return nil
}

// averages holds one number for each of the averaged metrics. Its fixed length lets a resample add up all
// of them in one pass.
type averages [len(averaged)]float64

func (a *averages) add(b *averages) {
	for i := range a {
		a[i] += b[i]
	}
}

func means(queries []RankedQuery) []Value {
	n := float64(len(queries))
	rows := make([]averages, len(queries))
	var total averages
	for i, q := range queries {
		for c, m := range averaged {
			rows[i][c] = m.of(q)
		}
		total.add(&rows[i])
	}
	intervals := bootstrap(len(rows), len(total), func() statistic {
		return func(draw []uint32, out []float64) {
			var sum averages
			for _, i := range draw {
				sum.add(&rows[i])
			}
			for c, s := range sum {
				out[c] = s / n
			}
		}
	})
	values := make([]Value, len(averaged))
	for c, m := range averaged {
		values[c] = Value{m.name, total[c] / n, intervals[c].Low, intervals[c].High}
	}
	return values
}

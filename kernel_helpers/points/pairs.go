package points

import (
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Significance is the corrected p-value below which two models are separable.
const Significance = 0.05

// Pair is the paired test of two models on the same queries.
type Pair struct {
	A         string  `json:"a"` // models, in the suite's order
	B         string  `json:"b"`
	P         float64 `json:"p"`        // of McNemar's exact test (classification) or the sign-flip test of APs (retrieval)
	Adjusted  float64 `json:"adjusted"` // by Holm, over all pairs of the data set
	Separable bool    `json:"separable"`
}

// Close is two families on neighbouring places that the test cannot tell apart.
type Close struct {
	Above    string  `json:"above"` // families
	Below    string  `json:"below"`
	Adjusted float64 `json:"adjusted"` // corrected p-value of their models' pair
}

// test compares all pairs of models and says which neighbouring places are not separable.
func (in Input) test(d *DatasetPlaces, found []entry) {
	if len(found) < 2 {
		return
	}
	if in.Queries == nil {
		d.Untested = "the outcomes of the queries were not read"
		return
	}
	outcomes := make([][]float64, len(found))
	var items []string
	for i, e := range found {
		queries, err := in.Queries(e.record.Model, d.Name)
		if err != nil {
			d.Untested = err.Error()
			return
		}
		if i == 0 {
			for _, q := range queries {
				items = append(items, q.Item)
			}
		}
		if outcomes[i], err = align(queries, items, e.record.Task); err != nil {
			d.Untested = fmt.Sprintf("model %s on %s: %v", e.record.Model, d.Name, err)
			return
		}
	}
	d.Pairs = comparePairs(found, outcomes)
	d.NotSeparable = notSeparable(d.Places, d.Pairs)
}

// align returns a model's outcome for each item: average precision, or 1 for a right and 0 for a wrong
// answer. Queries without a relevant image have no part in a test and are 0 for every model.
func align(queries []result.Query, items []string, task string) ([]float64, error) {
	byItem := make(map[string]float64, len(queries))
	for _, q := range queries {
		switch {
		case task == result.Retrieval && !math.IsNaN(q.AP):
			byItem[q.Item] = q.AP
		case task == result.Classification && q.Correct:
			byItem[q.Item] = 1
		default:
			byItem[q.Item] = 0
		}
	}
	out := make([]float64, len(items))
	for i, item := range items {
		v, ok := byItem[item]
		if !ok || len(queries) != len(items) {
			return nil, fmt.Errorf("its queries are not those of the other models; run it again")
		}
		out[i] = v
	}
	return out, nil
}

func comparePairs(found []entry, outcomes [][]float64) []Pair {
	var pairs []Pair
	var p []float64
	for i := range found {
		for j := i + 1; j < len(found); j++ {
			pair := Pair{A: found[i].record.Model, B: found[j].record.Model}
			if found[i].record.Task == result.Retrieval {
				pair.P = metric.SignFlip(outcomes[i], outcomes[j])
			} else {
				pair.P = metric.McNemar(right(outcomes[i]), right(outcomes[j]))
			}
			pairs, p = append(pairs, pair), append(p, pair.P)
		}
	}
	for i, adjusted := range metric.Holm(p) {
		pairs[i].Adjusted, pairs[i].Separable = adjusted, adjusted < Significance
	}
	return pairs
}

func right(outcomes []float64) []bool {
	flags := make([]bool, len(outcomes))
	for i, v := range outcomes {
		flags[i] = v == 1
	}
	return flags
}

func notSeparable(places []Place, pairs []Pair) []Close {
	out := []Close{}
	for i := 1; i < len(places); i++ {
		above, below := places[i-1], places[i]
		for _, p := range pairs {
			same := p.A == above.Model && p.B == below.Model || p.A == below.Model && p.B == above.Model
			if same && !p.Separable {
				out = append(out, Close{above.Family, below.Family, p.Adjusted})
			}
		}
	}
	return out
}

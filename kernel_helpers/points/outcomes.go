package points

import (
	"errors"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// errOtherQueries says that two results cannot be paired.
var errOtherQueries = errors.New("its queries are not those of the other models; run it again")

// outcomes returns what a model's answer to each item counts in the headline metric: average precision, or 1
// for a right and 0 for a wrong answer. A query without a relevant image has no part in the metric: NaN.
func outcomes(queries []result.Query, items []string, task string) ([]float64, error) {
	byItem := make(map[string]float64, len(queries))
	for _, q := range queries {
		switch {
		case task == result.Retrieval:
			byItem[q.Item] = q.AP
		case q.Correct:
			byItem[q.Item] = 1
		default:
			byItem[q.Item] = 0
		}
	}
	out := make([]float64, len(items))
	for i, item := range items {
		v, ok := byItem[item]
		if !ok || len(queries) != len(items) {
			return nil, errOtherQueries
		}
		out[i] = v
	}
	return out, nil
}

// items returns the names of queries.
func items(queries []result.Query) []string {
	names := make([]string, len(queries))
	for i, q := range queries {
		names[i] = q.Item
	}
	return names
}

// scored leaves out the queries that have no part in the metric, which are the same for all models.
func scored(models [][]float64) ([][]float64, error) {
	out := make([][]float64, len(models))
	for q := range models[0] {
		absent := 0
		for _, m := range models {
			if math.IsNaN(m[q]) {
				absent++
			}
		}
		if absent != 0 && absent != len(models) {
			return nil, errOtherQueries
		}
		for i, m := range models {
			if absent == 0 {
				out[i] = append(out[i], m[q])
			}
		}
	}
	if len(out[0]) == 0 {
		return nil, errors.New("no query has a relevant image")
	}
	return out, nil
}

// right turns outcomes of a classification into answers.
func right(outcomes []float64) []bool {
	flags := make([]bool, len(outcomes))
	for i, v := range outcomes {
		flags[i] = v == 1
	}
	return flags
}

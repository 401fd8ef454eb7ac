package result

import (
	"cmp"
	"slices"
)

// Spread returns at most n of the elements, evenly spaced.
func Spread[T any](all []T, n int) []T {
	if len(all) <= n {
		return all
	}
	out := make([]T, n)
	for i := range out {
		out[i] = all[(2*i+1)*len(all)/(2*n)]
	}
	return out
}

// Worst returns at most n of the wrong answers: those that the model was surest of (retrieval: those with
// the lowest average precision), first one for each pair of labels, then others.
func Worst(wrong []Query, task string, n int) []Query {
	order := slices.Clone(wrong)
	slices.SortStableFunc(order, func(x, y Query) int {
		if task == Retrieval {
			return cmp.Or(cmp.Compare(x.AP, y.AP), cmp.Compare(x.Item, y.Item))
		}
		return cmp.Or(cmp.Compare(nearest(y), nearest(x)), cmp.Compare(x.Item, y.Item))
	})
	seen := map[[2]string]bool{}
	var chosen, others []Query
	for _, q := range order {
		labels := [2]string{q.Label, q.Predicted}
		if seen[labels] {
			others = append(others, q)
			continue
		}
		seen[labels] = true
		chosen = append(chosen, q)
	}
	chosen = append(chosen, others...)
	return chosen[:min(n, len(chosen))]
}

func nearest(q Query) float64 {
	if len(q.Neighbours) == 0 {
		return -1
	}
	return q.Neighbours[0].Similarity
}

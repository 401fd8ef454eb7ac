package report

import (
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

func TestSpread(t *testing.T) {
	for _, c := range []struct {
		n, want int
		first   int
	}{{0, 0, 0}, {2, 2, 0}, {3, 3, 0}, {4, 3, 0}, {100, 3, 16}} {
		all := make([]int, c.n)
		for i := range all {
			all[i] = i
		}
		got := spread(all, 3)
		if len(got) != c.want || c.want > 0 && got[0] != c.first || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != c.want {
			t.Errorf("3 of %d: got %v", c.n, got)
		}
	}
}

func TestWorst(t *testing.T) {
	wrong := func(item, label, predicted string, similarity, ap float64) result.Query {
		return result.Query{Item: item, Label: label, Predicted: predicted, AP: ap,
			Neighbours: []result.Neighbour{{Label: predicted, Similarity: similarity}}}
	}
	queries := []result.Query{
		wrong("a", "cat", "dog", 0.9, 0.5), wrong("b", "cat", "dog", 0.8, 0.1), wrong("c", "dog", "cat", 0.2, 0.4),
		wrong("d", "cow", "cat", 0.7, 0.3), wrong("e", "cow", "dog", 0.7, 0.3), {Item: "f", Label: "cat"},
	}
	for task, want := range map[string]string{"classification": "adec", "retrieval": "fbde"} {
		got := ""
		for _, q := range worst(queries, task) {
			got += q.Item
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", task, got, want)
		}
	}
	few := queries[:2]
	if got := worst(few, "classification"); len(got) != 2 || got[1].Item != "b" {
		t.Errorf("queries of one pair of labels: got %v, want both", got)
	}
}

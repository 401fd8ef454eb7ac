package result

import (
	"slices"
	"testing"
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
		got := Spread(all, 3)
		if len(got) != c.want || c.want > 0 && got[0] != c.first || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != c.want {
			t.Errorf("3 of %d: got %v", c.n, got)
		}
	}
}

func TestWorst(t *testing.T) {
	wrong := func(item, label, predicted string, similarity, ap float64) Query {
		return Query{Item: item, Label: label, Predicted: predicted, AP: ap,
			Neighbours: []Neighbour{{Label: predicted, Similarity: similarity}}}
	}
	queries := []Query{
		wrong("a", "cat", "dog", 0.9, 0.5), wrong("b", "cat", "dog", 0.8, 0.1), wrong("c", "dog", "cat", 0.2, 0.4),
		wrong("d", "cow", "cat", 0.7, 0.3), wrong("e", "cow", "dog", 0.7, 0.3), {Item: "f", Label: "cat"},
	}
	for task, want := range map[string]string{"classification": "adec", "retrieval": "fbde"} {
		got := ""
		for _, q := range Worst(queries, task, 4) {
			got += q.Item
		}
		if got != want {
			t.Errorf("%s: got %s, want %s", task, got, want)
		}
	}
	few := queries[:2]
	if got := Worst(few, "classification", 4); len(got) != 2 || got[1].Item != "b" {
		t.Errorf("queries of one pair of labels: got %v, want both", got)
	}
}

func TestDoubts(t *testing.T) {
	record := func(model, dataset string, texts ...string) Record {
		r := Record{Model: model, Dataset: dataset}
		for _, text := range texts {
			r.Warnings = append(r.Warnings, Warning{Text: text})
		}
		return r
	}
	got := ""
	for _, d := range Doubts([]Record{record("a", "x", "few", "old"), record("a", "y", "few"), record("b", "x", "old")}) {
		got += d.Dataset + " " + d.Text
		for _, r := range d.Records {
			got += " " + r.Model
		}
		got += "; "
	}
	if want := "x few a; x old a b; y few a; "; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
}

func TestScore(t *testing.T) {
	r := Record{Headline: "map", Metrics: []Metric{{Name: "mrr", Value: 0.9}, {Name: "map", Value: 0.5}}}
	if got := r.Score(); got != r.Metrics[1] {
		t.Errorf("score is %v, want map", got)
	}
	if got := r.Metric("ndcg"); got.Name != "" {
		t.Errorf("a metric that is not there is %v", got)
	}
}

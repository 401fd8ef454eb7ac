package metric

import (
	"cmp"
	"math/rand/v2"
	"slices"
	"testing"
)

func TestTiesThatDecide(t *testing.T) {
	// list returns neighbours by runs of equal similarity: each letter is a label.
	list := func(runs ...string) []Neighbour {
		var all []Neighbour
		for i, run := range runs {
			for _, label := range run {
				all = append(all, Neighbour{int(label - 'a'), 1 - float64(i)/100})
			}
		}
		return all
	}
	tests := []struct {
		name  string
		query LabelledQuery
		want  bool
	}{
		{"no ties", LabelledQuery{Neighbours: list("a", "b", "a", "b", "a", "b", "a")}, false},
		{"nearest, two labels", LabelledQuery{Neighbours: list("ab", "a", "a", "a", "a", "a")}, true},
		{"nearest, one label", LabelledQuery{Neighbours: list("aaa", "b", "a", "a", "a")}, false},
		{"within a vote", LabelledQuery{Neighbours: list("a", "ab", "b", "a", "b", "a")}, false},
		{"ends with a vote", LabelledQuery{Neighbours: list("a", "b", "b", "ab", "b", "a")}, false},
		{"across five", LabelledQuery{Neighbours: list("a", "b", "b", "aab", "b")}, true},
		{"across five, one label", LabelledQuery{Neighbours: list("a", "b", "b", "aaa", "b")}, false},
		{"after five", LabelledQuery{Neighbours: list("a", "a", "a", "a", "a", "ab")}, false},
		{"beyond the last, within no vote", LabelledQuery{Neighbours: list("a", "a", "a", "a", "a", "ab"), Tied: true}, false},
		{"beyond the last, across five", LabelledQuery{Neighbours: list("a", "a", "a", "a", "aaa"), Tied: true}, true},
		{"beyond the last, all", LabelledQuery{Neighbours: list("aaaaaaa"), Tied: true}, true},
	}
	for _, tt := range tests {
		c, err := Classify([]LabelledQuery{tt.query}, []string{"a", "b"}, 7)
		if err != nil {
			t.Fatal(err)
		}
		i := slices.IndexFunc(c.Warnings, func(w Warning) bool { return w.Code == "ties" })
		if got := i >= 0 && c.Warnings[i].N == 1; got != tt.want {
			t.Errorf("%s: warnings %v, want ties: %t", tt.name, c.Warnings, tt.want)
		}
	}
}

// TestTiesThatDoNotDecide turns equal neighbours round: a query without a warning keeps its answers.
func TestTiesThatDoNotDecide(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	warned := 0
	metrics := func(queries []LabelledQuery, names []string) []Value {
		c, err := Classify(queries, names, 12)
		if err != nil {
			t.Fatal(err)
		}
		return c.Metrics
	}
	for range 300 {
		queries, names := randomTask(r, 3, 12, 1)
		for i := range queries[0].Neighbours {
			queries[0].Neighbours[i].Similarity = float64(12-i) / 12
			if i > 0 && r.IntN(2) == 0 {
				queries[0].Neighbours[i].Similarity = queries[0].Neighbours[i-1].Similarity
			}
		}
		nearest, votes, mark := queries[0].Neighbours[0].Label, metrics(queries, names), queries[0].tied(voteSizesOf(12))
		slices.Reverse(queries[0].Neighbours)
		slices.SortStableFunc(queries[0].Neighbours, func(a, b Neighbour) int { return cmp.Compare(b.Similarity, a.Similarity) })
		if mark {
			warned++
			continue
		}
		if got := queries[0].Neighbours[0].Label; got != nearest {
			t.Errorf("neighbours %v: nearest is %d, before %d", queries[0].Neighbours, got, nearest)
		}
		for i, v := range metrics(queries, names) {
			if v != votes[i] {
				t.Errorf("neighbours %v: %v, before %v", queries[0].Neighbours, v, votes[i])
			}
		}
	}
	if warned == 0 || warned > 290 {
		t.Errorf("%d of 300 queries have a warning, so the test says little", warned)
	}
}

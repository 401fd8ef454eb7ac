package metric

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"sort"
	"testing"
)

// randomTask returns queries with neighbours of few distinct similarities, so that votes tie.
func randomTask(r *rand.Rand, classes, trainSize, queries int) ([]LabelledQuery, []string) {
	names := make([]string, classes)
	for c := range names {
		names[c] = fmt.Sprintf("class %02d", c)
	}
	out := make([]LabelledQuery, queries)
	for i := range out {
		out[i].Truth = r.IntN(classes)
		for range min(Neighbours, trainSize) {
			out[i].Neighbours = append(out[i].Neighbours, Neighbour{r.IntN(classes), float64(r.IntN(9)-2) / 8})
		}
		sort.SliceStable(out[i].Neighbours, func(a, b int) bool {
			return out[i].Neighbours[a].Similarity > out[i].Neighbours[b].Similarity
		})
	}
	return out, names
}

// naiveRanking returns the classes with a vote, most votes first.
func naiveRanking(neighbours []Neighbour, weighted bool) []int {
	votes := map[int]float64{}
	for _, n := range neighbours {
		if weighted {
			votes[n.Label] += math.Exp(n.Similarity / 0.07)
		} else {
			votes[n.Label]++
		}
	}
	var classes []int
	for c := range votes {
		classes = append(classes, c)
	}
	sort.Slice(classes, func(i, j int) bool {
		a, b := classes[i], classes[j]
		return votes[a] > votes[b] || votes[a] == votes[b] && a < b
	})
	return classes
}

// naiveShare counts the queries for which right holds.
func naiveShare(queries []LabelledQuery, right func(q LabelledQuery) bool) float64 {
	n := 0.0
	for _, q := range queries {
		if right(q) {
			n++
		}
	}
	return n / float64(len(queries))
}

func TestClassifyEqualsNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for _, trainSize := range []int{1, 4, 5, 19, 20, 100, 200, 1000} {
		for _, classes := range []int{1, 2, 7, 40} {
			queries, names := randomTask(r, classes, trainSize, 37)
			c, err := Classify(queries, names, trainSize)
			if err != nil {
				t.Fatal(err)
			}
			want := map[string]float64{
				"knn-1":      naiveShare(queries, func(q LabelledQuery) bool { return q.Neighbours[0].Label == q.Truth }),
				"balanced-1": naiveBalanced(queries, classes),
			}
			for _, k := range []int{5, 10, 20, 100, 200} {
				if k > trainSize {
					continue
				}
				want[fmt.Sprint("knn-", k)] = naiveShare(queries, func(q LabelledQuery) bool { return naiveRanking(q.Neighbours[:k], true)[0] == q.Truth })
				want[fmt.Sprint("majority-", k)] = naiveShare(queries, func(q LabelledQuery) bool { return naiveRanking(q.Neighbours[:k], false)[0] == q.Truth })
				want[fmt.Sprint("top5-", k)] = naiveShare(queries, func(q LabelledQuery) bool {
					voted := naiveRanking(q.Neighbours[:k], true)
					return slices.Contains(voted[:min(5, len(voted))], q.Truth)
				})
			}
			checkValues(t, c.Metrics, want)
		}
	}
}

// checkValues compares all metrics with their expected values and looks at their intervals and definitions.
func checkValues(t *testing.T, got []Value, want map[string]float64) {
	t.Helper()
	if len(got) != len(want) {
		t.Errorf("%d metrics, want %d", len(got), len(want))
	}
	for _, m := range got {
		if w, ok := want[m.Name]; !ok || !near(m.Value, w, 1e-12) {
			t.Errorf("%s = %v, want %v", m.Name, m.Value, w)
		}
		if m.Low < 0 || m.High > 1 || m.Low > m.Value+1e-9 || m.High < m.Value-1e-9 {
			t.Errorf("%s = %v with interval %v … %v", m.Name, m.Value, m.Low, m.High)
		}
		if Definition(m.Name) == "" {
			t.Errorf("%s has no definition", m.Name)
		}
	}
}

func naiveBalanced(queries []LabelledQuery, classes int) float64 {
	var recalls []float64
	for c := range classes {
		var of []LabelledQuery
		for _, q := range queries {
			if q.Truth == c {
				of = append(of, q)
			}
		}
		if len(of) > 0 {
			recalls = append(recalls, naiveShare(of, func(q LabelledQuery) bool { return q.Neighbours[0].Label == c }))
		}
	}
	var sum float64
	for _, r := range recalls {
		sum += r
	}
	return sum / float64(len(recalls))
}

func TestClassifyOutcomes(t *testing.T) {
	near := func(label int) []Neighbour { return []Neighbour{{label, 0.9}} }
	queries := []LabelledQuery{{Truth: 0, Neighbours: near(0)}, {Truth: 0, Neighbours: near(1)}, {Truth: 1, Neighbours: near(1)}, {Truth: 0, Neighbours: near(1)}, {Truth: 1, Neighbours: near(0)}, {Truth: 2, Neighbours: near(1)}}
	c, err := Classify(queries, []string{"ant", "bee", "cow", "dog"}, 1)
	if err != nil {
		t.Fatal(err)
	}
	check := func(what string, got, want any) {
		t.Helper()
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %v, want %v", what, got, want)
		}
	}
	check("classes", c.Classes, []ClassValue{{"ant", 3, 1. / 3}, {"bee", 2, 0.5}, {"cow", 1, 0}})
	check("confusion", c.Confusion, []Confusion{{"ant", "bee", 2}, {"bee", "ant", 1}, {"cow", "bee", 1}})
	check("predicted", c.Predicted, []int{0, 1, 1, 1, 0, 1})
	check("correct", c.Correct, []bool{true, false, true, false, false, false})
	check("knn-1", c.Metrics[0].Value, 2./6)
	check("warnings", c.Warnings, []Warning{{"few-queries", "Only 6 queries were scored, so the numbers are rough: read the intervals.", 6}})
}

func TestClassWithoutVoteIsNotInTopFive(t *testing.T) {
	// Five neighbours of two classes: the three others have no vote, so they are not among the first five.
	neighbours := []Neighbour{{0, 0.9}, {1, 0.8}, {0, 0.7}, {1, 0.6}, {0, 0.5}}
	c, err := Classify([]LabelledQuery{{Truth: 4, Neighbours: neighbours}, {Truth: 1, Neighbours: neighbours}}, []string{"a", "b", "c", "d", "e"}, 5)
	if err != nil {
		t.Fatal(err)
	}
	if got := valueOf(t, c.Metrics, "top5-5"); got != 0.5 {
		t.Errorf("top5-5 = %v, want 0.5", got)
	}
}

func TestEqualVotesGoToTheClassThatSortsFirst(t *testing.T) {
	neighbours := []Neighbour{{2, 0.5}, {1, 0.5}, {2, 0.5}, {1, 0.5}, {0, 0.4}}
	c, err := Classify([]LabelledQuery{{Truth: 1, Neighbours: neighbours}}, []string{"a", "b", "c"}, 5)
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]float64{"knn-1": 0, "knn-5": 1, "majority-5": 1} {
		if got := valueOf(t, c.Metrics, name); got != want {
			t.Errorf("%s = %v, want %v", name, got, want)
		}
	}
}

func TestClassifyRejects(t *testing.T) {
	five := []Neighbour{{0, 1}, {0, 1}, {0, 1}, {0, 1}, {0, 1}}
	tests := []struct {
		name    string
		queries []LabelledQuery
		classes []string
		train   int
	}{
		{"no queries", nil, []string{"a"}, 5},
		{"too few neighbours", []LabelledQuery{{Truth: 0, Neighbours: five}}, []string{"a"}, 6},
		{"no neighbours", []LabelledQuery{{Truth: 0}}, []string{"a"}, 0},
		{"unsorted classes", []LabelledQuery{{Truth: 0, Neighbours: five}}, []string{"b", "a"}, 5},
		{"class twice", []LabelledQuery{{Truth: 0, Neighbours: five}}, []string{"a", "a"}, 5},
		{"unknown truth", []LabelledQuery{{Truth: 1, Neighbours: five}}, []string{"a"}, 5},
		{"unknown label", []LabelledQuery{{Truth: 0, Neighbours: []Neighbour{{-1, 1}}}}, []string{"a"}, 1},
	}
	for _, tt := range tests {
		if _, err := Classify(tt.queries, tt.classes, tt.train); err == nil {
			t.Errorf("%s: no error", tt.name)
		}
	}
}

package metric

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestVoteCurveEqualsMetrics wants the curve to go through the metrics where it has their k.
func TestVoteCurveEqualsMetrics(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	classes := []string{"a", "b", "c", "d"}
	for _, train := range []int{1, 4, 12, 500} {
		curve := NewVoteCurve(len(classes), train)
		var queries []LabelledQuery
		for range 60 {
			q := LabelledQuery{Truth: r.IntN(len(classes))}
			for i := range min(train, Neighbours) {
				q.Neighbours = append(q.Neighbours, Neighbour{r.IntN(len(classes)), 0.9 - 0.003*float64(i)})
			}
			queries = append(queries, q)
			curve.Add(q)
		}
		c, err := Classify(queries, classes, train)
		if err != nil {
			t.Fatal(err)
		}
		compared := 0
		for _, curve := range curve.Curves() {
			for _, p := range curve.Points {
				if p.K > train {
					t.Errorf("%d training images: %s has k = %d", train, curve.Name, p.K)
				}
				i := slices.IndexFunc(c.Metrics, func(v Value) bool { return v.Name == fmt.Sprintf("%s-%d", curve.Name, p.K) })
				if i < 0 {
					continue
				}
				compared++
				if want := c.Metrics[i]; p.Share != want.Value || p.Low != want.Low || p.High != want.High {
					t.Errorf("%d training images: %s at %d is %+v, want %+v", train, curve.Name, p.K, p, want)
				}
			}
		}
		if want := 1 + 2*len(voteSizesOf(train)); compared != want { // knn-1, and both votes
			t.Errorf("%d training images: %d points are metrics, want %d", train, compared, want)
		}
	}
}

func TestVoteCurveOfCaseF(t *testing.T) {
	curve := NewVoteCurve(2, 5)
	curve.Add(LabelledQuery{Truth: 1, Neighbours: caseF})
	want := []Curve{
		{"knn", []CurvePoint{{1, 0, Wilson(0, 1)}, {2, 0, Wilson(0, 1)}, {3, 1, Wilson(1, 1)}, {5, 1, Wilson(1, 1)}}},
		{"majority", []CurvePoint{{1, 0, Wilson(0, 1)}, {2, 0, Wilson(0, 1)}, {3, 1, Wilson(1, 1)}, {5, 0, Wilson(0, 1)}}},
	}
	for i, got := range curve.Curves() {
		if got.Name != want[i].Name || !slices.Equal(got.Points, want[i].Points) {
			t.Errorf("got %+v, want %+v", got, want[i])
		}
	}
}

func TestHitCurve(t *testing.T) {
	queries := []RankedQuery{
		{Ranks: []int{1, 4}, Relevant: 2, Gallery: 12}, {Ranks: []int{3}, Relevant: 1, Gallery: 12},
		{Gallery: 12}, // without a relevant image: no part in it
		{Ranks: []int{10, 11, 12}, Relevant: 3, Gallery: 12}, {Ranks: []int{12}, Relevant: 1, Gallery: 12},
	}
	var got []string
	for _, p := range HitCurve(queries, 12).Points {
		got = append(got, fmt.Sprintf("%d: %g", p.K, p.Share))
	}
	if want := []string{"1: 0.25", "2: 0.25", "3: 0.5", "5: 0.5", "7: 0.5", "10: 0.75"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	r, err := Retrieve(queries)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range HitCurve(queries, 12).Points {
		i := slices.IndexFunc(r.Metrics, func(v Value) bool { return v.Name == recallName(p.K) })
		if i >= 0 && r.Metrics[i].Value != p.Share {
			t.Errorf("k = %d: %v, %s is %v", p.K, p.Share, r.Metrics[i].Name, r.Metrics[i].Value)
		}
	}
	if c := HitCurve(queries[2:3], 12); len(c.Points) != 0 {
		t.Errorf("no query has a relevant image: %+v", c)
	}
}

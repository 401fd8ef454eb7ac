package knn

import (
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// averagePrecision ranks the gallery by vectors and scores the one query.
func averagePrecision(t *testing.T, query, gallery matrix.Rows, relevant, exclude, want []int) float64 {
	t.Helper()
	for name, o := range options {
		r, err := RelevantRanks(t.Context(), query, gallery, func(int) []int { return relevant }, exclude, o)
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(r.Ranks[0], want) {
			t.Errorf("%s: ranks %v, want %v", name, r.Ranks[0], want)
		}
	}
	m, err := metric.Retrieve([]metric.RankedQuery{{Ranks: want, Relevant: len(want), Gallery: gallery.N}})
	if err != nil {
		t.Fatal(err)
	}
	return m.AP[0]
}

// TestCaseC is the worked case of a query that is itself in the gallery, at row 1. Row 0 is an exact
// duplicate and outranks it, so leaving out the first of the ranking would leave out the wrong image.
func TestCaseC(t *testing.T) {
	gallery := matrix.Rows{N: 7, Dim: 2, Data: []float32{1, 0, 1, 0, 0.9, 0, 0.8, 0, 0.7, 0, 0.6, 0, 0.5, 0}}
	relevant := []int{0, 1, 3, 6} // by label; the query is one of them
	if got, want := averagePrecision(t, gallery.Slice(1, 2), gallery, relevant, []int{1}, []int{1, 3, 6}), 13./18; got != want {
		t.Errorf("AP %v, want %v", got, want)
	}
}

// TestCaseG is the worked case of a relevant image with a negative similarity: it counts.
func TestCaseG(t *testing.T) {
	query, gallery := matrix.Rows{N: 1, Dim: 2, Data: []float32{1, 0}}, matrix.Rows{N: 2, Dim: 2, Data: []float32{0.3, 0, -0.1, 0}}
	if got, want := averagePrecision(t, query, gallery, []int{1}, nil, []int{2}), 1./2; got != want {
		t.Errorf("AP %v, want %v", got, want)
	}
}

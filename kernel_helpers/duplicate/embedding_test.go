package duplicate

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// TestSimilarIsNaive has rows with more neighbours within the threshold than are looked at first.
func TestSimilarIsNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	rows := matrix.New(400, 12)
	for i := range rows.N {
		for j, v := range rows.Row(i) {
			if i%3 == 0 { // a third lie around one direction
				v = 1
			}
			rows.Row(i)[j] = v + float32(r.NormFloat64()/3)
		}
	}
	copy(rows.Row(399), rows.Row(1))
	clear(rows.Row(7))
	rows.Normalize()
	for _, threshold := range []float64{-1, 0.5, 0.8, 0.95, 1.5} {
		var want []Pair
		for i := range rows.N {
			for j := i + 1; j < rows.N; j++ {
				if matrix.Dot(rows.Row(i), rows.Row(j)) >= threshold {
					want = append(want, Pair{i, j})
				}
			}
		}
		got, err := Similar(t.Context(), rows, threshold, knn.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if !slices.Equal(got, want) {
			t.Errorf("threshold %v: %d pairs, want %d", threshold, len(got), len(want))
		}
	}
}

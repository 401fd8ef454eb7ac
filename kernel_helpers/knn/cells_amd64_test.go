package knn

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"
)

// TestCellsEqualGo compares the assembly with cell, on scores inside and far outside the table's range.
func TestCellsEqualGo(t *testing.T) {
	if !vectorised {
		t.Skip("this processor has no AVX2")
	}
	rng := rand.New(rand.NewPCG(1, 0))
	special := []float32{0, float32(math.NaN()), float32(math.Inf(1)), float32(math.Inf(-1)), math.MaxFloat32, -math.MaxFloat32, 1e-45}
	for _, m := range []scoreMap{{}, {low: -1, scale: 500}, {low: 0.3, scale: 1e9}, {low: 1e-30, scale: 1e32}, {low: -1e30, scale: 1e-28}} {
		for n := range 70 {
			scores := make([]float32, n)
			for i := range scores {
				scores[i] = m.low + float32(rng.NormFloat64())/max(m.scale, 1e-30)*float32(rng.IntN(2000))
				if rng.IntN(9) == 0 {
					scores[i] = special[rng.IntN(len(special))]
				}
			}
			got, want := make([]uint16, n), make([]uint16, n)
			m.cells(scores, got)
			m.cellsGo(scores, want)
			if !slices.Equal(got, want) {
				t.Fatalf("low %v, scale %v: scores %v\n got %v\nwant %v", m.low, m.scale, scores, got, want)
			}
		}
	}
}

// TestRanksInGo ranks without assembly.
func TestRanksInGo(t *testing.T) {
	defer func(v bool) { vectorised = v }(vectorised)
	vectorised = false
	for _, s := range scenes(4) {
		checkRanks(t, s, Options{})
	}
}

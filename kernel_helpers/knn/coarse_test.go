package knn

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// TestCoarseBound looks for rows that bytes would rule out though their similarity reaches the limit, and
// makes sure that the bound is no wider than it need be to rule out most.
func TestCoarseBound(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for name, draw := range map[string]func() float64{
		"both signs":      rng.NormFloat64,
		"positive":        rng.ExpFloat64,
		"negative":        func() float64 { return -rng.ExpFloat64() },
		"one value":       func() float64 { return 0.3 },
		"zero":            func() float64 { return 0 },
		"far apart":       func() float64 { return rng.NormFloat64() * math.Pow(10, float64(rng.IntN(20)-10)) },
		"tiny":            func() float64 { return rng.NormFloat64() * 1e-42 },
		"large, unscaled": func() float64 { return rng.NormFloat64() * 1e18 },
	} {
		const dim = 65
		rows, queries := matrix.New(150, dim), matrix.New(9, dim)
		for _, m := range []matrix.Rows{rows, queries} {
			for i := range m.Data {
				m.Data[i] = float32(draw())
			}
		}
		a, groups := make([]uint8, rows.N*dim), make([]group, 2)
		zero := quantizeTile(rows, a, groups)
		b, of := make([]int8, dim*queries.N), make([]coarseQuery, queries.N)
		quantizeQueries(queries, b, of)
		longest, possible := 0.0, 0
		for i := range rows.N {
			longest = max(longest, matrix.Norm(rows.Row(i)))
		}
		for q := range queries.N {
			for i := range rows.N {
				var product int32
				for k := range dim {
					product += (int32(a[i*dim+k]) - int32(zero)) * int32(b[k*queries.N+q])
				}
				similarity := matrix.Dot(queries.Row(q), rows.Row(i))
				if least := of[q].least(groups[i/groupRows], longest, similarity); product < least {
					t.Fatalf("%s: query %d, row %d: product %d, but %d is asked for similarity %v", name, q, i, product, least, similarity)
				}
				if product >= of[q].least(groups[i/groupRows], longest, similarity+0.1*longest*of[q].norm) {
					possible++
				}
			}
		}
		if share := float64(possible) / float64(rows.N*queries.N); name == "both signs" && share > 0.01 {
			t.Errorf("%.0f %% of the rows may be more similar than they are by a tenth of the range", 100*share)
		}
	}
}

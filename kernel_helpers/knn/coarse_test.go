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
		possible := 0
		eachProduct(queries, rows, func(q, i int, of coarseQuery, g group, longest float64, product int32) {
			similarity := matrix.Dot(queries.Row(q), rows.Row(i))
			if least := of.least(g, longest, similarity); product < least {
				t.Fatalf("%s: query %d, row %d: product %d, but %d is asked for similarity %v", name, q, i, product, least, similarity)
			}
			if product >= of.least(g, longest, similarity+0.1*longest*of.norm) {
				possible++
			}
		})
		if share := float64(possible) / float64(rows.N*queries.N); name == "both signs" && share > 0.01 {
			t.Errorf("%.0f %% of the rows may be more similar than they are by a tenth of the range", 100*share)
		}
	}
}

// eachProduct multiplies queries and rows in bytes.
func eachProduct(queries, rows matrix.Rows, do func(q, i int, of coarseQuery, g group, longest float64, product int32)) {
	dim := rows.Dim
	a, groups := make([]uint8, rows.N*dim), make([]group, (rows.N+groupRows-1)/groupRows)
	zero := quantizeTile(rows, a, groups)
	b, of := make([]int8, dim*queries.N), make([]coarseQuery, queries.N)
	quantizeQueries(queries, b, of)
	longest := 0.0
	for i := range rows.N {
		longest = max(longest, matrix.Norm(rows.Row(i)))
	}
	for q := range queries.N {
		for i := range rows.N {
			var product int32
			for k := range dim {
				product += (int32(a[i*dim+k]) - int32(zero)) * int32(b[k*queries.N+q])
			}
			do(q, i, of[q], groups[i/groupRows], longest, product)
		}
	}
}

// TestCoarseBoundIsNeeded is TestCoarseBound where what rounding takes away from one vector points along the
// other: each term of the bound is needed nearly whole.
func TestCoarseBoundIsNeeded(t *testing.T) {
	const dim = 257
	sign := func(i int) float32 { return float32(1 - i%2*2) }
	plain, rough := matrix.New(3, dim), matrix.New(3, dim)
	for r := range 3 {
		for i := range dim {
			plain.Row(r)[i], rough.Row(r)[i] = sign(i), sign(i)*(float32(r)+0.49)
		}
		rough.Row(r)[0] = 127
	}
	check := func(name string, queries, rows matrix.Rows) {
		eachProduct(queries, rows, func(q, i int, of coarseQuery, g group, longest float64, product int32) {
			if least := of.least(g, longest, matrix.Dot(queries.Row(q), rows.Row(i))); product < least {
				t.Errorf("%s: query %d, row %d: product %d, but %d is asked for", name, q, i, product, least)
			}
		})
	}
	check("rest of the query", rough, plain)
	for r := range 3 {
		rough.Row(r)[1] = -128 // a row's scale is 1 and its zero 128
	}
	for i := 2; i < dim; i++ { // the last row loses nothing: the greatest loss of the group counts
		rough.Row(2)[i] = sign(i)
	}
	check("rest of the row", plain, rough)
}

// TestGroupsOfOtherScale searches a gallery whose groups have very different scales.
func TestGroupsOfOtherScale(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	s := scene{name: "groups of other scale", queries: matrix.New(20, 16), gallery: matrix.New(6*groupRows, 16)}
	for i := range s.queries.Data {
		s.queries.Data[i] = float32(rng.NormFloat64())
	}
	for i := range s.gallery.N {
		scale := float32(1)
		if i >= 2*groupRows && i/groupRows%2 == 0 {
			scale = 1e-3
		}
		for k := range s.gallery.Row(i) {
			s.gallery.Row(i)[k] = scale * float32(rng.NormFloat64())
		}
	}
	checkSearch(t, s, 5, Options{Scorer: exactBytes{calls: &byteCalls}, GalleryTile: 2 * groupRows, coarseQueries: 1})
}

// TestFloatErrorCounts has vectors that are bytes already, so that only the error of the float32 scores, by
// which rows are let through, keeps the best row.
func TestFloatErrorCounts(t *testing.T) {
	const dim, tile = 1024, 40
	s := scene{name: "bytes already", queries: matrix.New(2, dim), gallery: matrix.New(2*tile, dim)}
	for q := range s.queries.N {
		for k := range dim {
			s.queries.Row(q)[k] = 127
		}
		s.queries.Row(q)[0] = 1
	}
	for i := range s.gallery.N {
		for k := range dim {
			s.gallery.Row(i)[k] = 127
		}
		s.gallery.Row(i)[0], s.gallery.Row(i)[1] = 5, -128
	}
	for i := tile; i < s.gallery.N; i++ { // a little nearer than all of the first tile
		s.gallery.Row(i)[0] = 6
	}
	checkSearch(t, s, 1, Options{Scorer: exactBytes{calls: &byteCalls}, GalleryTile: tile, coarseQueries: 1})
}

package knn

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// naiveOrder sorts all gallery rows for one query by the definition.
func naiveOrder(queries, gallery matrix.Rows, q, exclude int) []Neighbour {
	var all []Neighbour
	for i := range gallery.N {
		if i != exclude {
			all = append(all, Neighbour{i, matrix.Dot(queries.Row(q), gallery.Row(i))})
		}
	}
	slices.SortStableFunc(all, func(a, b Neighbour) int {
		switch {
		case a.Similarity > b.Similarity:
			return -1
		case a.Similarity < b.Similarity:
			return 1
		}
		return 0
	})
	return all
}

func excluded(exclude []int, q int) int {
	if exclude == nil {
		return -1
	}
	return exclude[q]
}

func naiveSearch(queries, gallery matrix.Rows, k int, exclude []int) Result {
	r := Result{Neighbours: make([][]Neighbour, queries.N), Tied: make([]bool, queries.N)}
	for q := range queries.N {
		all := naiveOrder(queries, gallery, q, excluded(exclude, q))
		n := min(k, len(all))
		r.Neighbours[q] = all[:n]
		r.Tied[q] = n > 0 && n < len(all) && all[n-1].Similarity == all[n].Similarity
	}
	return r
}

func naiveRanks(queries, gallery matrix.Rows, relevant func(int) []int, exclude []int) Ranks {
	r := Ranks{Ranks: make([][]int, queries.N)}
	for q := range queries.N {
		all := naiveOrder(queries, gallery, q, excluded(exclude, q))
		sims := map[float64]bool{}
		isRelevant := map[int]bool{}
		for _, row := range relevant(q) {
			isRelevant[row] = true
		}
		for i, n := range all {
			if isRelevant[n.Index] {
				r.Ranks[q] = append(r.Ranks[q], i+1)
				sims[n.Similarity] = true
			}
		}
		if slices.ContainsFunc(all, func(n Neighbour) bool { return !isRelevant[n.Index] && sims[n.Similarity] }) {
			r.Ties++
		}
	}
	return r
}

// scene is a search problem of one kind.
type scene struct {
	name             string
	queries, gallery matrix.Rows
	exclude          []int
}

// scenes are the kinds of vectors that break searches: odd sizes, ties, duplicates, rows that differ by
// less than float32 sums can tell, zero vectors, rows of very different lengths.
func scenes(seed uint64) []scene {
	rng := rand.New(rand.NewPCG(seed, 1))
	normal := func(n, dim int, normalize bool) matrix.Rows {
		m := matrix.New(n, dim)
		for i := range m.Data {
			m.Data[i] = float32(rng.NormFloat64())
		}
		if normalize {
			m.Normalize()
		}
		return m
	}
	near := func(m matrix.Rows, kinds int, noise float64) matrix.Rows {
		out := matrix.New(m.N, m.Dim)
		for i := range m.N {
			copy(out.Row(i), m.Row(rng.IntN(kinds)))
			for j := range out.Row(i) {
				out.Row(i)[j] += float32(noise * rng.NormFloat64())
			}
		}
		return out
	}
	signs := matrix.New(61, 8)
	for i := range signs.Data {
		signs.Data[i] = float32(rng.IntN(3) - 1)
	}
	equal := normal(90, 24, true)
	equal = near(equal, 1, 0)
	zeros := normal(70, 16, true)
	for i := 0; i < zeros.N; i += 3 {
		clear(zeros.Row(i))
	}
	lengths := normal(75, 16, false)
	for i := range lengths.N {
		scale := float32([]float64{1e-30, 1e-3, 1, 1e3, 1e12}[i%5])
		for j := range lengths.Row(i) {
			lengths.Row(i)[j] *= scale
		}
	}
	huge := normal(33, 8, false)
	for i := range huge.Data {
		huge.Data[i] *= 1e30
	}
	tiny := normal(33, 8, false)
	for i := range tiny.Data {
		tiny.Data[i] *= 1e-30
	}
	base := normal(120, 32, true)
	all := func(n int) []int {
		e := make([]int, n)
		for i := range e {
			e[i] = i
		}
		return e
	}
	return []scene{
		{"random", normal(37, 33, true), normal(151, 33, true), nil},
		{"one by one", normal(1, 1, true), normal(1, 1, true), nil},
		{"no queries", matrix.New(0, 5), normal(10, 5, true), nil},
		{"empty gallery", normal(3, 5, true), matrix.New(0, 5), nil},
		{"leave one out", base, base, all(base.N)},
		{"few values", signs, signs, all(signs.N)},
		{"duplicates", normal(19, 32, true), near(base, 9, 0), nil},
		{"closer than float32", normal(23, 32, true), near(base, 4, 1e-8), nil},
		{"near duplicates", near(base, 3, 1e-7), near(base, 3, 1e-7), all(base.N)},
		{"all equal", equal.Slice(0, 7), equal, nil},
		{"zero vectors", zeros, zeros, all(zeros.N)},
		{"lengths", lengths, lengths, all(lengths.N)},
		{"huge", huge, huge, nil},
		{"tiny", tiny, tiny, nil},
	}
}

// relevantTo gives each query some rows of the gallery, and no row to every seventh query.
func relevantTo(gallery int) func(q int) []int {
	return func(q int) []int {
		var rows []int
		if q%7 == 6 {
			return rows
		}
		for i := q % 5; i < gallery; i += 1 + q%9 {
			rows = append(rows, i)
		}
		rng := rand.New(rand.NewPCG(uint64(q), 2))
		rng.Shuffle(len(rows), func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
		return rows
	}
}

func checkSearch(t *testing.T, s scene, k int, o Options) {
	t.Helper()
	want := naiveSearch(s.queries, s.gallery, k, s.exclude)
	got, err := Search(t.Context(), s.queries, s.gallery, k, s.exclude, o)
	if err != nil {
		t.Fatal(err)
	}
	for q := range want.Neighbours {
		if !slices.Equal(got.Neighbours[q], want.Neighbours[q]) {
			t.Fatalf("%s, k = %d, query %d:\n got %v\nwant %v", s.name, k, q, got.Neighbours[q], want.Neighbours[q])
		}
	}
	if !slices.Equal(got.Tied, want.Tied) {
		t.Errorf("%s, k = %d: got ties %v, want %v", s.name, k, got.Tied, want.Tied)
	}
}

func checkRanks(t *testing.T, s scene, o Options) {
	t.Helper()
	relevant := relevantTo(s.gallery.N)
	want := naiveRanks(s.queries, s.gallery, relevant, s.exclude)
	got, err := RelevantRanks(t.Context(), s.queries, s.gallery, relevant, s.exclude, o)
	if err != nil {
		t.Fatal(err)
	}
	for q := range want.Ranks {
		if !slices.Equal(got.Ranks[q], want.Ranks[q]) {
			t.Fatalf("%s, query %d:\n got %v\nwant %v", s.name, q, got.Ranks[q], want.Ranks[q])
		}
	}
	if got.Ties != want.Ties {
		t.Errorf("%s: got %d ties, want %d", s.name, got.Ties, want.Ties)
	}
}

package ort

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func normal(seed uint64, n, dim int) matrix.Rows {
	rng := rand.New(rand.NewPCG(seed, 0))
	m := matrix.New(n, dim)
	for i := range m.Data {
		m.Data[i] = float32(rng.NormFloat64())
	}
	m.Normalize()
	return m
}

func openScorer(t testing.TB, dim int) engine.Scorer {
	t.Helper()
	s, err := open(t, Options{}).Scorer(dim)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

// TestSearchEqualsReference searches with the runtime and without it: the results are the same, to the
// last bit and in every order of ties.
func TestSearchEqualsReference(t *testing.T) {
	const dim = 67
	gallery := normal(1, 900, dim)
	for i := 300; i < 600; i++ { // duplicates, some of them nearly
		copy(gallery.Row(i), gallery.Row(i%50))
		gallery.Row(i)[i%dim] += float32(i%3) * 1e-8
	}
	clear(gallery.Row(4))
	exclude := make([]int, gallery.N)
	for i := range exclude {
		exclude[i] = i
	}
	relevant := func(q int) []int { return []int{(q + 1) % gallery.N, q % 50, q%50 + 300, 4, 899} }
	var want knn.Result
	var wantRanks knn.Ranks
	for i, o := range []knn.Options{
		{},
		{Scorer: openScorer(t, dim)},
		{Scorer: openScorer(t, dim), QueryTile: 33, GalleryTile: 71, Workers: 3},
	} {
		got, err := knn.Search(t.Context(), gallery, gallery, 20, exclude, o)
		if err != nil {
			t.Fatal(err)
		}
		ranks, err := knn.RelevantRanks(t.Context(), gallery, gallery, relevant, exclude, o)
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			want, wantRanks = got, ranks
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("options %d: Search differs from the reference", i)
		}
		if !reflect.DeepEqual(ranks, wantRanks) {
			t.Errorf("options %d: RelevantRanks differs from the reference", i)
		}
	}
	if !slices.Contains(want.Tied, true) || wantRanks.Ties == 0 {
		t.Error("the test has no ties")
	}
}

// BenchmarkSearch is 2,048 queries in a gallery of 50,000, dimension 768, k = 20.
func BenchmarkSearch(b *testing.B) {
	queries, gallery := normal(1, 2048, 768), normal(2, 50_000, 768)
	o := knn.Options{Scorer: openScorer(b, 768)}
	for b.Loop() {
		if _, err := knn.Search(b.Context(), queries, gallery, 20, nil, o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(2*2048*50_000*768*float64(b.N)/b.Elapsed().Seconds()/1e9, "GFLOP/s")
}

// BenchmarkRanks is 20 relevant rows of each of 20,000 queries in their own gallery, dimension 512.
func BenchmarkRanks(b *testing.B) {
	gallery := normal(3, 20_000, 512)
	relevant := func(q int) []int {
		rows := make([]int, 20)
		for i := range rows {
			rows[i] = (q*7919 + i*997) % gallery.N
		}
		return rows
	}
	o := knn.Options{Scorer: openScorer(b, 512)}
	for b.Loop() {
		if _, err := knn.RelevantRanks(b.Context(), gallery, gallery, relevant, nil, o); err != nil {
			b.Fatal(err)
		}
	}
}

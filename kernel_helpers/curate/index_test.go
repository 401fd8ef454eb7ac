package curate

import (
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// kinds are rows of many kinds, which lie in a space of few dimensions, with some noise.
func kinds(n, dim int) matrix.Rows {
	const latent = 6
	r := rand.New(rand.NewPCG(5, 6))
	axes, centres := unit(latent, dim, 7), unit(max(1, n/40), latent, 8)
	m := matrix.New(n, dim)
	for i := range n {
		centre := centres.Row(r.IntN(centres.N))
		for j, c := range centre {
			x := c + 0.2*float32(r.NormFloat64())
			for d, a := range axes.Row(j) {
				m.Row(i)[d] += x * a
			}
		}
		for d := range dim {
			m.Row(i)[d] += 0.02 * float32(r.NormFloat64())
		}
	}
	m.Normalize()
	return m
}

// odd names every row but each seventh.
func odd(n int) []int {
	var among []int
	for i := range n {
		if i%7 != 3 {
			among = append(among, i)
		}
	}
	return among
}

// TestInvertedWithAllCells wants what exact search finds, as far as it is near enough.
func TestInvertedWithAllCells(t *testing.T) {
	pool, among := kinds(2111, 24), odd(2111)
	queries := unit(50, 24, 9)
	copy(queries.Row(1), pool.Row(10))
	copy(pool.Row(1000), pool.Row(10)) // equally near
	x, err := NewInverted(t.Context(), pool, among, 0, knn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, from := range []float64{-2, 0.3} {
		got, err := x.Nearest(t.Context(), queries, 20, len(x.cells), from, knn.Options{})
		if err != nil {
			t.Fatal(err)
		}
		exact, err := Nearest(t.Context(), queries, pool, among, 20, knn.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for q := range exact {
			want := others(exact[q], -1, 20, from)
			if len(want)+len(got[q]) > 0 && !reflect.DeepEqual(got[q], want) {
				t.Fatalf("query %d from %v: %v, want %v", q, from, got[q], want)
			}
		}
	}
}

// TestIndexRecall counts what is found for the images of the sample that measures: it must be what the report says.
func TestIndexRecall(t *testing.T) {
	pool, among := kinds(4000, 32), odd(4000)
	s := Settings{Index: IndexInverted, Neighbours: 10, Near: 0.5, Recall: 0.9}.withDefaults()
	x, use, err := plan(t.Context(), pool, among, s, knn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	var check []int
	for i, row := range drawRows(among, 2*sampledImages, s.Draw) {
		if i%2 == 1 {
			check = append(check, row)
		}
	}
	got, err := x.Nearest(t.Context(), pool.Select(check), s.Neighbours+1, use.Probes, s.Near, knn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	exact, err := Nearest(t.Context(), pool.Select(check), pool, among, s.Neighbours+1, knn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	sum, n := 0.0, 0
	for q, row := range check {
		want := others(exact[q], row, s.Neighbours, s.Near)
		found := map[int]bool{}
		for _, o := range others(got[q], row, s.Neighbours, s.Near) {
			found[o.Index] = true
		}
		hits := 0
		for _, w := range want {
			if found[w.Index] {
				hits++
			}
		}
		if len(want) > 0 {
			sum, n = sum+float64(hits)/float64(len(want)), n+1
		}
	}
	if n != use.Sampled || math.Abs(sum/float64(n)-use.Recall.Value) > 1e-12 {
		t.Errorf("%d images find %v of their near ones; the report says %+v", n, sum/float64(n), use)
	}
	t.Logf("%+v", use)
	if use.Recall.Value < 0.85 || use.Probes >= len(x.cells)/2 || use.Met > 0.5 || use.Recall.Low > use.Recall.Value || use.Recall.High < use.Recall.Value {
		t.Errorf("on clustered vectors: %+v", use)
	}
	if use.Warning() == "" && use.Recall.Value < lowRecall || !strings.Contains(use.Words(), "which finds") {
		t.Errorf("%q, %q", use.Words(), use.Warning())
	}
}

// TestIndexSameForAllThreads makes an index and looks for pairs with more and more threads.
func TestIndexSameForAllThreads(t *testing.T) {
	pool, among := kinds(2500, 16), odd(2500)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	s := Settings{Index: IndexInverted, Neighbours: 8, Near: 0.7}
	var before []ClosePair
	var index Index
	for _, threads := range []int{1, 2, 4} {
		runtime.GOMAXPROCS(threads)
		pairs, use, err := NearPairs(t.Context(), pool, among, s, knn.Options{})
		if err != nil {
			t.Fatal(err)
		}
		if len(pairs) < 1000 {
			t.Fatalf("only %d pairs are near", len(pairs))
		}
		if threads > 1 && (!reflect.DeepEqual(pairs, before) || use != index) {
			t.Errorf("with %d threads %d pairs, %+v; with fewer %d, %+v", threads, len(pairs), use, len(before), index)
		}
		before, index = pairs, use
	}
}

// TestIndexChoice has vectors that no index helps with: exact search, unless it is asked for.
func TestIndexChoice(t *testing.T) {
	random, clustered := unit(1500, 48, 4), kinds(9000, 16)
	for name, c := range map[string]struct {
		pool matrix.Rows
		s    Settings
		want func(x *Inverted, i Index) bool
	}{
		"a small pool": {clustered, Settings{}, func(x *Inverted, i Index) bool {
			return x == nil && i == Index{Exact: true} && strings.Contains(i.Words(), "exactly: each met")
		}},
		"no pool":            {matrix.Rows{Dim: 4}, Settings{Index: IndexInverted}, func(x *Inverted, i Index) bool { return x == nil && i == Index{Exact: true} }},
		"one image":          {random.Slice(0, 1), Settings{Index: IndexInverted}, func(x *Inverted, i Index) bool { return x != nil && i.Sampled == 0 }},
		"a large one":        {clustered, Settings{indexFrom: 1000, Near: 0.5}, func(x *Inverted, i Index) bool { return x != nil && i.Recall.Value > 0.97 && i.Warning() == "" }},
		"exact is asked for": {clustered, Settings{indexFrom: 1000, Index: IndexExact}, func(x *Inverted, i Index) bool { return x == nil && i == Index{Exact: true} }},
		"no clusters": {random, Settings{indexFrom: 1000, Near: 0.1}, func(x *Inverted, i Index) bool {
			return x == nil && i.Met > 0.5 && strings.Contains(i.Words(), "no faster")
		}},
		"no clusters, all the same": {random, Settings{Index: IndexInverted, Near: 0.1, Recall: 1}, func(x *Inverted, i Index) bool { return x != nil && i.Recall.Value > 0.99 && i.Warning() == "" }},
		"a low recall": {random, Settings{Index: IndexInverted, Near: 0.1, Recall: 0.3}, func(x *Inverted, i Index) bool {
			return x != nil && i.Recall.Value > 0.2 && i.Recall.Value < 0.5 && strings.Contains(i.Warning(), "altered copies may have stayed")
		}},
		"nothing is near": {random, Settings{Index: IndexInverted, Near: 0.99}, func(x *Inverted, i Index) bool {
			return x != nil && i.Sampled == 0 && i.Probes == leastProbes && strings.Contains(i.Words(), "is not known")
		}},
	} {
		t.Run(name, func(t *testing.T) {
			s := c.s.withDefaults()
			s.Neighbours = 10
			x, use, err := plan(t.Context(), c.pool, all(c.pool.N), s, knn.Options{})
			if err != nil || !c.want(x, use) {
				t.Errorf("index %v, %+v, %q, %q, %v", x != nil, use, use.Words(), use.Warning(), err)
			}
		})
	}
}

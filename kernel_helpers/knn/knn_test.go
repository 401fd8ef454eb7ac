package knn

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// noisy is a Scorer that is wrong by as much as its contract allows, up and down in turn.
type noisy struct{ plain }

func (n noisy) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	for q := range queries.N {
		for g := range gallery.N {
			x, y := queries.Row(q), gallery.Row(g)
			bound := 0.99 * errorBound(queries.Dim, matrix.Norm(x), matrix.Norm(y))
			if (q+g)%2 == 0 {
				bound = -bound
			}
			out[q*gallery.N+g] = float32(matrix.Dot(x, y) + bound)
		}
	}
	return ctx.Err()
}

// naive32 sums in float32 in index order, as the simplest product would.
type naive32 struct{ plain }

func (n naive32) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	for q := range queries.N {
		for g := range gallery.N {
			var sum float32
			for i, x := range queries.Row(q) {
				sum += float32(x * gallery.Row(g)[i])
			}
			out[q*gallery.N+g] = sum
		}
	}
	return ctx.Err()
}

// exactBytes is a ByteScorer whose every float32 score is as wrong as may be.
type exactBytes struct {
	noisy
	calls *atomic.Int64
}

func (e exactBytes) Products(ctx context.Context, a []uint8, zero uint8, b []int8, m, n int, out []int32) error {
	e.calls.Add(1)
	dim := len(a) / m
	for i := range out {
		out[i] = 0
		for k := range dim {
			out[i] += (int32(a[i/n*dim+k]) - int32(zero)) * int32(b[k*n+i%n])
		}
	}
	return ctx.Err()
}

var byteCalls atomic.Int64

var options = map[string]Options{
	"defaults":       {},
	"tiles of one":   {QueryTile: 1, GalleryTile: 1},
	"odd tiles":      {QueryTile: 7, GalleryTile: 13, Workers: 3},
	"large tiles":    {QueryTile: 1000, GalleryTile: 1000, Workers: 8},
	"naive float32":  {Scorer: naive32{}, QueryTile: 5, GalleryTile: 31},
	"worst rounding": {Scorer: noisy{}, QueryTile: 16, GalleryTile: 29, Workers: 2},
	"bytes":          {Scorer: exactBytes{calls: &byteCalls}, QueryTile: 16, GalleryTile: 13, coarseQueries: 1},
	"bytes, groups":  {Scorer: exactBytes{calls: &byteCalls}, QueryTile: 7, GalleryTile: 140, Workers: 2, coarseQueries: 1},
}

func TestSearchEqualsNaive(t *testing.T) {
	for name, o := range options {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3) {
				for _, s := range scenes(seed) {
					for _, k := range []int{1, 2, 5, 20, 149, 1000} {
						checkSearch(t, s, k, o)
					}
				}
			}
		})
	}
}

func TestRanksEqualNaive(t *testing.T) {
	for name, o := range options {
		t.Run(name, func(t *testing.T) {
			for seed := range uint64(3) {
				for _, s := range scenes(seed) {
					checkRanks(t, s, o)
				}
			}
		})
	}
}

// TestLargeGallery makes candidates overflow many times, and one query's rows all tie.
func TestLargeGallery(t *testing.T) {
	s := scenes(9)[0]
	gallery := matrix.New(3000, s.gallery.Dim)
	for i := range gallery.N {
		copy(gallery.Row(i), s.gallery.Row((i*i+i/7)%s.gallery.N))
	}
	clear(s.queries.Row(3))
	s.gallery = gallery
	for _, k := range []int{1, 10, 700} {
		checkSearch(t, s, k, Options{})
		checkSearch(t, s, k, Options{Scorer: noisy{}, GalleryTile: 100})
	}
	checkRanks(t, s, Options{})
	before := byteCalls.Load()
	inBytes := Options{Scorer: exactBytes{calls: &byteCalls}, GalleryTile: 200, coarseQueries: 1}
	for _, k := range []int{1, 10} {
		checkSearch(t, s, k, inBytes)
	}
	if byteCalls.Load() == before {
		t.Error("no block was searched in bytes")
	}

	// Rows that only float64 can tell apart, in rising order: each takes the place of one settled before.
	row := slices.Clone(s.gallery.Row(0))
	for i := range gallery.N {
		copy(gallery.Row(i), row)
		gallery.Row(i)[0] = row[0] * (1 + float32(i)*0x1p-23)
	}
	copy(s.queries.Row(0), row)
	for _, k := range []int{1, 10} {
		checkSearch(t, s, k, Options{})
		checkSearch(t, s, k, Options{Scorer: noisy{}, GalleryTile: 100})
		checkSearch(t, s, k, inBytes)
	}
}

func TestSearchNothing(t *testing.T) {
	r, err := Search(t.Context(), matrix.New(3, 4), matrix.New(5, 4), 0, nil, Options{})
	if err != nil || len(r.Neighbours) != 3 || len(r.Neighbours[0]) != 0 {
		t.Errorf("k = 0: got %v, %v", r, err)
	}
}

func TestErrors(t *testing.T) {
	damaged := func(x float64) matrix.Rows {
		m := matrix.New(4, 3)
		m.Row(2)[1] = float32(x)
		return m
	}
	good := matrix.New(4, 3)
	none := func(int) []int { return nil }
	for _, c := range []struct {
		name             string
		queries, gallery matrix.Rows
		exclude          []int
		relevant         func(int) []int
		want             string
	}{
		{"dimensions", matrix.New(2, 5), good, nil, none, "dimension 5"},
		{"no dimension", matrix.New(2, 0), matrix.New(2, 0), nil, none, "dimension 0"},
		{"nan query", damaged(math.NaN()), good, nil, none, "query row 2"},
		{"nan gallery", good, damaged(math.NaN()), nil, none, "gallery row 2"},
		{"infinity", good, damaged(math.Inf(-1)), nil, none, "gallery row 2"},
		{"data", good, matrix.Rows{N: 4, Dim: 3, Data: make([]float32, 11)}, nil, none, "11 values"},
		{"exclude length", good, good, []int{1}, none, "1 rows to leave out for 4"},
		{"exclude range", good, good, []int{0, 1, 2, 4}, none, "row 4"},
		{"relevant range", good, good, nil, func(int) []int { return []int{4} }, "row 4"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := RelevantRanks(t.Context(), c.queries, c.gallery, c.relevant, c.exclude, Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("RelevantRanks: got %v, want an error with %q", err, c.want)
			}
			if c.name == "relevant range" {
				return
			}
			_, err = Search(t.Context(), c.queries, c.gallery, 1, c.exclude, Options{})
			if err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Search: got %v, want an error with %q", err, c.want)
			}
		})
	}
}

// cancelling ends a context after some tiles.
type cancelling struct {
	plain
	left   *int
	cancel context.CancelFunc
}

func (c cancelling) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	if *c.left--; *c.left == 0 {
		c.cancel()
	}
	if *c.left < -1 {
		return errors.New("the search went on after its context ended")
	}
	return nil
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	left := 3
	o := Options{Scorer: cancelling{left: &left, cancel: cancel}, QueryTile: 10, GalleryTile: 10, Workers: 1}
	if _, err := Search(ctx, matrix.New(100, 4), matrix.New(100, 4), 2, nil, o); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func ExampleSearch() {
	gallery := matrix.Rows{N: 4, Dim: 2, Data: []float32{1, 0, 0, 1, 0.6, 0.8, 1, 0}}
	queries := matrix.Rows{N: 1, Dim: 2, Data: []float32{1, 0}}
	r, err := Search(context.Background(), queries, gallery, 3, nil, Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, n := range r.Neighbours[0] {
		fmt.Printf("row %d: %.1f\n", n.Index, n.Similarity)
	}
	// Output:
	// row 0: 1.0
	// row 3: 1.0
	// row 2: 0.6
}

func ExampleRelevantRanks() {
	gallery := matrix.Rows{N: 4, Dim: 2, Data: []float32{1, 0, 0, 1, 0.6, 0.8, 1, 0}}
	relevant := func(int) []int { return []int{2, 0} }
	// Each row is a query in its own gallery: it is left out of its own ranking.
	r, err := RelevantRanks(context.Background(), gallery, gallery, relevant, []int{0, 1, 2, 3}, Options{})
	fmt.Println(r.Ranks, err)
	// Output: [[2] [1 2] [2] [1 2]] <nil>
}

// TestTied compares the mark with what each k cuts off.
func TestTied(t *testing.T) {
	gallery := matrix.Rows{N: 5, Dim: 1, Data: []float32{2, 3, 3, 1, 1}}
	query := matrix.Rows{N: 1, Dim: 1, Data: []float32{1}}
	for k, want := range []bool{false, true, false, false, true, false, false} {
		r, err := Search(t.Context(), query, gallery, k, nil, Options{})
		if err != nil || r.Tied[0] != want {
			t.Errorf("k = %d: %+v, %v; want tied: %t", k, r, err, want)
		}
	}
}

// widest notes the most queries that came in one tile.
type widest struct {
	plain
	queries *int
}

func (w widest) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	*w.queries = max(*w.queries, queries.N)
	return w.plain.Scores(ctx, queries, gallery, out)
}

// TestManyRelevantMakeSmallTiles bounds the memory of a tile, and ranks the same in tiles of any size.
func TestManyRelevantMakeSmallTiles(t *testing.T) {
	const n = 10_000
	gallery := matrix.New(n, 1)
	for i := range gallery.N {
		gallery.Row(i)[0] = float32(n - i)
	}
	queries := matrix.New(100, 1)
	relevant := func(q int) []int {
		if q == 50 {
			return identity(n)
		}
		return []int{q}
	}
	tile := 0
	r, err := RelevantRanks(t.Context(), queries, gallery, relevant, nil, Options{Scorer: widest{queries: &tile}, Workers: 1})
	if err != nil {
		t.Fatal(err)
	}
	if tile*n > maxRelevant || tile < 2 {
		t.Errorf("a tile has %d queries of up to %d relevant rows, want 2 queries or more and at most %d rows", tile, n, maxRelevant)
	}
	if len(r.Ranks[50]) != n || r.Ranks[50][n-1] != n || r.Ranks[99][0] != 100 {
		t.Errorf("query 50 has %d ranks, query 99 the ranks %v", len(r.Ranks[50]), r.Ranks[99])
	}
}

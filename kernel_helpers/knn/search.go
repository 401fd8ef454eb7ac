package knn

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// searcher is one worker of Search: it keeps the best of each query of the tile it is at.
type searcher struct {
	*problem
	Result // of all queries; the worker writes those of its tiles
	k      int
	coarse *coarse // nil = every score is computed in float32
	scores []float32
	first  int // the first query of the tile
	tile   []selection

	// With bytes: those of the tile's queries [dim, queries], and scratch.
	bytes    []int8
	queries  []coarseQuery
	products []int32
	least    []int32 // of each query, for the group of rows at hand
	hits     []int32 // queries, by their place in the tile
	sims     []float64
	// Where too many rows pass, bytes save nothing: so many tiles of the gallery go without, and how many
	// will the next time.
	pause, nextPause int
}

func (s *searcher) start(_ context.Context, from, to int) error {
	s.first = from
	if s.tile == nil {
		s.tile = make([]selection, s.queryTile)
	}
	for q := from; q < to; q++ {
		s.tile[q-from].reset(s.problem, q, s.k)
	}
	if s.coarse == nil {
		return nil
	}
	if s.bytes == nil {
		s.bytes, s.queries = make([]int8, s.queryTile*s.problem.queries.Dim), make([]coarseQuery, s.queryTile)
		s.products, s.least = make([]int32, s.galleryTile*s.queryTile), make([]int32, s.queryTile)
	}
	s.pause, s.nextPause = 1, 1 // the first rows of the gallery are those that all others have to beat
	quantizeQueries(s.problem.queries.Slice(from, to), s.bytes, s.queries)
	return nil
}

func (s *searcher) block(ctx context.Context, queries, gallery matrix.Rows, from int) error {
	if s.coarse != nil && s.pause == 0 {
		return s.byteBlock(ctx, queries, gallery, from)
	}
	s.pause--
	return s.float32Scores(ctx, queries, gallery, &s.scores, func(q int, scores []float32) { s.tile[q].add(from, scores) })
}

// byteBlock looks only at the rows that bytes cannot rule out.
func (s *searcher) byteBlock(ctx context.Context, queries, gallery matrix.Rows, from int) error {
	c, n, dim, passed := s.coarse, queries.N, gallery.Dim, 0
	tile := from / c.tile
	products := s.products[:gallery.N*n]
	a, b := c.bytes[from*dim:(from+gallery.N)*dim], s.bytes[:dim*n]
	if err := c.scorer.Products(ctx, a, c.zeros[tile], b, gallery.N, n, products); err != nil {
		return err
	}
	for i := range gallery.N {
		if i%groupRows == 0 {
			s.limits(c.groups[tile*c.groupsPerTile()+i/groupRows], n)
		}
		s.sift(products[i*n : (i+1)*n])
		passed += len(s.hits)
		s.look(queries, gallery.Row(i), from+i)
	}
	if passed > gallery.N*n/16 {
		s.pause, s.nextPause = s.nextPause, 2*s.nextPause
	}
	return nil
}

// limits says for each query which product a row of the group needs to be looked at.
func (s *searcher) limits(g group, n int) {
	for q := range n {
		t := &s.tile[q]
		if len(t.candidates) > t.k+spare/4 {
			t.prune()
		}
		s.least[q] = s.queries[q].least(g, s.galleryNorm, float64(t.reject)+t.bound)
	}
}

// sift finds the queries whose product with a row is large enough.
func (s *searcher) sift(products []int32) {
	s.hits = s.hits[:0]
	least := s.least[:len(products)]
	for q, p := range products {
		if p >= least[q] {
			s.hits = append(s.hits, int32(q))
		}
	}
}

// look gives a row to the queries that it may belong to.
func (s *searcher) look(queries matrix.Rows, row []float32, index int) {
	if cap(s.sims) < len(s.hits) {
		s.sims = make([]float64, len(s.queries))
	}
	sims := s.sims[:len(s.hits)]
	queries.Near(row, s.hits, sims)
	for i, q := range s.hits {
		s.tile[q].offer(index, float32(sims[i]))
	}
}

func (s *searcher) finish(q int) { s.Neighbours[q], s.Tied[q] = s.tile[q-s.first].result() }

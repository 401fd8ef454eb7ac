package knn

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// List is a part of a gallery that only some of the queries meet.
type List struct {
	Rows    matrix.Rows // [n, dim]
	Index   []int       // of each row, its number in the gallery
	Queries []int       // the queries that meet it, ascending
}

// SearchLists returns for each query the k most similar rows of the lists that it meets, in the order of Search, as far as
// their similarity is at least from. One list comes after the other, so that no more need be in memory. No query may meet
// a row twice. What is found is exact among the rows met, whatever the order of the lists and the number of workers.
func SearchLists(ctx context.Context, queries matrix.Rows, lists iter.Seq[List], k int, from float64, o Options) ([][]Neighbour, error) {
	p, err := newProblem(queries, matrix.Rows{Dim: queries.Dim}, nil, o, searchTiles)
	if err != nil {
		return nil, err
	}
	s := &listSearch{k: k, from: from, lengths: make([]float64, queries.N), best: make([][]Neighbour, queries.N)}
	if k < 1 {
		return s.best, ctx.Err()
	}
	for q := range s.lengths {
		s.lengths[q] = matrix.Norm(queries.Row(q))
	}
	for range p.workers {
		s.idle = append(s.idle, &lister{listSearch: s})
	}
	for list := range lists {
		if err := s.meet(ctx, *p, list, o.QueryTile); err != nil {
			return nil, err
		}
	}
	for q, best := range s.best {
		if n := slices.IndexFunc(best, func(n Neighbour) bool { return n.Similarity < from }); n >= 0 {
			s.best[q] = best[:n]
		}
	}
	return s.best, ctx.Err()
}

// listSearch is what lasts from list to list.
type listSearch struct {
	k       int
	from    float64
	lengths []float64     // of the queries
	best    [][]Neighbour // of each query, of the lists before
	idle    []*lister     // one for each worker

	list List
}

// meet takes the queries of a list through it. p has what no list changes.
func (s *listSearch) meet(ctx context.Context, p problem, list List, tile int) error {
	if list.Rows.Dim != p.queries.Dim || len(list.Index) != list.Rows.N {
		return fmt.Errorf("searching: a list of %d rows of dimension %d has %d numbers; the queries have dimension %d", list.Rows.N, list.Rows.Dim, len(list.Index), p.queries.Dim)
	}
	s.list, p.gallery, p.index = list, list.Rows, list.Index
	p.queries = p.queries.Select(list.Queries)
	if tile <= 0 {
		p.queryTile = max(1, min(searchTiles.query, (p.queries.N+p.workers-1)/p.workers))
	}
	var err error
	if p.galleryNorm, err = p.largestNorm("gallery", list.Rows); err != nil {
		return err
	}
	free := make(chan *lister, len(s.idle))
	for _, w := range s.idle {
		w.p = &p
		free <- w
	}
	return p.run(ctx, func() worker { return <-free })
}

// lister is one worker of SearchLists.
type lister struct {
	*listSearch
	p      *problem
	scores []float32
	first  int // the first query of the tile
	tile   []selection
}

func (w *lister) start(_ context.Context, from, to int) error {
	w.first = from
	for len(w.tile) < to-from {
		w.tile = append(w.tile, selection{})
	}
	for q := from; q < to; q++ {
		of := w.list.Queries[q]
		w.tile[q-from].resume(w.p, q, w.k, errorBound(w.p.queries.Dim, w.lengths[of], w.p.galleryNorm), w.listSearch.from, w.best[of])
	}
	return nil
}

func (w *lister) block(ctx context.Context, queries, gallery matrix.Rows, from int) error {
	if len(w.scores) < queries.N*gallery.N {
		w.scores = make([]float32, queries.N*gallery.N)
	}
	return w.p.float32Scores(ctx, queries, gallery, &w.scores, func(q int, scores []float32) { w.tile[q].add(from, scores) })
}

func (w *lister) finish(q int) {
	t := &w.tile[q-w.first]
	t.prune()
	if len(t.candidates) > 0 {
		t.settle()
	}
	of := w.list.Queries[q]
	w.best[of] = append(w.best[of][:0], t.best...)
}

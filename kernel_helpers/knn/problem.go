package knn

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// problem is a search with its inputs checked and its defaults filled in.
type problem struct {
	queries, gallery matrix.Rows
	exclude          []int
	index            []int // numbers of the gallery's rows, where it is a part of a larger one; nil = 0, 1, …
	scorer           engine.Scorer
	queryTile        int
	galleryTile      int
	workers          int
	galleryNorm      float64 // the largest
}

// tiles are the sizes where Options leave them open.
type tiles struct{ query, gallery int }

// What a search has at hand for a tile is small; what ranks need of each query is used longer in wide tiles.
// A width of 2000 was measured to be as fast as 2048, or up to 5 % faster.
var (
	searchTiles = tiles{512, 1024}
	ranksTiles  = tiles{512, 2000}
)

func newProblem(queries, gallery matrix.Rows, exclude []int, o Options, size tiles) (*problem, error) {
	if queries.Dim != gallery.Dim || queries.Dim < 1 {
		return nil, fmt.Errorf("searching: queries have dimension %d, the gallery %d", queries.Dim, gallery.Dim)
	}
	if gallery.N > math.MaxInt32 {
		return nil, fmt.Errorf("searching: a gallery of %d rows is more than %d", gallery.N, math.MaxInt32)
	}
	if exclude != nil && len(exclude) != queries.N {
		return nil, fmt.Errorf("searching: %d rows to leave out for %d queries", len(exclude), queries.N)
	}
	for q, row := range exclude {
		if row >= gallery.N {
			return nil, fmt.Errorf("searching: query %d leaves out row %d, the gallery has %d rows", q, row, gallery.N)
		}
	}
	p := &problem{queries: queries, gallery: gallery, exclude: exclude, scorer: o.Scorer,
		queryTile: o.QueryTile, galleryTile: o.GalleryTile, workers: o.Workers}
	if p.scorer == nil {
		p.scorer = plain{}
	}
	if p.workers <= 0 {
		p.workers = runtime.GOMAXPROCS(0)
	}
	if p.queryTile <= 0 {
		p.queryTile = max(1, min(size.query, (queries.N+p.workers-1)/p.workers))
	}
	if p.galleryTile <= 0 {
		p.galleryTile = size.gallery
	}
	if _, err := p.largestNorm("query", queries); err != nil {
		return nil, err
	}
	var err error
	p.galleryNorm, err = p.largestNorm("gallery", gallery)
	return p, err
}

// largestNorm returns the greatest length of a row, and an error if a row is no vector.
func (p *problem) largestNorm(name string, rows matrix.Rows) (float64, error) {
	if len(rows.Data) != rows.N*rows.Dim {
		return 0, fmt.Errorf("searching: %d values for %s rows [%d, %d]", len(rows.Data), name, rows.N, rows.Dim)
	}
	norms := make([]float64, p.workers) // of an equal share of the rows each
	var group errgroup.Group
	for w := range p.workers {
		group.Go(func() error {
			for i := w * rows.N / p.workers; i < (w+1)*rows.N/p.workers; i++ {
				norm := matrix.Norm(rows.Row(i))
				if math.IsNaN(norm) || math.IsInf(norm, 0) {
					return fmt.Errorf("searching: %s row %d holds a value that is not a finite number; its embedding is damaged", name, i)
				}
				norms[w] = max(norms[w], norm)
			}
			return nil
		})
	}
	err := group.Wait()
	return slices.Max(norms), err
}

// bound returns the greatest error of any score of query q.
func (p *problem) bound(q int) float64 {
	return errorBound(p.queries.Dim, matrix.Norm(p.queries.Row(q)), p.galleryNorm)
}

// number returns the number of a gallery row.
func (p *problem) number(row int32) int {
	if p.index == nil {
		return int(row)
	}
	return p.index[row]
}

// excluded returns the gallery row that query q leaves out, -1 for none.
func (p *problem) excluded(q int) int {
	if p.exclude == nil {
		return -1
	}
	return p.exclude[q]
}

// worker takes one tile of queries after another through the gallery.
type worker interface {
	start(ctx context.Context, from, to int) error                           // queries from … to-1 come next
	block(ctx context.Context, queries, gallery matrix.Rows, from int) error // they meet the gallery rows from, from+1, …
	finish(q int)                                                            // query q has met the whole gallery
}

// float32Scores computes the scores of a block and hands out those of each query, by its place in the block.
// buffer is the worker's own.
func (p *problem) float32Scores(ctx context.Context, queries, gallery matrix.Rows, buffer *[]float32, row func(q int, scores []float32)) error {
	if *buffer == nil {
		*buffer = make([]float32, p.queryTile*min(p.galleryTile, p.gallery.N))
	}
	scores := (*buffer)[:queries.N*gallery.N]
	if err := p.scorer.Scores(ctx, queries, gallery, scores); err != nil {
		return err
	}
	for q := range queries.N {
		row(q, scores[q*gallery.N:(q+1)*gallery.N])
	}
	return nil
}

// run hands out query tiles to workers. Each worker writes only what belongs to the queries of its tiles.
func (p *problem) run(ctx context.Context, newWorker func() worker) error {
	group, ctx := errgroup.WithContext(ctx)
	var next atomic.Int64
	for range min(p.workers, (p.queries.N+p.queryTile-1)/p.queryTile) {
		group.Go(func() error {
			w := newWorker()
			for {
				to := int(next.Add(int64(p.queryTile)))
				from := to - p.queryTile
				if from >= p.queries.N {
					return nil
				}
				if err := p.tile(ctx, w, from, min(to, p.queries.N)); err != nil {
					return err
				}
			}
		})
	}
	return group.Wait()
}

// tile takes queries from … to-1 through the gallery.
func (p *problem) tile(ctx context.Context, w worker, from, to int) error {
	if err := w.start(ctx, from, to); err != nil {
		return err
	}
	queries := p.queries.Slice(from, to)
	for first := 0; first < p.gallery.N; first += p.galleryTile {
		if err := ctx.Err(); err != nil {
			return err
		}
		gallery := p.gallery.Slice(first, min(first+p.galleryTile, p.gallery.N))
		if err := w.block(ctx, queries, gallery, first); err != nil {
			return err
		}
	}
	for q := from; q < to; q++ {
		w.finish(q)
	}
	return nil
}

// plain is a Scorer in Go alone: float64 sums, rounded.
type plain struct{}

func (plain) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	rows := make([]int32, gallery.N)
	for i := range rows {
		rows[i] = int32(i)
	}
	sims := make([]float64, gallery.N)
	for q := range queries.N {
		if err := ctx.Err(); err != nil {
			return err
		}
		gallery.Dots(queries.Row(q), rows, sims)
		for i, s := range sims {
			out[q*gallery.N+i] = float32(s)
		}
	}
	return nil
}

func (plain) Close() error { return nil }

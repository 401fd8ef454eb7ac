// Package knn finds nearest neighbours exactly: for every query the k most similar gallery rows, or the
// rank of every relevant row in the full ranking. Similarity is the inner product in float64
// (matrix.Dot); higher comes first, and of equals the lower gallery row.
//
//	r, err := knn.Search(ctx, queries, gallery, 20, nil, knn.Options{Scorer: scorer})
//	nearest := r.Neighbours[0][0] // of query 0
//
// A tile of queries meets the gallery one tile at a time. A fast float32 product (engine.Scorer) gives
// approximate similarities with a proven error bound, which settle all but the close cases; those are
// computed again in float64. Where the processor multiplies bytes much faster (engine.ByteScorer), a search
// of many queries for few rows rules out most rows in bytes first, with a proven bound too. So the answer is
// that of the definition, whatever the tile sizes, the number of workers or the machine, and memory is a few
// tiles, with bytes a quarter of the gallery's size or 1 GiB, and never [queries, gallery].
package knn

import (
	"cmp"
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Options say how to compute; no choice changes a result. The zero value works.
type Options struct {
	Scorer      engine.Scorer // fast similarities; nil = plain Go, some 20 times slower
	QueryTile   int           // queries in a tile; 0 = 512, or fewer if there are few
	GalleryTile int           // gallery rows in a tile; 0 = 1024, of RelevantRanks 2000
	Workers     int           // query tiles at once, one core each; 0 = all cores

	coarseQueries int // a test's number of queries from which on bytes are used, whatever k is
}

// Neighbour is a gallery row and its similarity to a query.
type Neighbour struct {
	Index      int
	Similarity float64
}

// Result is the outcome of Search.
type Result struct {
	Neighbours [][]Neighbour // for each query, nearest first: k, or fewer where the gallery has no more
	// Tied says for each query whether the tie rule chose the last neighbour: a gallery row that is not
	// among the k is as similar. Ties between the neighbours themselves are to be seen in their similarities.
	Tied []bool
}

// Search returns the k nearest gallery rows of every query. exclude is nil, or names for every query one
// gallery row that is left out, -1 for none: the query itself, in leave-one-out. Queries and gallery
// have the same dimension; a NaN or an infinity in them is an error.
func Search(ctx context.Context, queries, gallery matrix.Rows, k int, exclude []int, o Options) (Result, error) {
	p, err := newProblem(queries, gallery, exclude, o, searchTiles)
	if err != nil {
		return Result{}, err
	}
	k = max(0, min(k, gallery.N))
	p.queryTile = max(1, min(p.queryTile, maxWaiting/(k+spare)))
	result := Result{Neighbours: make([][]Neighbour, queries.N), Tied: make([]bool, queries.N)}
	if k == 0 {
		return result, ctx.Err()
	}
	c, err := newCoarse(ctx, p, k, o.coarseQueries)
	if err != nil {
		return Result{}, err
	}
	err = p.run(ctx, func() worker { return &searcher{problem: p, k: k, Result: result, coarse: c} })
	if err != nil {
		return Result{}, err
	}
	return result, nil
}

// maxWaiting bounds the candidates of a tile, for a large k.
const maxWaiting = 1 << 21

// order sorts neighbours: higher similarity first, of equals the lower row.
func order(a, b Neighbour) int {
	return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Index, b.Index))
}

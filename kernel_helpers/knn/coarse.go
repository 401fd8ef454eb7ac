package knn

import (
	"context"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// coarse is a gallery in bytes, in which most rows can be ruled out several times as fast as in float32.
// A row y of a group with the scale t is near ŷ = t·(a − zero), a query x near x̂ = s·b, with bytes a and b:
//
//	|x·y − s·t·Σ(a − zero)·b| ≤ ‖x − x̂‖·‖y‖ + ‖x̂‖·‖y − ŷ‖
//
// by Cauchy-Schwarz. The two lengths of what rounding took away are computed, not estimated, so the bound is
// proven; a row whose similarity may reach what a query still takes is looked at again, more exactly.
type coarse struct {
	scorer engine.ByteScorer
	bytes  []uint8 // a, [gallery.N, dim]
	zeros  []uint8 // of each tile
	groups []group // of each tile in turn
	tile   int     // gallery rows in a tile
}

// group is what is common to groupRows rows, fewer at the end of a tile.
type group struct {
	scale     float64 // t
	rest      float64 // the greatest ‖y − ŷ‖
	low, high float32 // the values' range, 0 with it
}

// groupRows balances the cost of a bound for each query against the width of a bound for many rows.
const groupRows = 128

// Below coarseQueries making the bytes would cost more than they save, and so would looking at what they let
// through where the k wanted are more than one row of coarseRows; coarseBytes bounds their memory.
const (
	coarseQueries = 512
	coarseRows    = 250
	coarseBytes   = 1 << 30
)

// newCoarse returns nil where bytes are of no use. Below least queries they are not, 0 = coarseQueries.
func newCoarse(ctx context.Context, p *problem, k, least int) (*coarse, error) {
	scorer, ok := p.scorer.(engine.ByteScorer)
	dim := p.gallery.Dim
	few := least == 0 && (p.queries.N < coarseQueries || k > p.gallery.N/coarseRows)
	if !ok || few || p.queries.N < least || p.gallery.N <= p.galleryTile || dim > 1<<16 || p.gallery.N > coarseBytes/dim {
		return nil, nil
	}
	tiles := (p.gallery.N + p.galleryTile - 1) / p.galleryTile
	c := &coarse{scorer: scorer, tile: p.galleryTile, bytes: make([]uint8, p.gallery.N*dim), zeros: make([]uint8, tiles)}
	c.groups = make([]group, tiles*c.groupsPerTile())
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(p.workers)
	for i := range tiles {
		if ctx.Err() != nil {
			break
		}
		g.Go(func() error {
			from, to := i*c.tile, min((i+1)*c.tile, p.gallery.N)
			c.zeros[i] = quantizeTile(p.gallery.Slice(from, to), c.bytes[from*dim:to*dim], c.groups[i*c.groupsPerTile():])
			return ctx.Err()
		})
	}
	return c, g.Wait()
}

func (c *coarse) groupsPerTile() int { return (c.tile + groupRows - 1) / groupRows }

// quantizeTile writes the rows as bytes and returns the one that stands for 0. It is chosen so that the
// range of values, which may lie on one side of 0, fills that of the bytes.
func quantizeTile(rows matrix.Rows, out []uint8, groups []group) (zero uint8) {
	var low, high float32
	for i, block := range slices.Collect(slices.Chunk(rows.Data, groupRows*rows.Dim)) {
		groups[i].low, groups[i].high = extent(block)
		low, high = min(low, groups[i].low), max(high, groups[i].high)
	}
	if high > low {
		zero = uint8(math.Round(255 * -float64(low) / (float64(high) - float64(low))))
	}
	for i := range rows.N {
		g := &groups[i/groupRows]
		if i%groupRows == 0 {
			g.scale = max(ratio(g.high, 255-zero), ratio(-g.low, zero))
			if g.scale == 0 {
				g.scale = 1
			}
		}
		g.rest = max(g.rest, quantize(rows.Row(i), g.scale, int32(zero), 0, 255, out[i*rows.Dim:], 1))
	}
	return zero
}

// ratio is a/b, 0 if there is nothing to be scaled.
func ratio(a float32, b uint8) float64 {
	if a <= 0 || b == 0 {
		return 0
	}
	return float64(a) / float64(b)
}

// extent returns the smallest and the largest of the values and 0.
func extent(values []float32) (low, high float32) {
	for _, v := range values {
		if v < low {
			low = v
		}
		if v > high {
			high = v
		}
	}
	return low, high
}

// quantize writes v/scale + zero, rounded to integers of [low, high], to every stride-th place of out, and
// returns the length of what that took away.
func quantize[B uint8 | int8](v []float32, scale float64, zero, low, high int32, out []B, stride int) (rest float64) {
	inverse, offset := 1/scale, float64(zero)+0.5-float64(low)
	var sum float64
	for i, x := range v {
		x := float64(x)
		n := min(max(int32(x*inverse+offset)+low, low), high) // what is converted is positive, or clamped
		d := x - scale*float64(n-zero)
		sum += d * d
		out[i*stride] = B(n)
	}
	return math.Sqrt(sum)
}

// coarseQuery is what a query's bytes leave out.
type coarseQuery struct {
	scale float64 // s
	norm  float64 // ‖x‖
	rest  float64 // ‖x − x̂‖
}

// quantizeQueries writes the rows as columns of out, [dim, queries.N].
func quantizeQueries(queries matrix.Rows, out []int8, of []coarseQuery) {
	for q := range queries.N {
		row := queries.Row(q)
		low, high := extent(row)
		c := coarseQuery{scale: 1, norm: matrix.Norm(row)}
		if most := ratio(max(-low, high), 127); most > 0 {
			c.scale = most
		}
		c.rest = quantize(row, c.scale, 0, -127, 127, out[q:], queries.N)
		of[q] = c
	}
}

// least returns the smallest product with which a row of the group, of length longest or less, may have a
// similarity of limit. 1e-9 of the lengths is many times more than the bound's own roundings.
func (q coarseQuery) least(g group, longest, limit float64) int32 {
	bound := q.rest*longest + (q.norm+q.rest)*g.rest + 1e-9*q.norm*longest
	switch n := math.Floor((limit - bound) / (q.scale * g.scale)); {
	case n >= math.MaxInt32:
		return math.MaxInt32
	case n > math.MinInt32:
		return int32(n)
	}
	return math.MinInt32 // no limit yet, or a number that is none
}

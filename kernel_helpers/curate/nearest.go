package curate

import (
	"cmp"
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Vectors are rows of length 1 that need not be in memory, such as matrix.Rows that are mapped or
// safetensors.HalfRows. Select returns a copy of some of them.
type Vectors interface {
	Select(index []int) matrix.Rows
}

// blockRows is how many vectors are in memory at once, of the queries and of the pool each.
const blockRows = 1 << 16

// Nearest returns for each query the k most similar of the pool's rows that are named among, which ascend: as
// knn.Search over those rows would, with the numbers of the pool. The pool is met in blocks.
func Nearest(ctx context.Context, queries matrix.Rows, pool Vectors, among []int, k int, o knn.Options) ([][]knn.Neighbour, error) {
	best := make([][]knn.Neighbour, queries.N)
	for block := range slices.Chunk(among, blockRows) {
		found, err := knn.Search(ctx, queries, pool.Select(block), k, nil, o)
		if err != nil {
			return nil, err
		}
		for q, near := range found.Neighbours {
			for i := range near {
				near[i].Index = block[near[i].Index]
			}
			best[q] = merge(best[q], near, k)
		}
	}
	return best, nil
}

// merge keeps the k first of two lists in order. Rows of a are lower than those of b.
func merge(a, b []knn.Neighbour, k int) []knn.Neighbour {
	if len(a) == 0 {
		return b
	}
	all := append(slices.Clip(a), b...)
	slices.SortStableFunc(all, func(x, y knn.Neighbour) int { return cmp.Compare(y.Similarity, x.Similarity) })
	return slices.Clip(all[:min(k, len(all))])
}

// ClosePair is a pair of rows, A < B, and their similarity.
type ClosePair struct {
	A, B       int
	Similarity float64
}

// NearPairs returns the pairs of a row and one of its nearest others, s.Neighbours of them, whose similarity is at least
// s.Near: sorted, each once, of the rows of the pool that are named among, which ascend. s.Index says how they are looked
// for, and Index what came of it.
func NearPairs(ctx context.Context, pool Vectors, among []int, s Settings, o knn.Options) ([]ClosePair, Index, error) {
	s = s.withDefaults()
	x, use, err := plan(ctx, pool, among, s, o)
	if err != nil {
		return nil, use, err
	}
	var pairs []ClosePair
	for block := range slices.Chunk(among, blockRows) {
		var found [][]knn.Neighbour
		k := s.Neighbours + 1 // the row itself may be one of them
		if x != nil {
			found, err = x.Nearest(ctx, pool.Select(block), k, use.Probes, s.Near, o)
		} else {
			found, err = Nearest(ctx, pool.Select(block), pool, among, k, o)
		}
		if err != nil {
			return nil, use, err
		}
		for q, near := range found {
			i := block[q]
			for _, other := range others(near, i, s.Neighbours, s.Near) {
				pairs = append(pairs, ClosePair{min(i, other.Index), max(i, other.Index), other.Similarity})
			}
		}
	}
	slices.SortFunc(pairs, func(p, q ClosePair) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) })
	return slices.CompactFunc(pairs, func(p, q ClosePair) bool { return p.A == q.A && p.B == q.B }), use, nil
}

// others are the first k neighbours of a row but itself, as far as their similarity is at least from.
func others(near []knn.Neighbour, row, k int, from float64) []knn.Neighbour {
	near = slices.DeleteFunc(near, func(n knn.Neighbour) bool { return n.Index == row || n.Similarity < from })
	return near[:min(k, len(near))]
}

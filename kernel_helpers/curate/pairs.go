package curate

import (
	"cmp"
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
)

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

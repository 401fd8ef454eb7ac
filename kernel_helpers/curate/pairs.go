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
			pairs = append(pairs, PairsOf(block[q], near, s.Neighbours, s.Near)...)
		}
	}
	return SortPairs(pairs), use, nil
}

// PairsOf are the pairs of an image and the first k of those nearest to it, itself left out, as far as their similarity is
// at least from. It changes near.
func PairsOf(image int, near []knn.Neighbour, k int, from float64) (pairs []ClosePair) {
	for _, other := range others(near, image, k, from) {
		pairs = append(pairs, ClosePair{min(image, other.Index), max(image, other.Index), other.Similarity})
	}
	return pairs
}

// SortPairs puts pairs in order, each once.
func SortPairs(pairs []ClosePair) []ClosePair {
	slices.SortFunc(pairs, func(p, q ClosePair) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) })
	return slices.CompactFunc(pairs, func(p, q ClosePair) bool { return p.A == q.A && p.B == q.B })
}

// others are the first k neighbours of a row but itself, as far as their similarity is at least from.
func others(near []knn.Neighbour, row, k int, from float64) []knn.Neighbour {
	near = slices.DeleteFunc(near, func(n knn.Neighbour) bool { return n.Index == row || n.Similarity < from })
	return near[:min(k, len(near))]
}

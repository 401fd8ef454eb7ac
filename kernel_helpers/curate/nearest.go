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

// closePair is a pair of rows and their similarity.
type closePair struct {
	a, b       int
	similarity float64
}

// nearer finds for each query its k nearest rows, or those of them that are near enough to matter.
type nearer func(queries matrix.Rows, k int) ([][]knn.Neighbour, error)

// within returns the pairs of a row and one of its k nearest others whose similarity is at least from, sorted, each once.
func within(pool Vectors, among []int, k int, from float64, near nearer) ([]closePair, error) {
	var pairs []closePair
	for block := range slices.Chunk(among, blockRows) {
		found, err := near(pool.Select(block), k+1) // the row itself may be one of them
		if err != nil {
			return nil, err
		}
		for q, near := range found {
			i := block[q]
			for _, other := range others(near, i, k, from) {
				pairs = append(pairs, closePair{min(i, other.Index), max(i, other.Index), other.Similarity})
			}
		}
	}
	slices.SortFunc(pairs, func(p, q closePair) int { return cmp.Or(cmp.Compare(p.a, q.a), cmp.Compare(p.b, q.b)) })
	return slices.CompactFunc(pairs, func(p, q closePair) bool { return p.a == q.a && p.b == q.b }), nil
}

// others are the first k neighbours of a row but itself, as far as their similarity is at least from.
func others(near []knn.Neighbour, row, k int, from float64) []knn.Neighbour {
	near = slices.DeleteFunc(near, func(n knn.Neighbour) bool { return n.Index == row || n.Similarity < from })
	return near[:min(k, len(near))]
}

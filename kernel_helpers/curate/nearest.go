package curate

import (
	"cmp"
	"context"
	"iter"
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
	for block := range blocks(among) {
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

// blocks cuts a list of rows into what is in memory at once.
func blocks(rows []int) iter.Seq[[]int] { return slices.Chunk(rows, blockRows) }

// Close returns which of the images that are nearest to image i are the first k others whose similarity is at least from:
// their places in the list. The image itself may be in the list, which has k+1 then.
func Close(near []knn.Neighbour, i, k int, from float64) (places []int) {
	for at, n := range near {
		if n.Index != i && n.Similarity >= from && len(places) < k {
			places = append(places, at)
		}
	}
	return places
}

package duplicate

import (
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// firstNeighbours is how many nearest rows are looked at first. A row that has more within the threshold is asked again.
const firstNeighbours = 16

// Similar returns every pair of rows [n, dim] whose inner product is at least threshold, sorted: with rows of length 1
// that is the cosine. It is exact. Where many rows are near to many it takes as long as there are pairs.
func Similar(ctx context.Context, rows matrix.Rows, threshold float64, o knn.Options) ([]Pair, error) {
	var pairs []Pair
	asked := make([]int, rows.N)
	for i := range asked {
		asked[i] = i
	}
	for k := firstNeighbours; len(asked) > 0; k *= 8 {
		var again []int
		for block := range slices.Chunk(asked, 4096) {
			queries := rows
			if len(block) < rows.N {
				queries = rows.Select(block)
			}
			found, err := knn.Search(ctx, queries, rows, k, block, o)
			if err != nil {
				return nil, err
			}
			for q, near := range found.Neighbours {
				if len(near) == k && k < rows.N-1 && near[k-1].Similarity >= threshold {
					again = append(again, block[q])
					continue
				}
				pairs = appendSimilar(pairs, block[q], near, threshold)
			}
		}
		asked = again
	}
	slices.SortFunc(pairs, Pair.compare)
	return slices.Compact(pairs), nil
}

// appendSimilar appends the pairs of row i with those that are near enough.
func appendSimilar(pairs []Pair, i int, near []knn.Neighbour, threshold float64) []Pair {
	for _, n := range near {
		if n.Similarity < threshold {
			break
		}
		pairs = append(pairs, Pair{min(i, n.Index), max(i, n.Index)})
	}
	return pairs
}

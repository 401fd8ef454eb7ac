package curate

import (
	"cmp"
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Kept says why an image of the pool is in the new set.
type Kept struct {
	Image      int     // its number in the pool
	Seed       int     // the seed that brought it, or the nearest seed of its cluster
	Rank       int     // from 1: its place among the nearest of the seed, or of its cluster's centre
	Similarity float64 // to the seed, or to the centre
	Cluster    int     // -1 = none
}

// Samples retrieves the k nearest images of each seed, of the rows of the pool that are named among. An image that several
// seeds bring is kept for the nearest. At most limit are kept, the most similar; capped are the images beyond.
func Samples(ctx context.Context, seeds matrix.Rows, pool Vectors, among []int, k, limit int, o knn.Options) (kept []Kept, capped []int, err error) {
	found, err := Nearest(ctx, seeds, pool, among, k, o)
	kept, capped = chosen(found, limit)
	return kept, capped, err
}

// chosen is what Samples keeps of the nearest images of each seed.
func chosen(found [][]knn.Neighbour, limit int) (kept []Kept, capped []int) {
	best := map[int]Kept{}
	for seed, near := range found {
		for rank, n := range near {
			if other, known := best[n.Index]; !known || n.Similarity > other.Similarity {
				best[n.Index] = Kept{n.Index, seed, rank + 1, n.Similarity, -1}
			}
		}
	}
	for _, k := range best {
		kept = append(kept, k)
	}
	slices.SortFunc(kept, func(a, b Kept) int {
		return cmp.Or(cmp.Compare(b.Similarity, a.Similarity), cmp.Compare(a.Image, b.Image))
	})
	return cut(kept, limit)
}

// cut keeps the first of a list and returns them in the order of the pool, with the images of the others.
func cut(kept []Kept, limit int) (_ []Kept, capped []int) {
	for _, k := range kept[min(limit, len(kept)):] {
		capped = append(capped, k.Image)
	}
	kept = kept[:min(limit, len(kept))]
	slices.SortFunc(kept, func(a, b Kept) int { return cmp.Compare(a.Image, b.Image) })
	return kept, capped
}

// Clustered retrieves images of the clusters that hold at least least seeds: of each the perCluster that are nearest to its
// centre. Of more than limit in all, those that come first in their clusters are kept, so that the clusters stay balanced.
func Clustered(ctx context.Context, seeds matrix.Rows, pool Vectors, c Clustering, least, perCluster, limit int, o knn.Options) (kept []Kept, capped []int, err error) {
	found, err := knn.Search(ctx, seeds, c.Centres, 1, nil, o)
	if err != nil {
		return nil, nil, err
	}
	of := make([][]int, c.Centres.N)
	for seed, near := range found.Neighbours {
		of[near[0].Index] = append(of[near[0].Index], seed)
	}
	members := make([][]Kept, c.Centres.N)
	for i, image := range c.Images {
		if at := c.Of[i]; len(of[at]) >= least {
			members[at] = append(members[at], Kept{Image: image, Similarity: c.Similarity[i], Cluster: at})
		}
	}
	for at, list := range members {
		slices.SortStableFunc(list, func(a, b Kept) int { return cmp.Compare(b.Similarity, a.Similarity) })
		for _, k := range list[min(perCluster, len(list)):] {
			capped = append(capped, k.Image)
		}
		list = list[:min(perCluster, len(list))]
		if err := nameSeeds(ctx, list, seeds, of[at], pool, o); err != nil {
			return nil, nil, err
		}
		kept = append(kept, list...)
	}
	slices.SortStableFunc(kept, func(a, b Kept) int { return cmp.Compare(a.Rank, b.Rank) })
	kept, beyond := cut(kept, limit)
	return kept, append(capped, beyond...), nil
}

// nameSeeds fills in the rank of each image of a cluster and its nearest seed there.
func nameSeeds(ctx context.Context, list []Kept, seeds matrix.Rows, of []int, pool Vectors, o knn.Options) error {
	if len(list) == 0 {
		return nil
	}
	images := make([]int, len(list))
	for i := range list {
		list[i].Rank, images[i] = i+1, list[i].Image
	}
	found, err := knn.Search(ctx, pool.Select(images), seeds.Select(of), 1, nil, o)
	for i, near := range found.Neighbours {
		list[i].Seed = of[near[0].Index]
	}
	return err
}

package spread

import (
	"cmp"
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
)

// bestFn combines the meetings of a block of queries: the K nearest of each query, the more similar first and of equals the
// lower image. That order is total, so it does not matter which meetings are combined first.
type bestFn struct{ K int }

// CreateAccumulator is a meeting that has found nothing.
func (f *bestFn) CreateAccumulator() meeting { return meeting{} }

// MergeAccumulators combines two.
func (f *bestFn) MergeAccumulators(a, b meeting) meeting {
	if len(a.Near) == 0 {
		a.Near = b.Near
		return a
	}
	for q, list := range b.Near {
		all := append(a.Near[q], list...)
		slices.SortFunc(all, func(x, y knn.Neighbour) int {
			return cmp.Or(cmp.Compare(y.Similarity, x.Similarity), cmp.Compare(x.Index, y.Index))
		})
		a.Near[q] = all[:min(f.K, len(all))]
	}
	return a
}

// writeFn writes what the blocks of queries found.
type writeFn struct{ Folder folder }

// ProcessElement writes a block.
func (f *writeFn) ProcessElement(ctx context.Context, block int, m meeting) error {
	return save(ctx, f.Folder.name(foundKind, block), m)
}

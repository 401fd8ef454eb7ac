package spread

import (
	"context"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
)

func init() { register.DoFn2x2[context.Context, int, int, error](&overlayFn{}) }

// overlayPairs is how many pairs a worker takes at once, on all its cores.
const overlayPairs = 4096

// Kinds of files.
const (
	pairsKind    = "pairs" // of numbers of the images beside them
	picturesKind = "pictures"
	similarKind  = "similar" // the similarity of each pair
)

// overlayFn lays the pictures of pairs over each other.
type overlayFn struct{ Folder folder }

// ProcessElement does overlayPairs pairs.
func (f *overlayFn) ProcessElement(ctx context.Context, part int) (int, error) {
	var pairs []duplicate.Pair
	if err := load(ctx, f.Folder.name(pairsKind, part), &pairs); err != nil {
		return part, err
	}
	items, err := loadItems(ctx, f.Folder.name(picturesKind, part))
	if err != nil {
		return part, err
	}
	similar, err := curate.Overlay(ctx, pairs, func(i int) dataset.Item { return items[i] })
	if err != nil {
		return part, err
	}
	return part, save(ctx, f.Folder.name(similarKind, part), similar)
}

package spread

import (
	"context"
	"slices"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
)

func init() { register.DoFn2x2[context.Context, int, int, error](&seeFn{}) }

// seeFn embeds and looks at the images of tiles.
type seeFn struct {
	Model Model
	Work  folder
}

// ProcessElement does a tile, unless a job before has done it.
func (f *seeFn) ProcessElement(ctx context.Context, tile int) (int, error) {
	if done(ctx, f.Work.name(seenKind, tile)) {
		return tile, nil
	}
	items, err := loadItems(ctx, f.Work.name(itemsKind, tile))
	if err != nil {
		return tile, err
	}
	model, err := f.Model.open(ctx)
	if err != nil {
		return tile, err
	}
	rows, skipped, err := model.Embed(ctx, items)
	if err != nil {
		return tile, err
	}
	images, err := curate.LookAt(ctx, embedded(items, seen{Skipped: skipped}))
	if err != nil {
		return tile, err
	}
	if err := saveVectors(ctx, f.Work.name(vectorsKind, tile), rows); err != nil {
		return tile, err
	}
	return tile, save(ctx, f.Work.name(seenKind, tile), seen{skipped, images})
}

// done reports whether a tile was done, with all its images: those that were lost may be back.
func done(ctx context.Context, path string) bool {
	var s seen
	return exists(ctx, path) && load(ctx, path, &s) == nil && !slices.ContainsFunc(s.Skipped, func(k embedding.Skip) bool { return k.Lost })
}

// embedded are the images of a tile that have a vector.
func embedded(items []dataset.Item, s seen) []dataset.Item {
	left := make([]dataset.Item, 0, len(items)-len(s.Skipped))
	from := 0
	for _, skip := range s.Skipped {
		left = append(left, items[from:skip.Item]...)
		from = skip.Item + 1
	}
	return append(left, items[from:]...)
}

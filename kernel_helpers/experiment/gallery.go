package experiment

import (
	"context"
	"fmt"
	"os"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// galleryTensor is the name of the vectors in a gathered gallery.
const galleryTensor = "gallery"

// setGallery makes the named rows the gallery: a view where they lie together, as the splits of folders do,
// else gathered in a file in dir. Close ends it.
func (t *trial) setGallery(ctx context.Context, index []int, dir string) (err error) {
	first := index[0]
	if last := index[len(index)-1]; last-first == len(index)-1 { // index ascends
		t.galleryRows = t.rows.Slice(first, last+1)
		return nil
	}
	if t.gathered, err = gather(ctx, dir, t.rows, index); err != nil {
		return fmt.Errorf("gathering the gallery: %w", err)
	}
	t.galleryRows, err = t.gathered.Rows(galleryTensor)
	return err
}

// close frees the gallery.
func (t *trial) close() {
	if t.gathered != nil {
		t.gathered.Close()
	}
}

// gather copies the named rows into a file and returns it mapped, as the store is, so that the system may
// take the memory back. The file has lost its name already: it goes with the last use.
func gather(ctx context.Context, dir string, rows matrix.Rows, index []int) (*safetensors.File, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	file, err := os.CreateTemp(dir, ".gallery.*.tmp")
	if err != nil {
		return nil, err
	}
	defer os.Remove(file.Name())
	defer file.Close()
	blocks := func(yield func(matrix.Rows, error) bool) {
		for block := range slices.Chunk(index, 1024) {
			if !yield(rows.Select(block), ctx.Err()) {
				return
			}
		}
	}
	if err := safetensors.WriteBlocks(file, galleryTensor, len(index), rows.Dim, blocks, nil); err != nil {
		return nil, err
	}
	return safetensors.Open(file.Name())
}

package spread

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/gob"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// folder is where a job's tiles lie.
type folder string

// name of a file of tile or block n.
func (f folder) name(kind string, n int) string { return fmt.Sprintf("%s/%s-%07d", f, kind, n) }

// of is a folder below for one job, by what its outcome depends on beside the folder: the same job finds what it left, and no
// other does.
func (f folder) of(job string, inputs ...any) (folder, error) {
	h := sha256.New()
	e := gob.NewEncoder(h)
	for _, input := range inputs {
		if err := e.Encode(input); err != nil {
			return "", fmt.Errorf("naming the folder of %s: %w", job, err)
		}
	}
	return folder(fmt.Sprintf("%s/%s-%x", f, job, h.Sum(nil)[:8])), nil
}

// Kinds of files.
const (
	itemsKind   = "items"   // the images of a tile
	vectorsKind = "vectors" // of those that could be embedded
	seenKind    = "seen"    // what is known of them; a tile that has it is complete
)

// seen is what a worker found out about a tile beside its vectors.
type seen struct {
	Skipped []embedding.Skip // Item counts the images of the tile
	Images  []curate.Look    // of those that were not skipped
}

// vectors are those of a tile.
type vectors struct {
	Dim  int
	Data []byte // float32, little-endian
}

// saveVectors writes the vectors of a tile.
func saveVectors(ctx context.Context, path string, rows matrix.Rows) error {
	data, err := binary.Append(nil, binary.LittleEndian, rows.Data)
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return save(ctx, path, vectors{rows.Dim, data})
}

// loadVectors appends the vectors of a tile to rows.
func loadVectors(ctx context.Context, path string, rows *matrix.Rows) error {
	var v vectors
	if err := load(ctx, path, &v); err != nil {
		return err
	}
	data := make([]float32, len(v.Data)/4)
	if _, err := binary.Decode(v.Data, binary.LittleEndian, data); err != nil {
		return fmt.Errorf("reading %s: %w", path, err)
	}
	rows.Dim, rows.N, rows.Data = v.Dim, rows.N+len(data)/v.Dim, append(rows.Data, data...)
	return nil
}

// loadItems reads which images a tile has, and brings them here.
func loadItems(ctx context.Context, path string) ([]dataset.Item, error) {
	data, err := read(ctx, path)
	if err != nil {
		return nil, err
	}
	items, err := dataset.Unpack(data)
	if err != nil {
		return nil, err
	}
	return items, bring(ctx, items)
}

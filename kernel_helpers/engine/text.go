package engine

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// TextLoader is an Engine that runs text models too.
type TextLoader interface {
	// LoadText opens a text model. An error names the file.
	LoadText(ctx context.Context, spec TextSpec) (TextModel, error)
}

// TextSpec is what a model card says of a text graph: ids int64 [n, Context] to vectors float32 [n, Dim].
type TextSpec struct {
	Name          string // model name, for errors
	Path          string // the .onnx file
	Input, Output string // their names
	Context       int    // ids of a text
	Dim           int
}

// TextModel is a loaded text model. Embed may be called from several goroutines at once.
type TextModel interface {
	// Batch is the fixed number of texts in one Embed call, so that a vector never depends on how many texts
	// were left over.
	Batch() int
	// Parallel is how many Embed calls at once keep the device busy.
	Parallel() int
	// Embed runs one batch: ids [Batch, Context], row-major, into out [Batch, Dim].
	Embed(ctx context.Context, ids []int64, out matrix.Rows) error
	Close() error
}

// CheckCall reports a batch of ids, or a place for vectors, that Embed cannot take.
func (s TextSpec) CheckCall(batch int, ids []int64, out matrix.Rows) error {
	if len(ids) == batch*s.Context && out.N == batch && out.Dim == s.Dim {
		return nil
	}
	return fmt.Errorf("embedding texts with %s: got %d ids and output [%d, %d], want ids [%d, %d] and output [%d, %d]",
		s.Name, len(ids), out.N, out.Dim, batch, s.Context, batch, s.Dim)
}

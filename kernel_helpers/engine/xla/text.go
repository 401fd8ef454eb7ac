package xla

import (
	"context"
	"fmt"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// textModel is a model whose input is ids.
type textModel struct {
	*model
	text engine.TextSpec
}

var _ engine.TextLoader = (*Engine)(nil)

// LoadText reads a text graph, such as that of onnxgraph.TextTower, brings its weights to the device and compiles it.
func (e *Engine) LoadText(ctx context.Context, spec engine.TextSpec) (engine.TextModel, error) {
	if !e.lease.acquire() {
		return nil, fmt.Errorf("loading text model %s: %w", spec.Name, errClosed)
	}
	m := &textModel{text: spec, model: e.newModel(engine.ModelSpec{Name: spec.Name, Path: spec.Path,
		Input: engine.Input{Name: spec.Input}, Output: engine.Output{Name: spec.Output, Dim: spec.Dim}})}
	if err := m.make(ctx, m.loadText); err != nil {
		return nil, err
	}
	return m, nil
}

func (m *textModel) loadText() error {
	file, err := m.read()
	if err != nil {
		return err
	}
	defer file.Close()
	if err := m.upload(); err != nil {
		return err
	}
	return m.compile(file, shapes.Make(dtypes.Int64, m.batch, m.text.Context))
}

// Embed runs one batch. When ctx ends it returns at once; the batch is computed to its end and thrown away.
func (m *textModel) Embed(ctx context.Context, ids []int64, out matrix.Rows) error {
	if err := m.text.CheckCall(m.batch, ids, out); err != nil {
		return err
	}
	return m.embed(ctx, tensors.FromFlatDataAndDimensions(ids, m.batch, m.text.Context), out) // a copy
}

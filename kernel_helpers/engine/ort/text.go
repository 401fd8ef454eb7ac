package ort

import (
	"context"
	"fmt"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Texts in one Embed call. They are shorter than images: on the CPU a few more of them fit its cache.
const (
	textBatchCPU  = 4
	textBatchCUDA = 256
)

// textModel is one loaded text graph: a session that several goroutines run at once.
type textModel struct {
	spec            engine.TextSpec
	batch, parallel int
	session         *onnx.DynamicAdvancedSession

	use    sync.RWMutex // held for reading by runs, for writing by Close
	closed bool
}

var _ engine.TextLoader = (*Engine)(nil)

// LoadText opens a text graph, such as that of onnxgraph.TextTower. When ctx has ended it does not begin.
func (e *Engine) LoadText(ctx context.Context, spec engine.TextSpec) (engine.TextModel, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if e.closed.Load() {
		return nil, fmt.Errorf("loading text model %s: %w", spec.Name, errClosed)
	}
	options, err := e.sessionOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	m := &textModel{spec: spec, batch: textBatchCPU, parallel: e.threads}
	if e.device == "cuda" {
		m.batch, m.parallel = textBatchCUDA, 1
	}
	m.session, err = onnx.NewDynamicAdvancedSession(spec.Path, []string{spec.Input}, []string{spec.Output}, options)
	if err != nil {
		return nil, fmt.Errorf("loading text model %s from %s: %w", spec.Name, spec.Path, err)
	}
	return m, nil
}

// Batch is 4 on the CPU and 256 on a GPU.
func (m *textModel) Batch() int { return m.batch }

// Parallel is the engine's number of threads on the CPU, 1 on a GPU.
func (m *textModel) Parallel() int { return m.parallel }

// Embed runs one batch. When ctx ends it returns after the operation of the graph that is running.
func (m *textModel) Embed(ctx context.Context, ids []int64, out matrix.Rows) error {
	m.use.RLock()
	defer m.use.RUnlock()
	if m.closed {
		return fmt.Errorf("embedding texts with %s: the model is closed", m.spec.Name)
	}
	if err := m.spec.CheckCall(m.batch, ids, out); err != nil {
		return err
	}
	if err := m.run(ctx, ids, out); err != nil {
		return fmt.Errorf("embedding texts with %s (%s): %w", m.spec.Name, m.spec.Path, err)
	}
	return nil
}

func (m *textModel) run(ctx context.Context, ids []int64, out matrix.Rows) error {
	input, err := onnx.NewTensor(onnx.NewShape(int64(m.batch), int64(m.spec.Context)), ids)
	if err != nil {
		return err
	}
	defer input.Destroy()
	output, err := onnx.NewTensor(onnx.NewShape(int64(out.N), int64(out.Dim)), out.Data)
	if err != nil {
		return err
	}
	defer output.Destroy()
	return run(ctx, m.session, []onnx.Value{input}, []onnx.Value{output})
}

// Close waits for running Embed calls and frees the model. Closing twice is allowed.
func (m *textModel) Close() error {
	m.use.Lock()
	defer m.use.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	return m.session.Destroy()
}

package ort

import (
	"context"
	"errors"
	"fmt"
	"os"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Images in one Embed call where the model file leaves it open. On the CPU each call has one core, and what two
// images of a large model become no longer fits its cache: ViT-B and ConvNeXt-B are slower by a tenth with four.
const (
	batchCPU  = 2
	batchCUDA = 64
)

// model is one loaded file: a session that several goroutines run at once.
type model struct {
	spec     engine.ModelSpec
	batch    int
	parallel int
	session  *onnx.DynamicAdvancedSession
	// outputs holds a tensor for each Embed call that may run at once, nil before its first run.
	outputs chan onnx.Value

	use    sync.RWMutex // held for reading by runs, for writing by Close
	closed bool
}

// Load opens a model file and checks it against its card before anything is computed. It reads the file
// twice: once for the names, types and shapes, and once to run it.
func (e *Engine) Load(ctx context.Context, spec engine.ModelSpec) (engine.Model, error) {
	if e.closed.Load() {
		return nil, fmt.Errorf("loading model %s: %w", spec.Name, errClosed)
	}
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	type loaded struct {
		model *model
		err   error
	}
	done := make(chan loaded, 1)
	go func() {
		m, err := e.load(spec)
		done <- loaded{m, err}
	}()
	select {
	case l := <-done:
		if l.err != nil {
			return nil, l.err
		}
		return l.model, nil
	case <-ctx.Done():
		go func() { // the runtime cannot be interrupted while it loads
			if l := <-done; l.err == nil {
				l.model.Close()
			}
		}()
		return nil, ctx.Err()
	}
}

func (e *Engine) load(spec engine.ModelSpec) (*model, error) {
	if _, err := os.Stat(spec.Path); err != nil {
		return nil, fmt.Errorf("loading model %s: %w", spec.Name, err)
	}
	batch, err := e.inspect(spec)
	if err != nil {
		return nil, err
	}
	m := &model{spec: spec, batch: batch, parallel: e.threads}
	if e.device == "cuda" {
		m.parallel = 1
	}
	if m.batch == 0 {
		m.batch = batchCPU
		if e.device == "cuda" {
			m.batch = batchCUDA
		}
	}
	options, err := e.sessionOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	m.session, err = onnx.NewDynamicAdvancedSession(spec.Path, []string{spec.Input.Name}, []string{spec.Output.Name}, options)
	if err != nil {
		return nil, fmt.Errorf("loading model %s from %s: %w", spec.Name, spec.Path, err)
	}
	m.outputs = make(chan onnx.Value, m.parallel)
	for range m.parallel {
		m.outputs <- nil
	}
	return m, nil
}

// inspect checks the file's inputs and outputs against the card and returns its fixed batch size, 0 if
// it has none.
func (e *Engine) inspect(spec engine.ModelSpec) (batch int, err error) {
	options, err := e.sessionOptions()
	if err != nil {
		return 0, err
	}
	defer options.Destroy()
	err = errors.Join(
		options.SetGraphOptimizationLevel(onnx.GraphOptimizationLevelDisableAll),
		options.AddSessionConfigEntry("session.disable_prepacking", "1"), // so that weights in other files are not read
	)
	if err != nil {
		return 0, fmt.Errorf("preparing ONNX Runtime: %w", err)
	}
	inputs, outputs, err := onnx.GetInputOutputInfoWithOptions(spec.Path, options)
	if err != nil {
		return 0, fmt.Errorf("loading model %s: reading %s: %w: is it a whole .onnx file?", spec.Name, spec.Path, err)
	}
	return spec.Check(values(inputs), values(outputs))
}

// Batch is the file's own batch size if it has one, else 2 on the CPU and 64 on a GPU.
func (m *model) Batch() int { return m.batch }

// Parallel is the engine's number of threads on the CPU, 1 on a GPU.
func (m *model) Parallel() int { return m.parallel }

// Embed runs one batch. When ctx ends it returns after the operation of the graph that is running.
func (m *model) Embed(ctx context.Context, pixels []float32, out matrix.Rows) error {
	m.use.RLock()
	defer m.use.RUnlock()
	if m.closed {
		return fmt.Errorf("embedding with %s: the model is closed", m.spec.Name)
	}
	if err := m.spec.CheckCall(m.batch, pixels, out); err != nil {
		return err
	}
	select {
	case output := <-m.outputs:
		values := []onnx.Value{output}
		defer func() { m.outputs <- values[0] }()
		if err := m.run(ctx, pixels, values); err != nil {
			return fmt.Errorf("embedding with %s (%s): %w", m.spec.Name, m.spec.Path, err)
		}
		return m.pool(values[0], out)
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (m *model) run(ctx context.Context, pixels []float32, outputs []onnx.Value) error {
	input, err := onnx.NewTensor(onnx.Shape(m.spec.Input.Shape(m.batch)), pixels)
	if err != nil {
		return err
	}
	defer input.Destroy()
	return run(ctx, m.session, []onnx.Value{input}, outputs)
}

// Close waits for running Embed calls and frees the model. Closing twice is allowed.
func (m *model) Close() error {
	m.use.Lock()
	defer m.use.Unlock()
	if m.closed {
		return nil
	}
	m.closed = true
	for range m.parallel {
		if output := <-m.outputs; output != nil {
			output.Destroy()
		}
	}
	return m.session.Destroy()
}

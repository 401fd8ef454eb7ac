package xla

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"
	gomlx "github.com/gomlx/gomlx/ml/model"
	"github.com/gomlx/onnx-gomlx/onnx"
	"github.com/gomlx/onnx-gomlx/onnx/parser"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Images in one Embed call where the model file leaves it open. GoMLX's backend in Go adds up the last rows of
// a matrix in another order than the others: there a vector would depend on its place in a larger batch.
const (
	batchGo   = 1
	batchCPU  = 4
	batchCUDA = 64
)

// model is one loaded file: its weights on the device and a compiled graph.
type model struct {
	engine *Engine
	spec   engine.ModelSpec
	batch  int
	store  *gomlx.Store
	exec   *gomlx.Exec

	compiled bool  // the model is whole
	lease    lease // of store and exec, which runs use
}

// Load reads a model file, checks it against its card, brings the weights to the device and compiles the
// graph. An operation of ONNX that GoMLX does not have is an error that names it.
func (e *Engine) Load(ctx context.Context, spec engine.ModelSpec) (engine.Model, error) {
	if err := spec.Validate(); err != nil {
		return nil, err
	}
	if !e.lease.acquire() {
		return nil, fmt.Errorf("loading model %s: %w", spec.Name, errClosed)
	}
	m := e.newModel(spec)
	if err := m.make(ctx, m.load); err != nil {
		return nil, err
	}
	return m, nil
}

// newModel begins a model, for which the engine's lease is held.
func (e *Engine) newModel(spec engine.ModelSpec) *model {
	m := &model{engine: e, spec: spec, batch: e.batch, store: gomlx.NewStore()}
	m.lease.begin(m.free)
	return m
}

// make runs load when it is its turn, and frees what a load that failed or was left has made.
func (m *model) make(ctx context.Context, load func() error) error {
	return m.engine.compute(ctx, load, func(left bool) {
		if left || !m.compiled {
			m.Close()
		}
	})
}

func (m *model) load() error {
	file, err := m.read()
	if err != nil {
		return err
	}
	defer file.Close()
	batch, err := m.spec.Check(m.inputs(file), values(file.Outputs()))
	if err != nil {
		return err
	}
	if batch > 0 {
		m.batch = batch
	}
	if err := m.upload(); err != nil {
		return err
	}
	return m.compile(file, shapes.Make(dtypes.Float32, m.shape()...))
}

// read parses the file and takes its weights into the store.
func (m *model) read() (file onnx.Model, err error) {
	data, err := os.ReadFile(m.spec.Path)
	if err != nil {
		return nil, fmt.Errorf("loading model %s: %w", m.spec.Name, err)
	}
	err = catch(func() (err error) {
		file, err = parser.Parse(plainConstants(data))
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("loading model %s: reading %s: %w: is it a whole .onnx file?", m.spec.Name, m.spec.Path, err)
	}
	file = file.WithBaseDir(filepath.Dir(m.spec.Path))
	file.DisableFusion() // it takes products of unequal batches for attention, and then cannot multiply them
	if err := catch(func() error { return file.VariablesToScope(m.store.RootScope()) }); err != nil {
		file.Close()
		return nil, fmt.Errorf("loading model %s: reading the weights of %s: %w", m.spec.Name, m.spec.Path, err)
	}
	return file, nil
}

// inputs are those of the file that are not weights: before ONNX IR 4 weights were inputs too.
func (m *model) inputs(file onnx.Model) []engine.Value {
	return slices.DeleteFunc(values(file.Inputs()), func(v engine.Value) bool { return m.weight(v.Name) != nil })
}

// weight is the weight of that name, or nil.
func (m *model) weight(name string) *gomlx.Variable {
	return m.store.RootScope().At(onnx.ModelScope).GetVariable(strings.ReplaceAll(name, gomlx.ScopeSeparator, "|"))
}

// values are inputs or outputs as package engine knows them.
func values(names []string, shapes []shapes.Shape) []engine.Value {
	list := make([]engine.Value, len(names))
	for i, name := range names {
		list[i] = engine.Value{Name: name, Type: strings.ToLower(shapes[i].DType.String()), Shape: int64s(shapes[i].Dimensions)}
	}
	return list
}

func int64s(dims []int) []int64 {
	list := make([]int64, len(dims))
	for i, d := range dims {
		list[i] = int64(d)
	}
	return list
}

// freeEvery is how many bytes of weights leave Go's memory before it is given back to the system.
const freeEvery = 256 << 20

// upload moves the weights to the device, one after the other, so that there are never two copies of all.
func (m *model) upload() error {
	var moved int64
	for v := range m.store.IterVariables() {
		value, err := v.Value()
		if err == nil {
			err = value.MaterializeOnDevice(m.engine.backend, true, 0)
		}
		if err != nil {
			return fmt.Errorf("loading model %s: bringing its weights to the device: %w", m.spec.Name, err)
		}
		if value.HasLocal() {
			value.FinalizeLocal()
		}
		if moved += value.ByteSize(); moved > freeEvery {
			debug.FreeOSMemory()
			moved = 0
		}
	}
	return nil
}

// compile compiles the graph for the shape of a batch and checks that of the output.
func (m *model) compile(file onnx.Model, batch shapes.Shape) error {
	in, out := m.spec.Input.Name, m.spec.Output.Name
	var shape []int64
	exec, err := gomlx.NewExec(m.engine.backend, m.store, func(scope *gomlx.Scope, x *graph.Node) *graph.Node {
		names, _ := file.Inputs()
		inputs := map[string]*graph.Node{in: x}
		for _, name := range names {
			if w := m.weight(name); w != nil {
				inputs[name] = w.NodeValue(x.Graph())
			}
		}
		y := file.CallGraph(scope, x.Graph(), inputs, out)[0]
		shape = int64s(y.Shape().Dimensions)
		return y
	})
	if err != nil {
		return fmt.Errorf("loading model %s: %w", m.spec.Name, err)
	}
	m.exec = exec
	if err := exec.PreCompile(tensors.FromShape(batch)); err != nil {
		return fmt.Errorf("loading model %s: GoMLX cannot run %s: %s; use -engine ort", m.spec.Name, m.spec.Path, innermost(err))
	}
	if err := m.spec.CheckOutput(m.batch, shape); err != nil {
		return err
	}
	m.compiled = true
	file = nil // which exec's function would keep, and it a copy of the weights
	return nil
}

// shape is the shape of a batch of pixels.
func (m *model) shape() []int {
	dims := make([]int, 4)
	for i, d := range m.spec.Input.Shape(m.batch) {
		dims[i] = int(d)
	}
	return dims
}

// innermost is the error that err wraps at the bottom, on one line.
func innermost(err error) string {
	for next := err; next != nil; next = errors.Unwrap(next) {
		err = next
	}
	return strings.Join(strings.Fields(err.Error()), " ")
}

// Batch is the file's own batch size if it has one, else 4 on the CPU, 64 on a GPU, and 1 without XLA.
func (m *model) Batch() int { return m.batch }

// Parallel is 1: one call uses the whole device.
func (m *model) Parallel() int { return 1 }

// Embed runs one batch. When ctx ends it returns at once; the batch is computed to its end and thrown away.
func (m *model) Embed(ctx context.Context, pixels []float32, out matrix.Rows) error {
	if err := m.spec.CheckCall(m.batch, pixels, out); err != nil {
		return err
	}
	return m.embed(ctx, tensors.FromFlatDataAndDimensions(pixels, m.shape()...), out) // a copy
}

func (m *model) embed(ctx context.Context, input *tensors.Tensor, out matrix.Rows) error {
	if !m.lease.acquire() {
		return fmt.Errorf("embedding with %s: the model is closed", m.spec.Name)
	}
	var data []float32
	err := m.engine.compute(ctx, func() (err error) {
		data, err = run(m.exec, input)
		return err
	}, func(bool) { m.lease.release() })
	if err != nil {
		return embedError(ctx, m.spec, err)
	}
	m.spec.Output.Pool(data, out)
	return nil
}

func embedError(ctx context.Context, spec engine.ModelSpec, err error) error {
	if ctx.Err() != nil {
		return ctx.Err()
	}
	return fmt.Errorf("embedding with %s: GoMLX cannot run %s: %s; use -engine ort", spec.Name, spec.Path, innermost(err))
}

// run computes a function of one result.
func run(exec interface {
	Call1(args ...any) (*tensors.Tensor, error)
}, inputs ...any) ([]float32, error) {
	result, err := exec.Call1(inputs...)
	if err != nil {
		return nil, err
	}
	data, err := tensors.CopyFlatData[float32](result)
	for _, t := range append(inputs, result) {
		t.(*tensors.Tensor).FinalizeAll()
	}
	return data, err
}

// Close frees the model after the Embed calls that are under way, also those that were left; it does not wait
// for them. Closing twice is allowed.
func (m *model) Close() error {
	m.lease.close()
	return nil
}

// free gives back the device's memory.
func (m *model) free() {
	if m.exec != nil {
		m.exec.Finalize()
	}
	m.store.Finalize()
	m.engine.lease.release()
}

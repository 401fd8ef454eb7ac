package ort

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"
	"golang.org/x/sys/cpu"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// scorer computes blocks of similarities with one matrix product. Each call uses one CPU core; calls
// from several goroutines run at once.
type scorer struct {
	dim    int
	floats *onnx.DynamicAdvancedSession
	bytes  *onnx.DynamicAdvancedSession // nil where they are of no use

	use    sync.RWMutex
	closed bool
}

// byteScorer is a scorer whose bytes are not nil.
type byteScorer struct{ *scorer }

// Scorer returns a scorer of vectors of the given dimension. It is an engine.ByteScorer on a CPU that has
// instructions for products of bytes, and whose products are exact.
func (e *Engine) Scorer(dim int) (engine.Scorer, error) {
	if e.closed.Load() {
		return nil, fmt.Errorf("preparing search: %w", errClosed)
	}
	s := &scorer{dim: dim}
	var err error
	if s.floats, err = e.product(scoreGraph(dim)); err != nil {
		return nil, err
	}
	if e.device != "cpu" || !multipliesBytes() {
		return s, nil
	}
	if s.bytes, err = e.product(byteGraph(dim)); err != nil {
		return nil, errors.Join(err, s.Close())
	}
	if b := (byteScorer{s}); b.exact() {
		return b, nil
	}
	return s, nil
}

// multipliesBytes reports whether bytes are several times as fast as float32. Without these instructions the
// runtime adds products up in 16 bits, which overflow.
func multipliesBytes() bool {
	return cpu.X86.HasAVX512VNNI || cpu.X86.HasAVXVNNI || cpu.X86.HasAMXInt8
}

// exact multiplies the largest numbers, to see that no sum overflows in this library on this processor.
func (s byteScorer) exact() bool {
	const n = 32
	a, b, out := make([]uint8, n*s.dim), make([]int8, s.dim*n), make([]int32, n*n)
	for i := range a {
		a[i], b[i] = 255, 127
	}
	err := s.Products(context.Background(), a, 0, b, n, n, out)
	return err == nil && !slices.ContainsFunc(out, func(sum int32) bool { return sum != int32(255*127*s.dim) })
}

// product opens a graph of one product.
func (e *Engine) product(g onnxgraph.Graph) (*onnx.DynamicAdvancedSession, error) {
	graph, err := g.Encode()
	if err != nil {
		return nil, err
	}
	options, err := e.sessionOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	var inputs []string
	for _, input := range g.Inputs {
		inputs = append(inputs, input.Name)
	}
	session, err := onnx.NewDynamicAdvancedSessionWithONNXData(graph, inputs, []string{g.Outputs[0].Name}, options)
	if err != nil {
		return nil, fmt.Errorf("preparing search: %w", err)
	}
	return session, nil
}

// scoreGraph is queries [q, dim] · galleryᵀ [dim, g]. Gemm reads the gallery transposed in place.
func scoreGraph(dim int) onnxgraph.Graph {
	q, g, d := onnxgraph.Any("q"), onnxgraph.Any("g"), onnxgraph.Fixed(dim)
	return onnxgraph.Graph{
		Name:    "scores",
		Inputs:  []onnxgraph.Value{{Name: "queries", Shape: []onnxgraph.Dim{q, d}}, {Name: "gallery", Shape: []onnxgraph.Dim{g, d}}},
		Outputs: []onnxgraph.Value{{Name: "scores", Shape: []onnxgraph.Dim{q, g}}},
		Nodes: []onnxgraph.Node{{
			Op: "Gemm", Inputs: []string{"queries", "gallery"}, Outputs: []string{"scores"},
			Attrs: []onnxgraph.Attr{onnxgraph.Int("transB", 1)},
		}},
	}
}

// byteGraph is (a [m, dim] − zero) · b [dim, n].
func byteGraph(dim int) onnxgraph.Graph {
	m, n, d := onnxgraph.Any("m"), onnxgraph.Any("n"), onnxgraph.Fixed(dim)
	return onnxgraph.Graph{
		Name: "products",
		Inputs: []onnxgraph.Value{
			{Name: "a", Shape: []onnxgraph.Dim{m, d}, Type: onnxgraph.Uint8},
			{Name: "b", Shape: []onnxgraph.Dim{d, n}, Type: onnxgraph.Int8},
			{Name: "zero", Shape: []onnxgraph.Dim{onnxgraph.Fixed(1)}, Type: onnxgraph.Uint8},
		},
		Outputs: []onnxgraph.Value{{Name: "products", Shape: []onnxgraph.Dim{m, n}, Type: onnxgraph.Int32}},
		Nodes:   []onnxgraph.Node{{Op: "MatMulInteger", Inputs: []string{"a", "b", "zero"}, Outputs: []string{"products"}}},
	}
}

// Scores reads the vectors and writes out where they lie, without copies.
func (s *scorer) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	if queries.Dim != s.dim || gallery.Dim != s.dim || len(out) != queries.N*gallery.N {
		return fmt.Errorf("searching: queries [%d, %d], gallery [%d, %d] and %d scores do not fit a scorer of dimension %d",
			queries.N, queries.Dim, gallery.N, gallery.Dim, len(out), s.dim)
	}
	return s.multiply(ctx, s.floats, len(out),
		tensor(queries.Data, queries.N, queries.Dim), tensor(gallery.Data, gallery.N, gallery.Dim), tensor(out, queries.N, gallery.N))
}

// Products reads the numbers and writes out where they lie, without copies.
func (s byteScorer) Products(ctx context.Context, a []uint8, zero uint8, b []int8, m, n int, out []int32) error {
	if len(a) != m*s.dim || len(b) != s.dim*n || len(out) != m*n {
		return fmt.Errorf("searching: %d and %d numbers and %d products do not fit [%d, %d]·[%d, %d]", len(a), len(b), len(out), m, s.dim, s.dim, n)
	}
	return s.multiply(ctx, s.bytes, len(out), tensor(a, m, s.dim), tensor(b, s.dim, n), tensor([]uint8{zero}, 1), tensor(out, m, n))
}

// tensor returns what makes a tensor over data, which stays where it is.
func tensor[T onnx.TensorData](data []T, shape ...int) func() (onnx.Value, error) {
	dims := make(onnx.Shape, len(shape))
	for i, n := range shape {
		dims[i] = int64(n)
	}
	return func() (onnx.Value, error) { return onnx.NewTensor(dims, data) }
}

// multiply runs a session; the last tensor, of size values, is its output.
func (s *scorer) multiply(ctx context.Context, session *onnx.DynamicAdvancedSession, size int, tensors ...func() (onnx.Value, error)) error {
	s.use.RLock()
	defer s.use.RUnlock()
	if s.closed {
		return fmt.Errorf("searching: the scorer is closed")
	}
	if size == 0 {
		return ctx.Err()
	}
	var values []onnx.Value
	defer func() {
		for _, v := range values {
			v.Destroy()
		}
	}()
	for _, open := range tensors {
		v, err := open()
		if err != nil {
			return fmt.Errorf("searching: %w", err)
		}
		values = append(values, v)
	}
	last := len(values) - 1
	if err := run(ctx, session, values[:last], values[last:]); err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	return nil
}

// Close waits for running calls and frees the scorer. Closing twice is allowed.
func (s *scorer) Close() error {
	s.use.Lock()
	defer s.use.Unlock()
	if s.closed {
		return nil
	}
	s.closed = true
	err := s.floats.Destroy()
	if s.bytes != nil {
		err = errors.Join(err, s.bytes.Destroy())
	}
	return err
}

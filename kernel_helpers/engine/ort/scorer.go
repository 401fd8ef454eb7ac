package ort

import (
	"context"
	"fmt"
	"sync"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// scorer computes blocks of similarities with one matrix product. Each call uses one CPU core; calls
// from several goroutines run at once.
type scorer struct {
	dim     int
	session *onnx.DynamicAdvancedSession

	use    sync.RWMutex
	closed bool
}

// Scorer returns a scorer of vectors of the given dimension.
func (e *Engine) Scorer(dim int) (engine.Scorer, error) {
	if e.closed.Load() {
		return nil, fmt.Errorf("preparing search: %w", errClosed)
	}
	graph, err := scoreGraph(dim).Encode()
	if err != nil {
		return nil, err
	}
	options, err := e.sessionOptions()
	if err != nil {
		return nil, err
	}
	defer options.Destroy()
	session, err := onnx.NewDynamicAdvancedSessionWithONNXData(graph, []string{"queries", "gallery"}, []string{"scores"}, options)
	if err != nil {
		return nil, fmt.Errorf("preparing search: %w", err)
	}
	return &scorer{dim: dim, session: session}, nil
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

// Scores reads the vectors and writes out where they lie, without copies.
func (s *scorer) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	s.use.RLock()
	defer s.use.RUnlock()
	if s.closed {
		return fmt.Errorf("searching: the scorer is closed")
	}
	if queries.Dim != s.dim || gallery.Dim != s.dim || len(out) != queries.N*gallery.N {
		return fmt.Errorf("searching: queries [%d, %d], gallery [%d, %d] and %d scores do not fit a scorer of dimension %d",
			queries.N, queries.Dim, gallery.N, gallery.Dim, len(out), s.dim)
	}
	if len(out) == 0 {
		return ctx.Err()
	}
	values := make([]onnx.Value, 3)
	defer func() {
		for _, v := range values {
			if v != nil {
				v.Destroy()
			}
		}
	}()
	for i, block := range []matrix.Rows{queries, gallery, {N: queries.N, Dim: gallery.N, Data: out}} {
		tensor, err := onnx.NewTensor(onnx.Shape{int64(block.N), int64(block.Dim)}, block.Data)
		if err != nil {
			return fmt.Errorf("searching: %w", err)
		}
		values[i] = tensor
	}
	if err := run(ctx, s.session, values[:2], values[2:]); err != nil {
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
	return s.session.Destroy()
}

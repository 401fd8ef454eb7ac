package xla

import (
	"context"
	"fmt"

	"github.com/gomlx/gomlx/core/graph"
	"github.com/gomlx/gomlx/core/tensors"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// scorer computes blocks of similarities with one matrix product on the device. Each pair of block sizes is
// compiled once.
type scorer struct {
	engine *Engine
	dim    int
	exec   *graph.Exec
	lease  lease // of exec, which runs use
}

// Scorer returns a scorer of vectors of the given dimension. Calls at the same time wait for each other: each
// uses the whole device.
func (e *Engine) Scorer(dim int) (engine.Scorer, error) {
	if !e.lease.acquire() {
		return nil, fmt.Errorf("preparing search: %w", errClosed)
	}
	exec, err := graph.NewExec(e.backend, func(queries, gallery *graph.Node) *graph.Node {
		return graph.Einsum("qd,gd->qg", queries, gallery)
	})
	if err != nil {
		e.lease.release()
		return nil, fmt.Errorf("preparing search: %w", err)
	}
	s := &scorer{engine: e, dim: dim, exec: exec.SetMaxCache(-1)}
	s.lease.begin(s.free)
	return s, nil
}

// Scores copies the blocks to the device and the scores back.
func (s *scorer) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	if queries.Dim != s.dim || gallery.Dim != s.dim || len(out) != queries.N*gallery.N {
		return fmt.Errorf("searching: queries [%d, %d], gallery [%d, %d] and %d scores do not fit a scorer of dimension %d",
			queries.N, queries.Dim, gallery.N, gallery.Dim, len(out), s.dim)
	}
	if !s.lease.acquire() {
		return fmt.Errorf("searching: the scorer is closed")
	}
	if len(out) == 0 {
		s.lease.release()
		return ctx.Err()
	}
	inputs := []any{
		tensors.FromFlatDataAndDimensions(queries.Data, queries.N, queries.Dim), // a copy
		tensors.FromFlatDataAndDimensions(gallery.Data, gallery.N, gallery.Dim),
	}
	var scores []float32
	err := s.engine.compute(ctx, func() (err error) {
		scores, err = run(s.exec, inputs...)
		return err
	}, func(bool) { s.lease.release() })
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	copy(out, scores)
	return nil
}

// Close frees the scorer after the calls that are under way; it does not wait for them. Closing twice is
// allowed.
func (s *scorer) Close() error {
	s.lease.close()
	return nil
}

// free gives back the device's memory.
func (s *scorer) free() {
	s.exec.Finalize()
	s.engine.lease.release()
}

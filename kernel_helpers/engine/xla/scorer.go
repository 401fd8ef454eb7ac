package xla

import (
	"context"
	"errors"
	"fmt"
	"sync"

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

	use    sync.RWMutex // held for reading by runs, for writing by Close
	closed bool
}

// Scorer returns a scorer of vectors of the given dimension. Calls at the same time wait for each other: each
// uses the whole device.
func (e *Engine) Scorer(dim int) (engine.Scorer, error) {
	exec, err := graph.NewExec(e.backend, func(queries, gallery *graph.Node) *graph.Node {
		return graph.Einsum("qd,gd->qg", queries, gallery)
	})
	if err == nil {
		err = e.acquire()
	}
	if err != nil {
		return nil, fmt.Errorf("preparing search: %w", err)
	}
	return &scorer{engine: e, dim: dim, exec: exec.SetMaxCache(-1)}, nil
}

// Scores copies the blocks to the device and the scores back.
func (s *scorer) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	s.use.RLock()
	var err error
	switch {
	case s.closed:
		err = fmt.Errorf("searching: the scorer is closed")
	case queries.Dim != s.dim || gallery.Dim != s.dim || len(out) != queries.N*gallery.N:
		err = fmt.Errorf("searching: queries [%d, %d], gallery [%d, %d] and %d scores do not fit a scorer of dimension %d",
			queries.N, queries.Dim, gallery.N, gallery.Dim, len(out), s.dim)
	}
	if err != nil || len(out) == 0 {
		s.use.RUnlock()
		return errors.Join(err, ctx.Err())
	}
	inputs := []any{
		tensors.FromFlatDataAndDimensions(queries.Data, queries.N, queries.Dim), // a copy
		tensors.FromFlatDataAndDimensions(gallery.Data, gallery.N, gallery.Dim),
	}
	var scores []float32
	err = s.engine.compute(ctx, func() (err error) {
		scores, err = run(s.exec, inputs...)
		return err
	}, func(bool) { s.use.RUnlock() })
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	if err != nil {
		return fmt.Errorf("searching: %w", err)
	}
	copy(out, scores)
	return nil
}

// Close waits for running calls, also for those that were left, and frees the scorer. Closing twice is
// allowed.
func (s *scorer) Close() error {
	s.use.Lock()
	defer s.use.Unlock()
	if !s.closed {
		s.closed = true
		s.exec.Finalize()
		s.engine.release()
	}
	return nil
}

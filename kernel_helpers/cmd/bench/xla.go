package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/engine/pjrt"
	"github.com/vfm-go/vfm/kernel_helpers/engine/xla"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// xlaBench is images per second of the engine xla with XLA on the CPU, beside ONNX Runtime, both on all cores
// and on tensors that are ready.
func xlaBench(ctx context.Context) (Row, error) {
	row := Row{PeerName: "ONNX Runtime", Unit: "images/s", Goal: "none"}
	const n = 200
	if _, err := pjrt.Find("cpu"); err != nil {
		return row, fmt.Errorf("%w: %s", err, pjrt.Advice("cpu"))
	}
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	s, err := writeSuite(dir, 2)
	if err != nil {
		return row, err
	}
	card, err := s.Model(model)
	if err != nil {
		return row, err
	}
	path, err := card.WeightsPath()
	if err != nil {
		return row, err
	}
	spec := engine.ModelSpec{Name: card.Name, Card: card.Path, Path: path,
		Input:  engine.Input{Name: card.Input.Name, Layout: "NCHW", Height: card.Input.Size, Width: card.Input.Size},
		Output: engine.Output{Name: card.Output.Name, Dim: card.Dim}}
	var steps [2]step
	for i, r := range []engine.Runtime{xla.Runtime(), ort.Runtime()} {
		e, err := r.Open("cpu")
		if err != nil {
			return row, err
		}
		defer e.Close()
		m, err := e.Load(ctx, spec)
		if err != nil {
			return row, err
		}
		defer m.Close()
		steps[i] = func(ctx context.Context) error { return embedNoise(ctx, m, spec, n) }
	}
	ours, peer, err := alternate(ctx, steps[0], steps[1])
	if err != nil {
		return row, err
	}
	return row.rate(n, ours, peer), nil
}

// embedNoise embeds n images on all cores.
func embedNoise(ctx context.Context, m engine.Model, spec engine.ModelSpec, n int) error {
	var g errgroup.Group
	g.SetLimit(m.Parallel())
	for range (n + m.Batch() - 1) / m.Batch() {
		g.Go(func() error {
			pixels := make([]float32, m.Batch()*3*spec.Input.Height*spec.Input.Width)
			return m.Embed(ctx, pixels, matrix.New(m.Batch(), spec.Output.Dim))
		})
	}
	return g.Wait()
}

package main

import (
	"context"
	"fmt"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/engine/pjrt"
	"github.com/vfm-go/vfm/kernel_helpers/engine/xla"
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
	spec, err := modelSpec(s)
	if err != nil {
		return row, err
	}
	var steps [2]step
	for i, r := range []engine.Runtime{xla.Runtime(), ort.Runtime()} {
		alone, closeEngine, err := engineAlone(ctx, r, spec, n)
		if err != nil {
			return row, err
		}
		defer closeEngine()
		steps[i] = alone
	}
	ours, peer, err := alternate(ctx, steps[0], steps[1])
	if err != nil {
		return row, err
	}
	return row.rate(n, ours, peer), nil
}

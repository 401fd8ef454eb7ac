// Package xla runs models with GoMLX: it fills the interfaces of package engine as engine/ort does, from the
// same .onnx files. GoMLX computes through XLA where the machine has a PJRT plugin (see package pjrt), and
// otherwise by its own backend in Go, which is slow, and has no Softmax of float16.
//
//	e, err := xla.Open("cpu")
//	defer e.Close()
//	m, err := e.Load(ctx, engine.ModelSpec{...})
//	err = m.Embed(ctx, pixels, out)
//
// An engine computes one batch or block at a time, on all cores of the CPU. On the CPU the same batch gave
// the same bits each time, and an image the same vector at each place of the batch; XLA promises neither, and
// on a GPU neither was tried.
//
// On a device cuda XLA takes the plugin of JAX's Python packages. TensorFloat-32 is off: vectors and
// similarities are float32.
package xla

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gomlx/compute"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
)

// Engine runs models on one device. It is safe for use by several goroutines.
type Engine struct {
	device  string
	name    string // of the backend, for Identity
	batch   int    // of models that leave it open
	backend compute.Backend
	turn    chan struct{} // holds a token while the device is free
	lease   lease         // of the backend, which open models and scorers use
}

var _ engine.Backend = (*Engine)(nil)

// Versions of GoMLX's modules, as go.mod has them.
const (
	gomlxVersion   = "0.28.0"
	onnxVersion    = "0.5.0"
	computeVersion = "0.0.0-20260716164435-04857206aff7" // of the backend in Go
	goxlaVersion   = "0.3.0"
)

var errClosed = errors.New("the engine is closed")

// Runtime offers this package under the name "xla".
func Runtime() engine.Runtime {
	return engine.Runtime{Name: "xla", Open: func(device string) (engine.Backend, error) { return Open(device) }}
}

// Open opens the device, "cpu" or "cuda". For cuda a PJRT plugin and a GPU are needed; the error says how to
// get the plugin.
func Open(device string) (*Engine, error) {
	if device != "cpu" && device != "cuda" {
		return nil, fmt.Errorf("opening device %q: unknown; say cpu or cuda", device)
	}
	backend, name, err := openBackend(device)
	if err != nil {
		return nil, err
	}
	e := &Engine{device: device, name: name, batch: batchGo, backend: backend, turn: make(chan struct{}, 1)}
	e.lease.begin(backend.Finalize)
	switch {
	case device == "cuda":
		e.batch = batchCUDA
	case strings.HasPrefix(name, "xla"):
		e.batch = batchCPU
	}
	e.turn <- struct{}{}
	return e, nil
}

// Identity names GoMLX and its reader of ONNX, the backend and the device: "gomlx 0.28.0 onnx-gomlx 0.5.0 go
// 0.0.0-20260716164435-04857206aff7 cpu", or "gomlx 0.28.0 onnx-gomlx 0.5.0 xla 0.3.0 55b4c1d0f3a2 cpu", where
// the version is that of go-xla and the number after it the beginning of the plugin's SHA-256.
func (e *Engine) Identity() string {
	return fmt.Sprintf("gomlx %s onnx-gomlx %s %s %s", gomlxVersion, onnxVersion, e.name, e.device)
}

// Close ends the engine: Load and Scorer fail from now on. Models and scorers that are open stay usable
// until they are closed themselves. Closing twice is allowed.
func (e *Engine) Close() error {
	e.lease.close()
	return nil
}

// compute runs f when it is its turn. GoMLX cannot be interrupted: when ctx ends compute returns at once, and
// an f that has begun is left to end by itself, before the next turn. Then after is called, once in any case;
// left is true if compute has returned ctx's error.
func (e *Engine) compute(ctx context.Context, f func() error, after func(left bool)) error {
	select {
	case <-ctx.Done():
		after(true)
		return ctx.Err()
	case <-e.turn:
	}
	done := make(chan error)
	go func() {
		err := catch(f)
		e.turn <- struct{}{}
		select {
		case done <- err:
			after(false)
		case <-ctx.Done():
			after(true)
		}
	}()
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return ctx.Err()
	}
}

// catch turns GoMLX's panics, by which it reports errors, into errors.
func catch(f func() error) (err error) {
	defer func() {
		switch p := recover().(type) {
		case nil:
		case error:
			err = p
		default:
			err = fmt.Errorf("%v", p)
		}
	}()
	return f()
}

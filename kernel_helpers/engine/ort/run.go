package ort

import (
	"context"
	"fmt"

	onnx "github.com/yalue/onnxruntime_go"
)

// run runs a session so that a context can end it; a nil output is replaced with a new tensor. When ctx
// ends, the runtime stops before the next operation of the graph and run returns ctx's error. It returns
// only when the runtime has let go of all tensors, so the caller may free or unmap them.
func run(ctx context.Context, session *onnx.DynamicAdvancedSession, inputs, outputs []onnx.Value) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	options, err := onnx.NewRunOptions()
	if err != nil {
		return fmt.Errorf("preparing ONNX Runtime: %w", err)
	}
	defer options.Destroy()
	terminated := make(chan struct{})
	stop := context.AfterFunc(ctx, func() {
		defer close(terminated)
		options.Terminate()
	})
	err = session.RunWithOptions(inputs, outputs, options)
	if !stop() {
		<-terminated
	}
	if err != nil && ctx.Err() != nil {
		return ctx.Err()
	}
	return err
}

// Package engine says what it takes to run a model: the interfaces that an adapter such as engine/ort
// fills, what every adapter checks before and after it computes, and nothing of any runtime.
//
//	m, err := e.Load(ctx, engine.ModelSpec{...})
//	defer m.Close()
//	err = m.Embed(ctx, pixels, out) // one batch of the fixed size m.Batch()
package engine

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Engine runs models on one device.
type Engine interface {
	// Identity names what can change a vector: runtime, version and device, such as
	// "onnxruntime 1.24.1 cpu". It is part of the embedding key.
	Identity() string
	// Load opens a model and checks it against spec: input and output names, types and shapes.
	// An error names the file, what the card says and what the file says.
	Load(ctx context.Context, spec ModelSpec) (Model, error)
	Close() error
}

// ModelSpec is what a model card says of the graph.
type ModelSpec struct {
	Name   string // model name, for errors
	Card   string // path of the card, for errors
	Path   string // the .onnx file
	Input  Input
	Output Output
}

// Input is the one image input: float32, [batch, 3, Height, Width] for NCHW or [batch, Height, Width, 3] for NHWC.
type Input struct {
	Name          string
	Layout        string // "NCHW" or "NHWC"
	Height, Width int
}

// Output is the embedding: [batch, Dim], or [batch, tokens, Dim] reduced as Pooling says.
type Output struct {
	Name    string
	Dim     int
	Pooling string // "" for [batch, Dim]; "token" or "mean" for [batch, tokens, Dim]
	Token   int    // which token, with Pooling "token"
}

// Model is a loaded model. Embed may be called from several goroutines at once.
type Model interface {
	// Batch is the fixed number of images in one Embed call, so that a vector never depends on how many
	// images were left over.
	Batch() int
	// Parallel is how many Embed calls at once keep the device busy.
	Parallel() int
	// Embed runs one batch. pixels has the input's shape, row-major; out is [Batch, Dim]. It returns
	// soon after ctx ends, with ctx's error. The values are the graph's own: a NaN is passed on.
	Embed(ctx context.Context, pixels []float32, out matrix.Rows) error
	Close() error
}

// Scorer computes similarities of blocks of vectors quickly, in float32. Its results are within the
// error bound of float32 summation, in whatever order, of the true inner products; a caller that needs
// an exact order re-scores near ties. Scores may be called from several goroutines at once: a call keeps one
// core of the CPU busy, or waits for its turn to use the whole device.
type Scorer interface {
	// Scores writes queries · galleryᵀ into out, row-major [queries.N, gallery.N]. It does not use the
	// blocks after it has returned.
	Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error
	Close() error
}

// ByteScorer is a Scorer that multiplies small integers too, which many processors do several times as fast.
type ByteScorer interface {
	Scorer
	// Products writes Σₖ (a[i, k] − zero)·b[k, j] into out, row-major [m, n]; a is [m, dim] and b [dim, n],
	// dim that of the scorer, at most 65,536. The sums are exact where no value of b is −128.
	Products(ctx context.Context, a []uint8, zero uint8, b []int8, m, n int, out []int32) error
}

package enginetest

import (
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// Tower is a small image model: patches of 4×4 pixels of an 8×12 image, made into 6 tokens of 5 values,
// or into one vector of 7. An empty batch name is a batch of one.
func Tower(batch string, tokens bool, more ...onnxgraph.Node) onnxgraph.Graph {
	n := onnxgraph.Any(batch)
	if batch == "" {
		n = onnxgraph.Fixed(1)
	}
	fixed := onnxgraph.Fixed
	g := onnxgraph.Graph{
		Name:    "tower",
		Inputs:  []onnxgraph.Value{{Name: "image", Shape: []onnxgraph.Dim{n, fixed(3), fixed(8), fixed(12)}}},
		Weights: []onnxgraph.Weight{Weight("patch", 5, 3, 4, 4), Weight("head", 30, 7)},
		Nodes: []onnxgraph.Node{
			{Op: "Conv", Inputs: []string{"image", "patch"}, Outputs: []string{"patches"}, Attrs: []onnxgraph.Attr{onnxgraph.Ints("strides", 4, 4)}},
			{Op: "Constant", Outputs: []string{"shape"}, Attrs: []onnxgraph.Attr{onnxgraph.Ints("value_ints", 0, 5, 6)}},
			{Op: "Reshape", Inputs: []string{"patches", "shape"}, Outputs: []string{"columns"}},
			{Op: "Transpose", Inputs: []string{"columns"}, Outputs: []string{"tokens"}, Attrs: []onnxgraph.Attr{onnxgraph.Ints("perm", 0, 2, 1)}},
			{Op: "Flatten", Inputs: []string{"tokens"}, Outputs: []string{"flat"}},
			{Op: "Gemm", Inputs: []string{"flat", "head"}, Outputs: []string{"vector"}},
		},
	}
	g.Nodes = append(g.Nodes, more...)
	last := g.Nodes[len(g.Nodes)-1].Outputs[0]
	switch {
	case tokens:
		g.Outputs = []onnxgraph.Value{{Name: "tokens", Shape: []onnxgraph.Dim{n, fixed(6), fixed(5)}}}
	default:
		g.Outputs = []onnxgraph.Value{{Name: last, Shape: []onnxgraph.Dim{n, fixed(7)}}}
	}
	return g
}

// Weight is noise.
func Weight(name string, shape ...int64) onnxgraph.Weight {
	n := int64(1)
	for _, d := range shape {
		n *= d
	}
	rng := rand.New(rand.NewPCG(uint64(n), 0))
	w := onnxgraph.Weight{Name: name, Shape: shape, Data: make([]float32, n)}
	for i := range w.Data {
		w.Data[i] = float32(rng.NormFloat64() / 4)
	}
	return w
}

// Card is the spec of a tower with one vector.
func Card(path string) engine.ModelSpec {
	return engine.ModelSpec{
		Name: "tower", Card: "models/tower.yaml", Path: path,
		Input:  engine.Input{Name: "image", Layout: "NCHW", Height: 8, Width: 12},
		Output: engine.Output{Name: "vector", Dim: 7},
	}
}

// Write writes a graph to a file of its own.
func Write(t testing.TB, g onnxgraph.Graph) string {
	t.Helper()
	return WriteTo(t, t.TempDir(), g)
}

// WriteTo writes a graph to a file in the folder dir.
func WriteTo(t testing.TB, dir string, g onnxgraph.Graph) string {
	t.Helper()
	data, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model.onnx")
	if err := os.WriteFile(path, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

package ort

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// towers are where onnxgraph/testdata/generate.py left its models.
var towers = filepath.Join("..", "..", "onnxgraph", "testdata")

// towerCase is a small random model and what timm computes from it.
type towerCase struct {
	Name, Weights string
	Architecture  architecture.Spec
	Size          int
	Embeddings    [][]float32 // of two images
}

// TestTowers compares the graphs of package onnxgraph with timm, for every option.
func TestTowers(t *testing.T) {
	e := open(t, Options{Threads: 1})
	text, err := os.ReadFile(filepath.Join(towers, "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []towerCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		t.Run(c.Name, func(t *testing.T) {
			got := c.embed(t, e)
			for i, want := range c.Embeddings {
				if d := difference(got.Row(i), want); !(d <= 1e-5) {
					t.Errorf("image %d: relative error %.2g\ngot  %v\nwant %v", i, d, got.Row(i), want)
				}
			}
		})
	}
}

// embed builds the graph beside a copy of its weights and runs it.
func (c towerCase) embed(t *testing.T, e *Engine) matrix.Rows {
	t.Helper()
	dir := t.TempDir()
	weights, err := os.ReadFile(filepath.Join(towers, c.Weights))
	if err != nil {
		t.Fatal(err)
	}
	tower := onnxgraph.Tower{Model: c.Name, Card: c.Name + ".yaml", Weights: filepath.Join(dir, "w"), Location: "w",
		Architecture: c.Architecture, Size: c.Size, Dim: len(c.Embeddings[0])}
	if err := os.WriteFile(tower.Weights, weights, 0o644); err != nil {
		t.Fatal(err)
	}
	g, err := tower.Graph()
	if err != nil {
		t.Fatal(err)
	}
	text, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model.onnx")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := e.Load(t.Context(), engine.ModelSpec{Name: c.Name, Card: tower.Card, Path: path,
		Input:  engine.Input{Name: onnxgraph.TowerInput, Layout: "NCHW", Height: c.Size, Width: c.Size},
		Output: engine.Output{Name: onnxgraph.TowerOutput, Dim: tower.Dim}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	pixels := make([]float32, m.Batch()*3*c.Size*c.Size)
	for i := range 2 * 3 * c.Size * c.Size {
		pixels[i] = float32(float64(i*7919%1000)/500 - 1) // as generate.py has it
	}
	out := matrix.New(m.Batch(), tower.Dim)
	if err := m.Embed(t.Context(), pixels, out); err != nil {
		t.Fatal(err)
	}
	return out
}

// difference is |got - want| / |want|.
func difference(got, want []float32) float64 {
	var d, w float64
	for i := range want {
		d += math.Pow(float64(got[i])-float64(want[i]), 2)
		w += math.Pow(float64(want[i]), 2)
	}
	return math.Sqrt(d / w)
}

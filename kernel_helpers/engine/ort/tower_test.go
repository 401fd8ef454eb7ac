package ort

import (
	"encoding/json"
	"errors"
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

// TestTowers compares the graphs of package onnxgraph with timm's float32, for every option, in both precisions.
func TestTowers(t *testing.T) {
	e := open(t, Options{Threads: 1})
	for _, c := range towerCases(t) {
		for _, p := range []struct {
			name   string
			half   bool
			source string // dtype of the weights
			limit  float64
		}{{"float32", false, "F32", 1e-5}, {"float16", true, "F32", 5e-3}, {"float32 from float16", false, "F16", 5e-3}, {"float16 as it is", true, "F16", 5e-3}} {
			t.Run(c.Name+" "+p.name, func(t *testing.T) {
				got := c.embed(t, e, p.half, p.source)
				for i, want := range c.Embeddings {
					if d := difference(got.Row(i), want); !(d <= p.limit) {
						t.Errorf("image %d: relative error %.2g\ngot  %v\nwant %v", i, d, got.Row(i), want)
					}
				}
			})
		}
	}
}

// towerCases reads what generate.py wrote.
func towerCases(t *testing.T) []towerCase {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(towers, "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []towerCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	return cases
}

// embed builds the graph beside its weights and runs it. source is the dtype of the file that it is built from.
func (c towerCase) embed(t *testing.T, e *Engine, half bool, source string) matrix.Rows {
	t.Helper()
	tower := onnxgraph.Tower{Model: c.Name, Card: c.Name + ".yaml", Weights: filepath.Join(towers, c.Weights), Location: "w",
		Architecture: c.Architecture, Size: c.Size, Dim: len(c.Embeddings[0])}
	if source == "F16" {
		tower.Half, tower.Weights = true, convert(t, tower)
	}
	tower.Half = half
	m := loadTower(t, e, tower)
	defer m.Close()
	pixels := make([]float32, m.Batch()*3*c.Size*c.Size)
	for i := range min(len(pixels), 2*3*c.Size*c.Size) {
		pixels[i] = float32(float64(i*7919%1000)/500 - 1) // as generate.py has it
	}
	out := matrix.New(m.Batch(), tower.Dim)
	if err := m.Embed(t.Context(), pixels, out); err != nil {
		t.Fatal(err)
	}
	return out
}

// convert writes the weights in the precision of the tower and returns their path.
func convert(t *testing.T, tower onnxgraph.Tower) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), tower.Location)
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(tower.WriteWeights(f), f.Close()); err != nil {
		t.Fatal(err)
	}
	return path
}

// loadTower writes the tower's graph beside its weights and loads it.
func loadTower(t *testing.T, e *Engine, tower onnxgraph.Tower) engine.Model {
	t.Helper()
	g, err := tower.Graph()
	if err != nil {
		t.Fatal(err)
	}
	text, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(filepath.Dir(convert(t, tower)), "model.onnx")
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	m, err := e.Load(t.Context(), engine.ModelSpec{Name: tower.Model, Card: tower.Card, Path: path,
		Input:  engine.Input{Name: onnxgraph.TowerInput, Layout: "NCHW", Height: tower.Size, Width: tower.Size},
		Output: engine.Output{Name: onnxgraph.TowerOutput, Dim: tower.Dim}})
	if err != nil {
		t.Fatal(err)
	}
	return m
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

package ort

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/enginetest"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// textCase is a small random text tower and what open_clip or transformers compute from it.
type textCase struct {
	Name, Weights string
	Architecture  architecture.Spec
	Context       int
	Ids           [][]int64 // of each text
	Embeddings    [][]float32
}

// TestTexts compares the text graphs of package onnxgraph with open_clip and transformers, for every option.
func TestTexts(t *testing.T) {
	e := open(t, Options{Threads: 1})
	text, err := os.ReadFile(filepath.Join(towers, "text_cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []textCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		for name, limit := range map[string]float64{"float32": 1e-5, "float16": 5e-3} {
			t.Run(c.Name+" "+name, func(t *testing.T) {
				got := c.embed(t, e, name == "float16")
				for i, want := range c.Embeddings {
					row := got[i*len(want) : (i+1)*len(want)]
					if d := difference(row, want); !(d <= limit) {
						t.Errorf("text %v: relative error %.2g\ngot  %v\nwant %v", c.Ids[i], d, row, want)
					}
				}
			})
		}
	}
}

// embed builds the graph beside its weights and runs it on all texts at once.
func (c textCase) embed(t *testing.T, e *Engine, half bool) []float32 {
	t.Helper()
	dir := t.TempDir()
	tower := onnxgraph.TextTower{Model: c.Name, Weights: filepath.Join(towers, c.Weights), Location: "w",
		Architecture: c.Architecture, Context: c.Context, Dim: len(c.Embeddings[0]), Half: half}
	f, err := os.Create(filepath.Join(dir, tower.Location))
	if err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(tower.WriteWeights(f), f.Close()); err != nil {
		t.Fatal(err)
	}
	g, err := tower.Graph()
	if err != nil {
		t.Fatal(err)
	}
	model, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(dir, "model.onnx")
	if err := os.WriteFile(path, model, 0o644); err != nil {
		t.Fatal(err)
	}
	return runText(t, e, engine.TextSpec{Name: c.Name, Path: path, Input: onnxgraph.TextInput, Output: onnxgraph.TowerOutput,
		Context: c.Context, Dim: len(c.Embeddings[0])}, c.Ids)
}

// runText runs a text graph on ids, batch by batch, and returns all its vectors.
func runText(t *testing.T, e *Engine, spec engine.TextSpec, ids [][]int64) []float32 {
	t.Helper()
	m, err := e.LoadText(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	var vectors []float32
	for batch := range slices.Chunk(ids, m.Batch()) {
		padded := make([]int64, m.Batch()*spec.Context)
		copy(padded, slices.Concat(batch...))
		out := matrix.New(m.Batch(), spec.Dim)
		if err := m.Embed(t.Context(), padded, out); err != nil {
			t.Fatal(err)
		}
		vectors = append(vectors, out.Data[:len(batch)*spec.Dim]...)
	}
	return vectors
}

func TestTextErrors(t *testing.T) {
	e := open(t, Options{Threads: 1})
	_, err := e.LoadText(t.Context(), engine.TextSpec{Name: "clip", Path: "text_test.go", Input: "text", Output: "embedding", Context: 9, Dim: 7})
	enginetest.CheckError(t, err, "loading text model clip from text_test.go")
	m := &textModel{spec: engine.TextSpec{Name: "clip", Context: 9, Dim: 7}, batch: 2}
	enginetest.CheckError(t, m.Embed(t.Context(), make([]int64, 9), matrix.New(2, 7)), "got 9 ids", "want ids [2, 9]")
	m.closed = true
	enginetest.CheckError(t, m.Embed(t.Context(), make([]int64, 18), matrix.New(2, 7)), "clip: the model is closed")
}

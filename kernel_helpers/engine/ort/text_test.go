package ort

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	onnx "github.com/yalue/onnxruntime_go"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
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
		t.Run(c.Name, func(t *testing.T) {
			got := c.embed(t, e)
			for i, want := range c.Embeddings {
				row := got[i*len(want) : (i+1)*len(want)]
				if d := difference(row, want); !(d <= 1e-5) {
					t.Errorf("text %v: relative error %.2g\ngot  %v\nwant %v", c.Ids[i], d, row, want)
				}
			}
		})
	}
}

// embed builds the graph beside a copy of its weights and runs it on all texts at once.
func (c textCase) embed(t *testing.T, e *Engine) []float32 {
	t.Helper()
	dir := t.TempDir()
	weights, err := os.ReadFile(filepath.Join(towers, c.Weights))
	if err != nil {
		t.Fatal(err)
	}
	tower := onnxgraph.TextTower{Model: c.Name, Weights: filepath.Join(dir, "w"), Location: "w",
		Architecture: c.Architecture, Context: c.Context, Dim: len(c.Embeddings[0])}
	if err := os.WriteFile(tower.Weights, weights, 0o644); err != nil {
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
	return runText(t, e, path, c.Ids)
}

// runText runs a text graph on ids and returns all its vectors.
func runText(t *testing.T, e *Engine, path string, ids [][]int64) []float32 {
	t.Helper()
	options, err := e.sessionOptions()
	if err != nil {
		t.Fatal(err)
	}
	defer options.Destroy()
	session, err := onnx.NewDynamicAdvancedSession(path, []string{onnxgraph.TextInput}, []string{onnxgraph.TowerOutput}, options)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Destroy()
	input, err := onnx.NewTensor(onnx.NewShape(int64(len(ids)), int64(len(ids[0]))), slices.Concat(ids...))
	if err != nil {
		t.Fatal(err)
	}
	defer input.Destroy()
	outputs := []onnx.Value{nil}
	if err := run(t.Context(), session, []onnx.Value{input}, outputs); err != nil {
		t.Fatal(err)
	}
	defer outputs[0].Destroy()
	return slices.Clone(outputs[0].(*onnx.Tensor[float32]).GetData())
}

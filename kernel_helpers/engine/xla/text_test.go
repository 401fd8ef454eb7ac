package xla

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
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// textCase is a text tower and texts for it.
type textCase struct {
	Name, Weights string
	Architecture  architecture.Spec
	Context       int
	Ids           [][]int64
	Embeddings    [][]float32
}

// TestTexts compares the text towers with ONNX Runtime: those of onnxgraph's tests, and that of micro-clip.
func TestTexts(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(towers, "text_cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []textCase
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for i := range cases {
		cases[i].Weights = filepath.Join(towers, cases[i].Weights)
	}
	cases = append(cases, textCase{Name: "micro-clip", Weights: filepath.Join("..", "..", "zoo", "weights", "micro-clip-text.safetensors"),
		Architecture: architecture.Spec{Kind: "text", Heads: 3, Eps: 1e-5}, Context: 20,
		Ids:        [][]int64{append(slices.Repeat([]int64{260, 17, 300}, 6), 319, 0), append([]int64{310, 301, 302, 319}, make([]int64, 16)...)},
		Embeddings: [][]float32{make([]float32, 96)}})
	eachBackend(t, func(t *testing.T, e *Engine) {
		for _, c := range cases {
			t.Run(c.Name, func(t *testing.T) { c.compare(t, e) })
		}
	})
}

// compare embeds the texts with both engines.
func (c textCase) compare(t *testing.T, e *Engine) {
	dir := t.TempDir()
	tower := onnxgraph.TextTower{Model: c.Name, Weights: c.Weights, Location: "w", Architecture: c.Architecture, Context: c.Context, Dim: len(c.Embeddings[0])}
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
	spec := engine.TextSpec{Name: c.Name, Path: enginetest.WriteTo(t, dir, g), Input: onnxgraph.TextInput, Output: onnxgraph.TowerOutput, Context: c.Context, Dim: tower.Dim}
	got := read(t, e, spec, c.Ids)
	library, _, err := ort.FindLibrary()
	if err != nil {
		t.Skip("no ONNX Runtime on this machine: run `make setup`")
	}
	other, err := ort.Open(ort.Options{Library: library})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	want := read(t, other, spec, c.Ids)
	var worst float64
	for i := range got.N {
		worst = max(worst, difference(got.Row(i), want.Row(i)))
	}
	t.Logf("relative difference to ONNX Runtime %.2g", worst)
	if !(worst <= agreement) {
		t.Errorf("relative difference to ONNX Runtime %.2g, want at most %.0g", worst, agreement)
	}
}

// read returns the vectors of texts, the last batch filled up with zeros.
func read(t *testing.T, e engine.TextLoader, spec engine.TextSpec, ids [][]int64) matrix.Rows {
	t.Helper()
	m, err := e.LoadText(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	all := matrix.New(len(ids), spec.Dim)
	for from := 0; from < len(ids); from += m.Batch() {
		batch, out := make([]int64, m.Batch()*spec.Context), matrix.New(m.Batch(), spec.Dim)
		copy(batch, slices.Concat(ids[from:min(from+m.Batch(), len(ids))]...))
		if err := m.Embed(t.Context(), batch, out); err != nil {
			t.Fatal(err)
		}
		copy(all.Data[from*spec.Dim:], out.Data)
	}
	return all
}

func TestTextErrors(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *Engine) {
		_, err := e.LoadText(t.Context(), engine.TextSpec{Name: "clip", Path: "text_test.go", Input: "text", Output: "embedding", Context: 9, Dim: 7})
		enginetest.CheckError(t, err, "loading model clip: reading text_test.go")
		m := &textModel{text: engine.TextSpec{Name: "clip", Context: 9, Dim: 7}, model: &model{batch: 2}}
		enginetest.CheckError(t, m.Embed(t.Context(), make([]int64, 9), matrix.New(2, 7)), "got 9 ids", "want ids [2, 9]")
		e.Close()
		_, err = e.LoadText(t.Context(), engine.TextSpec{Name: "clip"})
		enginetest.CheckError(t, err, "loading text model clip: the engine is closed")
	})
}

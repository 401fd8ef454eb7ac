package train

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// agreement is the largest relative difference between vectors of GoMLX and of ONNX Runtime.
const agreement = 1e-4

// TestExport compares the exported weights, as package onnxgraph and ONNX Runtime run them, with the network
// that was trained.
func TestExport(t *testing.T) {
	backend := open(t)
	for _, o := range []Objective{None, Supervised, Contrastive, Distillation} {
		t.Run(string(o), func(t *testing.T) {
			r := small(o)
			r.Images = 3 * r.Batch
			result, err := Run(t.Context(), backend, r, Options{})
			if err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(t.TempDir(), "micro")
			if err := result.WriteFiles(path, result.Record("test", Validation{})); err != nil {
				t.Fatal(err)
			}
			pictures := []picture{newPicture(world.New(3, 1).Draw(r.Net.Size)), newPicture(world.New(3, 2).Draw(r.Net.Size))}
			got, err := embedImages(backend, r.Net, rounded(t, path+".safetensors"), pictures)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, got, runImages(t, r.Net, path+".safetensors", pictures))
			if result.Text == nil {
				return
			}
			texts := [][]int64{result.Words.Encode("a red star", r.Text.Context), result.Words.Encode("a small striped blue boat on water with the word \"cup\"", r.Text.Context)}
			got, err = embedTexts(backend, *result.Recipe.Text, rounded(t, path+"-text.safetensors"), texts)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, got, runTexts(t, *result.Recipe.Text, path+"-text.safetensors", texts))
		})
	}
}

// TestBrought does the same with the weights that vfm brings.
func TestBrought(t *testing.T) {
	backend := open(t)
	brought := filepath.Join("..", "zoo", "weights")
	for name, o := range map[string]Objective{"random-init": None, "micro-imagenet": Supervised, "micro-clip": Contrastive, "micro-dino": Distillation} {
		t.Run(name, func(t *testing.T) {
			r := DefaultRecipe(o)
			path := filepath.Join(brought, name)
			pictures := []picture{newPicture(world.New(3, 1).Draw(r.Net.Size)), newPicture(world.New(3, 2).Draw(r.Net.Size))}
			got, err := embedImages(backend, r.Net, rounded(t, path+".safetensors"), pictures)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, got, runImages(t, r.Net, path+".safetensors", pictures))
			if r.Text == nil {
				return
			}
			words, err := tokenizer.Read(path + ".merges.txt")
			if err != nil {
				t.Fatal(err)
			}
			texts := [][]int64{words.Encode("a picture of a star", r.Text.Context), words.Encode("a red boat on water", r.Text.Context)}
			got, err = embedTexts(backend, *r.Text, rounded(t, path+"-text.safetensors"), texts)
			if err != nil {
				t.Fatal(err)
			}
			compare(t, got, runTexts(t, *r.Text, path+"-text.safetensors", texts))
		})
	}
}

// rounded reads the weights of a file.
func rounded(t *testing.T, path string) []safetensors.Values {
	t.Helper()
	file, err := safetensors.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	var list []safetensors.Values
	for _, x := range file.Tensors() {
		data, err := file.Values(x)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, safetensors.Values{Name: x.Name, Shape: x.Shape, Data: data})
	}
	return list
}

func compare(t *testing.T, got, want matrix.Rows) {
	t.Helper()
	var d, w float64
	for i := range want.Data {
		d += math.Pow(float64(got.Data[i]-want.Data[i]), 2)
		w += math.Pow(float64(want.Data[i]), 2)
	}
	t.Logf("relative difference %.2g", math.Sqrt(d/w))
	if !(math.Sqrt(d/w) <= agreement) {
		t.Errorf("relative difference to ONNX Runtime %.2g, want at most %.0g", math.Sqrt(d/w), agreement)
	}
}

// runImages embeds pictures with ONNX Runtime.
func runImages(t *testing.T, n Net, weights string, pictures []picture) matrix.Rows {
	t.Helper()
	tower := onnxgraph.Tower{Model: "micro", Card: "micro.yaml", Weights: weights, Location: "w", Size: n.Size, Dim: n.Width,
		Architecture: architecture.Spec{Kind: architecture.ViT, Heads: n.Heads, Eps: eps, Projection: n.Output > 0}}
	if n.Output > 0 {
		tower.Dim = n.Output
	}
	g, err := tower.Graph()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := tower.WriteWeights(&file); err != nil {
		t.Fatal(err)
	}
	area := n.Size * n.Size
	pixels := make([]float32, len(pictures)*3*area)
	for i, p := range pictures {
		for k, level := range p.rgb {
			pixels[(3*i+k%3)*area+k/3] = (float32(level)/255 - colourMean) / colourDeviation
		}
	}
	return runGraph(t, g, file.Bytes(), engine.Input{Name: onnxgraph.TowerInput, Layout: "NCHW", Height: n.Size, Width: n.Size}, tower.Dim, pixels, len(pictures))
}

// runTexts embeds ids with ONNX Runtime. They come as the red of images of one row, since engines run images:
// the graph begins with their way back.
func runTexts(t *testing.T, text Text, weights string, ids [][]int64) matrix.Rows {
	t.Helper()
	tower := onnxgraph.TextTower{Model: "micro", Card: "micro.yaml", Weights: weights, Location: "w", Context: text.Context, Dim: text.Output,
		Architecture: architecture.Spec{Kind: architecture.Text, Heads: text.Heads, Eps: eps}}
	g, err := tower.Graph()
	if err != nil {
		t.Fatal(err)
	}
	var file bytes.Buffer
	if err := tower.WriteWeights(&file); err != nil {
		t.Fatal(err)
	}
	const int64Type = 7
	g.Inputs = []onnxgraph.Value{{Name: "row", Shape: []onnxgraph.Dim{onnxgraph.Any("n"), onnxgraph.Fixed(3), onnxgraph.Fixed(1), onnxgraph.Fixed(text.Context)}}}
	g.Nodes = append([]onnxgraph.Node{
		{Op: "Constant", Outputs: []string{"red"}, Attrs: []onnxgraph.Attr{onnxgraph.Int("value_int", 0)}},
		{Op: "Gather", Inputs: []string{"row", "red"}, Outputs: []string{"reds"}, Attrs: []onnxgraph.Attr{onnxgraph.Int("axis", 1)}},
		{Op: "Constant", Outputs: []string{"flat"}, Attrs: []onnxgraph.Attr{onnxgraph.Ints("value_ints", 0, -1)}},
		{Op: "Reshape", Inputs: []string{"reds", "flat"}, Outputs: []string{"list"}},
		{Op: "Cast", Inputs: []string{"list"}, Outputs: []string{onnxgraph.TextInput}, Attrs: []onnxgraph.Attr{onnxgraph.Int("to", int64Type)}},
	}, g.Nodes...)
	pixels := make([]float32, len(ids)*3*text.Context)
	for i, list := range ids {
		for k, id := range list {
			pixels[3*i*text.Context+k] = float32(id)
		}
	}
	return runGraph(t, g, file.Bytes(), engine.Input{Name: "row", Layout: "NCHW", Height: 1, Width: text.Context}, text.Output, pixels, len(ids))
}

// runGraph runs n inputs through a graph whose weights lie beside it.
func runGraph(t *testing.T, g onnxgraph.Graph, weights []byte, in engine.Input, dim int, pixels []float32, n int) matrix.Rows {
	t.Helper()
	library, _, err := ort.FindLibrary()
	if err != nil {
		t.Skip("no ONNX Runtime on this machine: run `make setup`")
	}
	e, err := ort.Open(ort.Options{Library: library, Threads: 1})
	if err != nil {
		t.Fatal(err)
	}
	defer e.Close()
	model, err := g.Encode()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	for name, data := range map[string][]byte{"model.onnx": model, "w": weights} {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	m, err := e.Load(t.Context(), engine.ModelSpec{Name: "micro", Card: "micro.yaml", Path: filepath.Join(dir, "model.onnx"),
		Input: in, Output: engine.Output{Name: onnxgraph.TowerOutput, Dim: dim}})
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	one, out := len(pixels)/n, matrix.New(n, dim)
	for i := range n {
		batch, vectors := make([]float32, m.Batch()*one), matrix.New(m.Batch(), dim)
		copy(batch, pixels[i*one:(i+1)*one])
		if err := m.Embed(t.Context(), batch, vectors); err != nil {
			t.Fatal(err)
		}
		copy(out.Row(i), vectors.Row(0))
	}
	return out
}

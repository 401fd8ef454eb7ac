package xla

import (
	"encoding/json"
	"math"
	"math/rand/v2"
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

// agreement is the largest relative difference between vectors of this engine and of ONNX Runtime.
const agreement = 1e-4

// towers are where onnxgraph/testdata/generate.py left its models.
var towers = filepath.Join("..", "..", "onnxgraph", "testdata")

// TestTowers compares the graphs of package onnxgraph, whose weights lie in another file, with ONNX Runtime.
func TestTowers(t *testing.T) {
	text, err := os.ReadFile(filepath.Join(towers, "cases.json"))
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Name, Weights string
		Architecture  architecture.Spec
		Size          int
		Embeddings    [][]float32
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	eachBackend(t, func(t *testing.T, e *Engine) {
		for _, c := range cases {
			t.Run(c.Name, func(t *testing.T) {
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
				compare(t, e, engine.ModelSpec{Name: c.Name, Card: tower.Card, Path: enginetest.WriteTo(t, dir, g),
					Input:  engine.Input{Name: onnxgraph.TowerInput, Layout: "NCHW", Height: c.Size, Width: c.Size},
					Output: engine.Output{Name: onnxgraph.TowerOutput, Dim: tower.Dim}})
			})
		}
	})
}

// TestRealWeights compares the small published models with ONNX Runtime, where they are at hand.
func TestRealWeights(t *testing.T) {
	if testing.Short() {
		t.Skip("real models take a few seconds")
	}
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "..", "shared")
	}
	eachBackend(t, func(t *testing.T, e *Engine) {
		for _, c := range []struct {
			file, input string
			size, dim   int
		}{
			{"mobilenetv2-7_fp32.onnx", "input", 224, 1280},
			{"squeezenet1.1-7_fp32.onnx", "input", 224, 512},
			{"fgx_so400m_student_fp32.onnx", "image", 128, 512},
		} {
			t.Run(c.file, func(t *testing.T) {
				path := filepath.Join(shared, "weights", c.file)
				if _, err := os.Stat(path); err != nil {
					t.Skipf("no real weights here: %v", err)
				}
				compare(t, e, engine.ModelSpec{
					Name: c.file, Card: "card.yaml", Path: path,
					Input:  engine.Input{Name: c.input, Layout: "NCHW", Height: c.size, Width: c.size},
					Output: engine.Output{Name: "embedding", Dim: c.dim},
				})
			})
		}
	})
}

// compare embeds a batch of noise with this engine, turned round by one image the second time, and with ONNX
// Runtime.
func compare(t *testing.T, e *Engine, spec engine.ModelSpec) {
	t.Helper()
	image := 3 * spec.Input.Height * spec.Input.Width
	pixels := make([]float32, e.batch*image)
	rng := rand.New(rand.NewPCG(1, 0))
	for i := range pixels {
		pixels[i] = float32(rng.NormFloat64())
	}
	both := embed(t, e, spec, pixels, slices.Concat(pixels[image:], pixels[:image]))
	got, turned := both[0], both[1]
	library, _, err := ort.FindLibrary()
	if err != nil {
		t.Skip("no ONNX Runtime on this machine: run `make setup`")
	}
	other, err := ort.Open(ort.Options{Library: library})
	if err != nil {
		t.Fatal(err)
	}
	defer other.Close()
	want := embed(t, other, spec, pixels)[0]
	var worst float64
	for i := range got.N {
		worst = max(worst, difference(got.Row(i), want.Row(i)))
		if !slices.Equal(turned.Row((i+got.N-1)%got.N), got.Row(i)) {
			t.Errorf("image %d has another vector at another place of the batch", i)
		}
	}
	t.Logf("relative difference to ONNX Runtime %.2g", worst)
	if !(worst <= agreement) {
		t.Errorf("relative difference to ONNX Runtime %.2g, want at most %.0g", worst, agreement)
	}
}

// embed returns the vectors of several lists of images, the last batch of each filled up with black.
func embed(t *testing.T, e engine.Engine, spec engine.ModelSpec, lists ...[]float32) []matrix.Rows {
	t.Helper()
	m, err := e.Load(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	image := 3 * spec.Input.Height * spec.Input.Width
	all := make([]matrix.Rows, len(lists))
	for k, pixels := range lists {
		all[k] = matrix.New(len(pixels)/image, spec.Output.Dim)
		for i := 0; i < all[k].N; i += m.Batch() {
			batch, out := make([]float32, m.Batch()*image), matrix.New(m.Batch(), spec.Output.Dim)
			copy(batch, pixels[i*image:])
			if err := m.Embed(t.Context(), batch, out); err != nil {
				t.Fatal(err)
			}
			copy(all[k].Data[i*out.Dim:], out.Data)
		}
	}
	return all
}

// difference is |got - want| / |want|; NaN where one is not a number.
func difference(got, want []float32) float64 {
	var d, w float64
	for i := range want {
		d += math.Pow(float64(got[i])-float64(want[i]), 2)
		w += math.Pow(float64(want[i]), 2)
	}
	return math.Sqrt(d / w)
}

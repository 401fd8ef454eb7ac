package ort

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/enginetest"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

func TestConformance(t *testing.T) { enginetest.Backend(t, open(t, Options{Threads: 3})) }

// TestLateMismatch is a card that only the run shows to be wrong, for a shape that hangs on the numbers.
func TestLateMismatch(t *testing.T) {
	e := open(t, Options{})
	embed := func(spec engine.ModelSpec) error {
		m := load(t, e, spec)
		return m.Embed(t.Context(), noise(m.Batch()*3*8*12), matrix.New(m.Batch(), spec.Output.Dim))
	}
	columns := onnxgraph.Node{Op: "Unique", Inputs: []string{"vector"}, Outputs: []string{"columns of"}, Attrs: []onnxgraph.Attr{onnxgraph.Int("axis", 1)}}
	g := enginetest.Tower("n", false, columns)
	g.Outputs[0].Shape[1] = onnxgraph.Any("columns")
	spec := enginetest.Card(enginetest.Write(t, g))
	spec.Output = engine.Output{Name: "columns of", Dim: 9}
	enginetest.CheckError(t, embed(spec), fmt.Sprintf("[%d, 7]", batchCPU), "[n, 9]", "models/tower.yaml")
}

// TestValues compares a batch with the same sums done in Go.
func TestValues(t *testing.T) {
	e := open(t, Options{})
	m, pixels := load(t, e, enginetest.Card(enginetest.Write(t, enginetest.Tower("n", false)))), noise(batchCPU*3*8*12)
	got := matrix.New(m.Batch(), 7)
	if err := m.Embed(t.Context(), pixels, got); err != nil {
		t.Fatal(err)
	}
	spec := enginetest.Card(enginetest.Write(t, enginetest.Tower("n", true)))
	spec.Output = engine.Output{Name: "tokens", Dim: 5, Pooling: "mean"}
	mean := matrix.New(m.Batch(), 5)
	if err := load(t, e, spec).Embed(t.Context(), pixels, mean); err != nil {
		t.Fatal(err)
	}
	patch, head := enginetest.Weight("patch", 5, 3, 4, 4).Data, enginetest.Weight("head", 30, 7).Data
	for i := range m.Batch() {
		image := pixels[i*3*8*12:][:3*8*12]
		var flat [30]float64 // [6 tokens, 5]
		for token := range 6 {
			for ch := range 5 {
				for at, w := range patch[ch*48:][:48] {
					c, y, x := at/16, at/4%4+token/3*4, at%4+token%3*4
					flat[token*5+ch] += float64(w) * float64(image[c*96+y*12+x])
				}
			}
		}
		for j, x := range got.Row(i) {
			var want float64
			for k, f := range flat {
				want += f * float64(head[k*7+j])
			}
			checkNear(t, float64(x), want)
		}
		for j, x := range mean.Row(i) {
			var want float64
			for token := range 6 {
				want += flat[token*5+j] / 6
			}
			checkNear(t, float64(x), want)
		}
	}
}

func checkNear(t *testing.T, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-5 {
		t.Fatalf("got %v, want %v", got, want)
	}
}

func noise(n int) []float32 { return enginetest.Weight("", int64(n)).Data }

func load(t testing.TB, e *Engine, spec engine.ModelSpec) engine.Model {
	t.Helper()
	m, err := e.Load(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { m.Close() })
	return m
}

func TestThreadsDoNotChangeVectors(t *testing.T) {
	path, pixels := enginetest.Write(t, enginetest.Tower("n", false)), noise(batchCPU*3*8*12)
	var want []float32
	for _, threads := range []int{1, 2, 5} {
		m := load(t, open(t, Options{Threads: threads}), enginetest.Card(path))
		if m.Parallel() != threads {
			t.Errorf("%d threads: parallel %d", threads, m.Parallel())
		}
		out := matrix.New(m.Batch(), 7)
		if err := m.Embed(t.Context(), pixels, out); err != nil {
			t.Fatal(err)
		}
		if want != nil && !slices.Equal(out.Data, want) {
			t.Errorf("%d threads give other vectors", threads)
		}
		want = out.Data
	}
}

// TestCancelLongRun stops a run of half a minute. Its result would be an error too, but another one.
func TestCancelLongRun(t *testing.T) {
	g := onnxgraph.Graph{
		Name:    "long",
		Inputs:  []onnxgraph.Value{{Name: "image", Shape: []onnxgraph.Dim{onnxgraph.Any("n"), onnxgraph.Fixed(3), onnxgraph.Fixed(256), onnxgraph.Fixed(256)}}},
		Outputs: []onnxgraph.Value{{Name: "vector", Shape: []onnxgraph.Dim{onnxgraph.Any("n"), onnxgraph.Fixed(3 * 256 * 256)}}},
	}
	last := "image"
	for i := range 3000 {
		next := "x" + strings.Repeat("i", i+1)
		g.Nodes = append(g.Nodes, onnxgraph.Node{Op: "MatMul", Inputs: []string{last, "image"}, Outputs: []string{next}})
		last = next
	}
	g.Nodes = append(g.Nodes, onnxgraph.Node{Op: "Flatten", Inputs: []string{last}, Outputs: []string{"vector"}})
	spec := enginetest.Card(enginetest.Write(t, g))
	spec.Input.Height, spec.Input.Width, spec.Output.Dim = 256, 256, 3*256*256
	m := load(t, open(t, Options{}), spec)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	err := m.Embed(ctx, noise(m.Batch()*3*256*256), matrix.New(m.Batch(), spec.Output.Dim))
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v, want context.DeadlineExceeded", err)
	}
}

func TestEngine(t *testing.T) {
	a, b := open(t, Options{}), open(t, Options{Device: "cpu"})
	if a.Identity() != b.Identity() || a.Identity() != "onnxruntime "+a.Version()+" cpu" {
		t.Errorf("identities %q and %q", a.Identity(), b.Identity())
	}
	if d := a.Devices(); d[0] != "cpu" {
		t.Errorf("devices %v", d)
	}
	a.Close()
	a.Close()
	_, err := a.Load(t.Context(), enginetest.Card(enginetest.Write(t, enginetest.Tower("n", false))))
	enginetest.CheckError(t, err, "loading model tower", "closed")
	_, err = a.Scorer(4)
	enginetest.CheckError(t, err, "closed")
	load(t, b, enginetest.Card(enginetest.Write(t, enginetest.Tower("n", false))))
}

func TestDevices(t *testing.T) {
	e := open(t, Options{})
	_, err := Open(Options{Device: "tpu"})
	enginetest.CheckError(t, err, `"tpu"`, "cpu or cuda")
	if !slices.Contains(e.Devices(), "cuda") {
		_, err = Open(Options{Device: "cuda"})
		enginetest.CheckError(t, err, "device cuda", e.Version(), "-device cpu")
	}
}

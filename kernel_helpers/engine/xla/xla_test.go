package xla

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/engine/enginetest"
	"github.com/vfm-go/vfm/kernel_helpers/engine/pjrt"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// eachBackend runs do with GoMLX's backend in Go, and with XLA where a plugin for the CPU is found.
func eachBackend(t *testing.T, do func(t *testing.T, e *Engine)) {
	plugin, err := pjrt.Find("cpu")
	for _, backend := range []string{"go", "xla"} {
		t.Run(backend, func(t *testing.T) {
			value := "go"
			if backend == "xla" {
				needPlugin(t, err)
				value = "xla:" + plugin
			}
			t.Setenv(pjrt.BackendVariable, value)
			do(t, open(t))
		})
	}
}

// needPlugin skips where there is no plugin for the CPU.
func needPlugin(t *testing.T, err error) {
	t.Helper()
	if errors.Is(err, pjrt.ErrNone) {
		t.Skipf("%v on this machine: %s", err, pjrt.Advice("cpu"))
	}
	if err != nil {
		t.Fatal(err)
	}
}

func open(t *testing.T) *Engine {
	t.Helper()
	e, err := Open("cpu")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { e.Close() })
	return e
}

func TestConformance(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *Engine) { enginetest.Backend(t, e) })
}

func TestIdentity(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *Engine) {
		backend := "go(-simd)? " + regexp.QuoteMeta(computeVersion)
		if strings.HasSuffix(t.Name(), "xla") {
			backend = "xla " + regexp.QuoteMeta(goxlaVersion) + " [0-9a-f]{12}"
		}
		want := "^gomlx " + regexp.QuoteMeta(gomlxVersion) + " onnx-gomlx " + regexp.QuoteMeta(onnxVersion) + " " + backend + " cpu$"
		if id := e.Identity(); !regexp.MustCompile(want).MatchString(id) {
			t.Errorf("identity %q, want %s", id, want)
		}
	})
	for module, version := range map[string]string{
		"gomlx": gomlxVersion, "onnx-gomlx": onnxVersion, "compute": computeVersion, "go-xla": goxlaVersion,
	} {
		if want := requirement(t, module); version != want {
			t.Errorf("this package says %s %s, go.mod %s", module, version, want)
		}
	}
}

// requirement is the version of a module of GoMLX in go.mod.
func requirement(t *testing.T, module string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", "..", "go.mod"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(text), "github.com/gomlx/"+module+" v")
	version, _, _ := strings.Cut(rest, "\n")
	return version
}

// TestUnknownOperator loads a graph with an operator that GoMLX does not have.
func TestUnknownOperator(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *Engine) {
		path := enginetest.Write(t, enginetest.Tower("n", false, onnxgraph.Node{Op: "Mish", Inputs: []string{"vector"}, Outputs: []string{"embedding"}}))
		spec := enginetest.Card(path)
		spec.Output.Name = "embedding"
		_, err := e.Load(t.Context(), spec)
		enginetest.CheckError(t, err, "loading model tower", path, `"Mish"`, "-engine ort")
	})
}

// TestCancelLongRun leaves a run of several seconds and closes all under it.
func TestCancelLongRun(t *testing.T) {
	const size = 256
	g := onnxgraph.Graph{
		Name:    "long",
		Inputs:  []onnxgraph.Value{{Name: "image", Shape: []onnxgraph.Dim{onnxgraph.Any("n"), onnxgraph.Fixed(3), onnxgraph.Fixed(size), onnxgraph.Fixed(size)}}},
		Outputs: []onnxgraph.Value{{Name: "vector", Shape: []onnxgraph.Dim{onnxgraph.Any("n"), onnxgraph.Fixed(3 * size * size)}}},
	}
	last := "image"
	for i := range 60 {
		next := "x" + strings.Repeat("i", i+1)
		g.Nodes = append(g.Nodes, onnxgraph.Node{Op: "MatMul", Inputs: []string{last, "image"}, Outputs: []string{next}})
		last = next
	}
	g.Nodes = append(g.Nodes, onnxgraph.Node{Op: "Flatten", Inputs: []string{last}, Outputs: []string{"vector"}})
	spec := enginetest.Card(enginetest.Write(t, g))
	spec.Input.Height, spec.Input.Width, spec.Output.Dim = size, size, 3*size*size
	eachBackend(t, func(t *testing.T, e *Engine) {
		m, err := e.Load(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
		defer cancel()
		began := time.Now()
		err = m.Embed(ctx, make([]float32, m.Batch()*3*size*size), matrix.New(m.Batch(), spec.Output.Dim))
		if !errors.Is(err, context.DeadlineExceeded) {
			t.Errorf("got %v, want context.DeadlineExceeded", err)
		}
		e.Close()
		m.Close()
		if took := time.Since(began); took > time.Second {
			t.Errorf("the call and closing took %v", took)
		}
	})
}

func TestClosedEngine(t *testing.T) {
	eachBackend(t, func(t *testing.T, e *Engine) {
		spec := enginetest.Card(enginetest.Write(t, enginetest.Tower("n", false)))
		m, err := e.Load(t.Context(), spec)
		if err != nil {
			t.Fatal(err)
		}
		e.Close()
		e.Close()
		_, err = e.Load(t.Context(), spec)
		enginetest.CheckError(t, err, "loading model tower", "closed")
		_, err = e.Scorer(4)
		enginetest.CheckError(t, err, "closed")
		if err := m.Embed(t.Context(), make([]float32, m.Batch()*3*8*12), matrix.New(m.Batch(), 7)); err != nil {
			t.Errorf("a model that was open when its engine was closed: %v", err)
		}
		m.Close()
	})
}

func TestDevices(t *testing.T) {
	_, err := Open("tpu")
	enginetest.CheckError(t, err, `"tpu"`, "cpu or cuda")
	t.Setenv(pjrt.BackendVariable, "go")
	_, err = Open("cuda")
	enginetest.CheckError(t, err, "cuda", "unset it")
	t.Setenv(pjrt.BackendVariable, "")
	if _, err := pjrt.Find("cuda"); errors.Is(err, pjrt.ErrNone) {
		_, err = Open("cuda")
		enginetest.CheckError(t, err, "cuda", "jax[cuda13]", "-device cpu", pjrt.BackendVariable)
	}
}

// TestPluginOfAnotherDevice asks a plugin for the CPU for a GPU.
func TestPluginOfAnotherDevice(t *testing.T) {
	plugin, err := pjrt.Find("cpu")
	needPlugin(t, err)
	t.Setenv(pjrt.BackendVariable, "xla:"+plugin)
	_, err = Open("cuda")
	enginetest.CheckError(t, err, plugin, "cuda", "cpu", pjrt.BackendVariable)
}

// TestBadPlugin opens a file that is no plugin.
func TestBadPlugin(t *testing.T) {
	file := filepath.Join(t.TempDir(), "libpjrt_cpu.so")
	if err := os.WriteFile(file, []byte("no library"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv(pjrt.BackendVariable, "xla:"+file)
	_, err := Open("cpu")
	enginetest.CheckError(t, err, file, pjrt.BackendVariable, "pip install")
}

package ort

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/enginetest"
)

// TestRealWeights runs the conformance tests on the small published models, where they are at hand.
func TestRealWeights(t *testing.T) {
	if testing.Short() {
		t.Skip("real models take a few seconds")
	}
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "..", "shared")
	}
	e := open(t, Options{Threads: 2})
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
			enginetest.Model(t, e, engine.ModelSpec{
				Name: c.file, Card: "card.yaml", Path: path,
				Input:  engine.Input{Name: c.input, Layout: "NCHW", Height: c.size, Width: c.size},
				Output: engine.Output{Name: "embedding", Dim: c.dim},
			})
		})
	}
}

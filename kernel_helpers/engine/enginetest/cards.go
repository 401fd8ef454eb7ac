package enginetest

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// Cards loads files that are not as their card says, and files that are no models: the errors name the card,
// the file and both sides.
func Cards(t *testing.T, e engine.Engine) {
	t.Helper()
	t.Run("card against file", func(t *testing.T) { cardAgainstFile(t, e) })
	t.Run("late mismatch", func(t *testing.T) { lateMismatch(t, e) })
	t.Run("no model", func(t *testing.T) { noModel(t, e) })
}

// cardAgainstFile loads models that are not as their card says.
func cardAgainstFile(t *testing.T, e engine.Engine) {
	vector, tokens := Write(t, Tower("n", false)), Write(t, Tower("n", true))
	for name, c := range map[string]struct {
		path   string
		change func(s *engine.ModelSpec)
		want   []string
	}{
		"input name": {vector, func(s *engine.ModelSpec) { s.Input.Name = "pixels" },
			[]string{"models/tower.yaml", vector, `"pixels"`, "[n, 3, 8, 12]", `"image" float32 [n, 3, 8, 12]`}},
		"input size":   {vector, func(s *engine.ModelSpec) { s.Input.Width = 8 }, []string{"[n, 3, 8, 8]", "[n, 3, 8, 12]"}},
		"input layout": {vector, func(s *engine.ModelSpec) { s.Input.Layout = "NHWC" }, []string{"[n, 8, 12, 3]", "[n, 3, 8, 12]"}},
		"output name":  {vector, func(s *engine.ModelSpec) { s.Output.Name = "embedding" }, []string{`"embedding"`, `"vector" float32 [n, 7]`}},
		"output dim":   {vector, func(s *engine.ModelSpec) { s.Output.Dim = 512 }, []string{"[n, 512]", `"vector" float32 [n, 7]`}},
		"no tokens":    {vector, func(s *engine.ModelSpec) { s.Output.Pooling = "mean" }, []string{"[n, tokens, 7]", `"vector" float32 [n, 7]`}},
		"no pooling": {tokens, func(s *engine.ModelSpec) { s.Output = engine.Output{Name: "tokens", Dim: 5} },
			[]string{"pooling: token", "pooling: mean", `"tokens" float32 [n, 6, 5]`}},
		"missing file":   {vector + "x", func(s *engine.ModelSpec) {}, []string{vector + "x", "no such file"}},
		"bad layout":     {vector, func(s *engine.ModelSpec) { s.Input.Layout = "CHW" }, []string{"NCHW", "NHWC", "models/tower.yaml"}},
		"bad dim":        {vector, func(s *engine.ModelSpec) { s.Output.Dim = 0 }, []string{"dim"}},
		"bad size":       {vector, func(s *engine.ModelSpec) { s.Input.Height = 0 }, []string{"pixels"}},
		"bad pooling":    {vector, func(s *engine.ModelSpec) { s.Output.Pooling = "max" }, []string{`"max"`, "token", "mean"}},
		"negative token": {tokens, func(s *engine.ModelSpec) { s.Output.Token = -1 }, []string{"token -1"}},
	} {
		t.Run(name, func(t *testing.T) {
			spec := Card(c.path)
			c.change(&spec)
			_, err := e.Load(t.Context(), spec)
			CheckError(t, err, append(c.want, "loading model tower")...)
		})
	}
}

// lateMismatch is a card that only the graph's result shows to be wrong, when it is loaded or when it is run.
func lateMismatch(t *testing.T, e engine.Engine) {
	embed := func(spec engine.ModelSpec) error {
		m, err := e.Load(t.Context(), spec)
		if err != nil {
			return err
		}
		defer m.Close()
		pixels := make([]float32, m.Batch()*3*8*12)
		return m.Embed(t.Context(), pixels, matrix.New(m.Batch(), spec.Output.Dim))
	}
	spec := Card(Write(t, undeclared(Tower("n", false))))
	spec.Output.Dim = 9
	CheckError(t, embed(spec), ", 7]", "[n, 9]", "models/tower.yaml")
	spec = Card(Write(t, Tower("n", true)))
	spec.Output = engine.Output{Name: "tokens", Dim: 5, Pooling: "token", Token: 6}
	CheckError(t, embed(spec), "token 6", "6 tokens", "models/tower.yaml")
}

// undeclared leaves the shape of the output to the run.
func undeclared(g onnxgraph.Graph) onnxgraph.Graph {
	for i := range g.Outputs[0].Shape {
		g.Outputs[0].Shape[i] = onnxgraph.Any("out" + string(rune('a'+i)))
	}
	return g
}

// noModel loads files that are no image models.
func noModel(t *testing.T, e engine.Engine) {
	g := Tower("n", false)
	g.Inputs = append(g.Inputs, onnxgraph.Value{Name: "mask", Shape: []onnxgraph.Dim{onnxgraph.Any("n")}})
	_, err := e.Load(t.Context(), Card(Write(t, g)))
	CheckError(t, err, "one image input", "2 inputs", `"mask" float32 [n]`)
	junk := filepath.Join(t.TempDir(), "junk.onnx")
	if err := os.WriteFile(junk, []byte("package ort // this is no model"), 0o644); err != nil {
		t.Fatal(err)
	}
	_, err = e.Load(t.Context(), Card(junk))
	CheckError(t, err, junk, "whole .onnx file")
}

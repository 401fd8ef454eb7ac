package enginetest

import (
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// Backend runs all that this package has on small models of its own: every kind of output and of declared
// shape, cards that do not fit, and the scorer. The engine stays open.
func Backend(t *testing.T, e engine.Backend) {
	t.Helper()
	tokens := func(pooling string) engine.ModelSpec {
		spec := Card(Write(t, Tower("n", true)))
		spec.Output = engine.Output{Name: "tokens", Dim: 5, Pooling: pooling, Token: 4}
		return spec
	}
	for name, spec := range map[string]engine.ModelSpec{
		"any batch":   Card(Write(t, Tower("n", false))),
		"batch of 1":  Card(Write(t, Tower("", false))),
		"token":       tokens("token"),
		"mean token":  tokens("mean"),
		"any shape":   Card(Write(t, withoutShapes(Tower("n", false)))),
		"second name": Card(Write(t, twoOutputs(Tower("n", false)))),
	} {
		t.Run(name, func(t *testing.T) { Model(t, e, spec) })
	}
	Cards(t, e)
	t.Run("scorer", func(t *testing.T) { Scorer(t, e.Scorer) })
}

// withoutShapes leaves every size of the input and output to the run.
func withoutShapes(g onnxgraph.Graph) onnxgraph.Graph {
	for _, v := range []*onnxgraph.Value{&g.Inputs[0], &g.Outputs[0]} {
		for i := range v.Shape {
			v.Shape[i] = onnxgraph.Any(v.Name + string(rune('a'+i)))
		}
	}
	return g
}

func twoOutputs(g onnxgraph.Graph) onnxgraph.Graph {
	g.Outputs = append([]onnxgraph.Value{{Name: "tokens", Shape: []onnxgraph.Dim{onnxgraph.Any("n"), onnxgraph.Fixed(6), onnxgraph.Fixed(5)}}}, g.Outputs...)
	return g
}

package onnxgraph

import (
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// The names of a tower's input, pixels float32 [n, 3, Size, Size], and of its output, float32 [n, Dim].
const (
	TowerInput  = "image"
	TowerOutput = "embedding"
)

// TowerVersion changes when a tower's graph may give other vectors than before. It belongs to the key of
// the vectors.
const TowerVersion = "vfm tower 1"

// Tower is an image model whose graph is built from a safetensors file in timm's naming. What the file
// tells is read from it: widths, depths, patch, class and register tokens, biases, LayerScale.
//
//	t := onnxgraph.Tower{Model: "dinov2-small", Weights: "model.safetensors", Location: "model.safetensors",
//		Architecture: architecture.Spec{Kind: "vit", Heads: 6, Eps: 1e-6}, Size: 224, Dim: 384}
//	g, err := t.Graph()
//	model, err := g.Encode() // a few hundred kB: the weights stay where they are
type Tower struct {
	Model, Card  string // name of the model and path of its card, for errors
	Weights      string // the safetensors file
	Location     string // the name that the same file has in the folder of the .onnx file
	Architecture architecture.Spec
	Size         int // of the input, pixels
	Dim          int // of the embedding, as the card says it
}

// Graph builds the tower. A tensor that is missing, has no place in the architecture, or has another type
// or shape than its place asks for is an error that names it and the card.
func (t Tower) Graph() (Graph, error) {
	g, err := t.graph()
	if err != nil {
		return Graph{}, fmt.Errorf("building the graph of %s (card %s) from %s: %w", t.Model, t.Card, t.Weights, err)
	}
	return g, nil
}

func (t Tower) graph() (Graph, error) {
	t.Architecture = t.Architecture.WithDefaults()
	if err := t.Architecture.Validate(); err != nil {
		return Graph{}, fmt.Errorf("architecture: %w", err)
	}
	if t.Architecture.Kind == architecture.Text {
		return Graph{}, fmt.Errorf("kind text reads no images; put this architecture under `text`")
	}
	file, err := safetensors.Open(t.Weights)
	if err != nil {
		return Graph{}, err
	}
	defer file.Close()
	b := newBuilder(t, file)
	n := Any("n")
	b.graph.Inputs = []Value{{Name: TowerInput, Shape: []Dim{n, Fixed(3), Fixed(t.Size), Fixed(t.Size)}}}
	var out vector
	switch t.Architecture.Kind {
	case architecture.ConvNeXt:
		out, err = b.convNeXt()
	case architecture.Eva:
		out, err = b.eva()
	default:
		out, err = b.vit()
	}
	if err == nil {
		err = b.finish(out)
	}
	if err != nil {
		return Graph{}, err
	}
	b.graph.Outputs = []Value{{Name: TowerOutput, Shape: []Dim{n, Fixed(t.Dim)}}}
	return b.graph, nil
}

// vector is a value [n, dim] of the graph.
type vector struct {
	name string
	dim  int
}

// project applies the head to a pooled vector where it is a part of the embedding, and passes it over where
// it is a classifier.
func (b *builder) project(x vector, head string) vector {
	weight, bias := head+".weight", head+".bias"
	if !b.tower.Architecture.Projection {
		b.ignore(weight, bias)
		return x
	}
	shape := b.shape(weight, 2)
	return vector{b.linear(x.name, head, shape[0], x.dim, b.has(bias)), shape[0]}
}

// finish names the output and reports what does not fit.
func (b *builder) finish(out vector) error {
	if b.err != nil {
		return b.err
	}
	if err := b.surplus(); err != nil {
		return err
	}
	if out.dim != b.tower.Dim {
		return fmt.Errorf("the embedding has %d values, the card says dim %d; correct dim, or `projection` under architecture, which says whether the head belongs to the embedding", out.dim, b.tower.Dim)
	}
	b.graph.Nodes[len(b.graph.Nodes)-1].Outputs[0] = TowerOutput
	return nil
}

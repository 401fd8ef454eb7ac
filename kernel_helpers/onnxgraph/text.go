package onnxgraph

import (
	"fmt"
	"math"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// TextInput is the name of a text tower's input, token ids int64 [n, Context]. Its output is TowerOutput,
// float32 [n, Dim].
const TextInput = "text"

// TextTower is the text model beside a model of images, built from a safetensors file in open_clip's naming
// or in that of transformers' CLIPModel. Tensors of the images' model in the same file are left out.
//
//	t := onnxgraph.TextTower{Model: "clip-b32", Weights: "open_clip_model.safetensors", Location: "open_clip_model.safetensors",
//		Architecture: architecture.Spec{Kind: "text", Heads: 8, Eps: 1e-5}, Context: 77, Dim: 512}
//	g, err := t.Graph()
type TextTower struct {
	Model, Card  string // name of the model and path of its card, for errors
	Weights      string // the safetensors file
	Location     string // the name that the same file has in the folder of the .onnx file
	Architecture architecture.Spec
	Context      int // tokens of each text; fewer than the model has positions for only with PoolArgmax and MaskCausal
	Dim          int // of the embedding, as the card says it of images
}

// Graph builds the tower. Its errors are like those of [Tower.Graph].
func (t TextTower) Graph() (Graph, error) {
	g, err := t.graph()
	if err != nil {
		return Graph{}, fmt.Errorf("building the text graph of %s (card %s) from %s: %w", t.Model, t.Card, t.Weights, err)
	}
	return g, nil
}

func (t TextTower) graph() (Graph, error) {
	t.Architecture = t.Architecture.WithDefaults()
	if err := t.Architecture.Validate(); err != nil {
		return Graph{}, fmt.Errorf("text.architecture: %w", err)
	}
	if t.Architecture.Kind != architecture.Text {
		return Graph{}, fmt.Errorf("text.architecture: kind is %q; that of a text must be text", t.Architecture.Kind)
	}
	file, err := safetensors.Open(t.Weights)
	if err != nil {
		return Graph{}, err
	}
	defer file.Close()
	b := newBuilder(Tower{Model: t.Model, Location: t.Location, Architecture: t.Architecture, Dim: t.Dim}, file)
	n := Any("n")
	b.graph.Inputs = []Value{{Name: TextInput, Shape: []Dim{n, Fixed(t.Context)}, Int64: true}}
	out, err := b.text(t.Context)
	if err != nil {
		return Graph{}, err
	}
	if out.dim != t.Dim {
		return Graph{}, fmt.Errorf("a text's embedding has %d values, an image's %d (dim of the card); take the text tower that was trained with the images'", out.dim, t.Dim)
	}
	if err := b.finish(out); err != nil {
		return Graph{}, err
	}
	b.graph.Outputs = []Value{{Name: TowerOutput, Shape: []Dim{n, Fixed(t.Dim)}}}
	return b.graph, nil
}

// textModel is the shape of a text tower, read from its tensors, and the names of these.
type textModel struct {
	vit
	textNames
	context int
	mask    string // "" = all tokens see all
}

// text builds open_clip's TextTransformer
// (https://github.com/mlfoundations/open_clip/blob/main/src/open_clip/transformer.py).
func (b *builder) text(context int) (vector, error) {
	t, err := b.readText(context)
	if err != nil {
		return vector{}, err
	}
	vocabulary, stored := b.shape(t.token, 2)[0], b.shape(t.position, 2)[0]
	x := b.node("Gather", []string{b.weight(t.token, vocabulary, t.dim), TextInput}, Int("axis", 0))
	x = b.add(x, b.rows(t.position, t.position, 0, context, stored, t.dim))
	x = b.reshape(x, -1, t.dim)
	if b.tower.Architecture.Mask == architecture.MaskCausal {
		t.mask = b.causal(context)
	}
	for i := range t.depth {
		x = b.textBlock(t, fmt.Sprint(t.blocks, i), x)
	}
	x = b.norm(b.poolText(t, x), t.final, t.dim)
	return b.projectText(t, x), b.err
}

// readText finds out whose names the file has, reads the shape and checks it against the card.
func (b *builder) readText(context int) (textModel, error) {
	t := textModel{textNames: b.textNames(), context: context}
	b.naming = t.naming
	for name := range b.tensors {
		for _, beginning := range t.leftOut {
			if strings.HasPrefix(name, beginning) {
				b.ignore(name)
			}
		}
	}
	spec, positions := b.tower.Architecture, b.shape(t.position, 2)
	if b.err != nil {
		return t, b.err
	}
	t.vit = vit{dim: positions[1], heads: spec.Heads, depth: b.count(t.blocks + "%.")}
	whole := spec.Pooling != architecture.PoolArgmax || spec.Mask != architecture.MaskCausal
	switch {
	case context < 1 || context > positions[0] || whole && context < positions[0]:
		return t, fmt.Errorf("context is %d, the model has %d positions; write `context: %d` under text", context, positions[0], positions[0])
	case t.dim%t.heads != 0:
		return t, fmt.Errorf("the width %d cannot be shared by %d heads; correct `heads` under text.architecture", t.dim, t.heads)
	case t.depth == 0:
		return t, fmt.Errorf("tensor %q is missing, expected F32 [%d]; is the file of this architecture, in %s naming?", t.blocks+"0"+t.norm1+".weight", t.dim, b.naming)
	}
	return t, nil
}

// causal is added to the scores [context, context]: no token sees a later one.
func (b *builder) causal(context int) string {
	mask := make([]float32, context*context)
	for i := range mask {
		if i%context > i/context {
			mask[i] = float32(math.Inf(-1))
		}
	}
	return b.constant("mask", mask, int64(context), int64(context))
}

// textBlock is one transformer block, tokens [n·context, dim] to the same.
func (b *builder) textBlock(t textModel, name, x string) string {
	y := b.norm(x, name+t.norm1, t.dim)
	y = b.masked(t, b.textPart(t, y, name, 0), b.textPart(t, y, name, 1), b.textPart(t, y, name, 2))
	x = b.add(x, b.linear(y, name+t.out, t.dim, t.dim, true))
	hidden := b.shape(name+t.fc1+".bias", 1)[0]
	y = b.linear(b.norm(x, name+t.norm2, t.dim), name+t.fc1, hidden, t.dim, true)
	return b.add(x, b.linear(b.activation(y), name+t.fc2, t.dim, hidden, true))
}

// masked is attention of all tokens to those that each may see, q, k and v [n·context, dim] to the same.
func (b *builder) masked(t textModel, q, k, val string) string {
	d := t.dim / t.heads
	heads := func(x string, order ...int64) string {
		return b.transpose(b.reshape(x, -1, t.context, t.heads, d), order...)
	}
	scores := b.node("MatMul", []string{heads(q, 0, 2, 1, 3), heads(k, 0, 2, 3, 1)})
	scores = b.multiply(scores, b.scalar(1/math.Sqrt(float64(d))))
	if t.mask != "" {
		scores = b.add(scores, t.mask)
	}
	x := b.node("MatMul", []string{b.node("Softmax", []string{scores}, Int("axis", -1)), heads(val, 0, 2, 1, 3)})
	return b.reshape(b.transpose(x, 0, 2, 1, 3), -1, t.dim)
}

// textPart computes queries (index 0), keys or values.
func (b *builder) textPart(t textModel, x, block string, index int) string {
	if t.in == "" {
		return b.linear(x, block+t.parts[index], t.dim, t.dim, true)
	}
	weight, bias := block+t.in+"_weight", block+t.in+"_bias"
	suffix := fmt.Sprintf(".%d", index)
	return b.node("Gemm", []string{x,
		b.rows(weight+suffix, weight, index*t.dim, t.dim, 3*t.dim, t.dim),
		b.rows(bias+suffix, bias, index*t.dim, t.dim, 3*t.dim)}, Int("transB", 1))
}

// poolText takes one token, [n, dim], of [n·context, dim]. That of the largest id is taken by a product with a
// row of the unit matrix, which leaves it as it is.
func (b *builder) poolText(t textModel, x string) string {
	x = b.reshape(x, -1, t.context, t.dim)
	if b.tower.Architecture.Pooling == architecture.PoolLast {
		return b.reshape(b.node("Gather", []string{x, b.ints(t.context - 1)}, Int("axis", 1)), -1, t.dim)
	}
	unit := make([]float32, t.context*t.context)
	for i := range t.context {
		unit[i*t.context+i] = 1
	}
	at := b.node("ArgMax", []string{TextInput}, Int("axis", 1), Int("keepdims", 1))
	row := b.node("Gather", []string{b.constant("unit", unit, int64(t.context), int64(t.context)), at}, Int("axis", 0))
	return b.reshape(b.node("MatMul", []string{row, x}), -1, t.dim)
}

// projectText applies the projection: a matrix [dim, out] as CLIP has it, or a layer as SigLIP has it.
func (b *builder) projectText(t textModel, x string) vector {
	if b.has(t.projection) {
		out := b.shape(t.projection, 2)[1]
		return vector{b.node("Gemm", []string{x, b.weight(t.projection, t.dim, out)}), out}
	}
	name := t.projection + ".weight"
	out := b.shape(name, 2)[0]
	return vector{b.linear(x, t.projection, out, t.dim, b.has(t.projection+".bias")), out}
}

package train

import (
	"math"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// contrastive is CLIP's objective (https://arxiv.org/abs/2103.00020): of a batch each picture finds its caption
// and each caption its picture.
type contrastive struct {
	net   Net
	text  Text
	least float64
	words *tokenizer.Tokenizer
}

// textScope is before the names of the text tower's weights.
const textScope = "text."

// Bounds of the logarithm of what similarities are multiplied with: CLIP's first value and its greatest.
var firstScale, greatestScale = math.Log(1 / 0.07), math.Log(100)

func (c *contrastive) weights() []weight {
	list := c.net.weights()
	for _, w := range c.text.weights() {
		w.name = textScope + w.name
		list = append(list, w)
	}
	return append(list, weight{name: "logit_scale", dims: []int{1}, fill: float32(firstScale)})
}

func (c *contrastive) parts(n int) []part {
	return []part{c.net.pixels(n, c.net.Size), {dims: []int{n, c.text.Context}, ids: make([]int32, n*c.text.Context)}}
}

// fill does not mirror: captions may quote printed words.
func (c *contrastive) fill(parts []part, row int, scene world.Scene, p picture, r *rand.Rand) {
	c.net.put(parts[0], row, p.view(crop(r, p.size, c.least, 1), c.net.Size, false), c.net.Size)
	for i, id := range c.words.Encode(scene.Caption(), c.text.Context) {
		parts[1].ids[row*c.text.Context+i] = int32(id)
	}
}

// loss is the mean of the cross entropies of rows and columns of the similarities.
func (c *contrastive) loss(t *step, inputs []*graph.Node) *graph.Node {
	images := unit(c.net.project(t.weights, c.net.embed(t.weights, inputs[0])))
	texts := unit(c.text.embed(t.weights.under(textScope), inputs[1]))
	scale := graph.Exp(graph.MinScalar(graph.Reshape(t.weights["logit_scale"]), greatestScale))
	logits := graph.Mul(product(images, texts, nil), scale)
	own := graph.Iota(logits.Graph(), inputs[1].Shape(), 0)
	own = graph.Reshape(graph.Slice(own, graph.AxisRange(), graph.AxisElem(0)), logits.Shape().Dim(0))
	return graph.MulScalar(graph.Add(crossEntropy(logits, own), crossEntropy(graph.Transpose(logits, 0, 1), own)), 0.5)
}

func (c *contrastive) after(*step) {}

func (c *contrastive) others() []weight { return nil }

// unit gives rows the length 1.
func unit(x *graph.Node) *graph.Node {
	return graph.Div(x, graph.Sqrt(graph.AddScalar(graph.ReduceAndKeep(graph.Square(x), graph.ReduceSum, -1), 1e-12)))
}

// hidden is added to the score of a token that must not be seen.
const hidden = -1e9

// embed runs the tower on ids int32 [n, Context] and returns the projected tokens of the ends, [n, Output].
func (t Text) embed(w nodes, ids *graph.Node) *graph.Node {
	g, n := ids.Graph(), ids.Shape().Dim(0)
	x := graph.Gather(w["token_embedding.weight"], graph.ExpandAxes(ids, -1))
	x = graph.Add(x, graph.ExpandAxes(w["positional_embedding"], 0))
	x = graph.Reshape(x, n*t.Context, t.Width)
	mask := make([][]float32, t.Context)
	for i := range mask {
		mask[i] = make([]float32, t.Context)
		for k := i + 1; k < t.Context; k++ {
			mask[i][k] = hidden
		}
	}
	causal := graph.Const(g, mask)
	for i := range t.Depth - 1 {
		x = transform(w, clipBlock(i), x, n, t.Context, t.Heads, causal)
	}
	end := graph.OneHot(graph.ArgMax(ids, 1), t.Context, float32Type) // [n, Context]; the end has the largest id
	pick := func(x *graph.Node) *graph.Node {
		return graph.DotGeneral(end, []int{1}, []int{0}, graph.Reshape(x, n, t.Context, t.Width), []int{1}, []int{0})
	}
	x = transformOne(w, clipBlock(t.Depth-1), x, n, t.Context, t.Heads, pick, product(end, graph.Transpose(causal, 0, 1), nil))
	return graph.DotGeneral(layerNorm(w, "ln_final", x), []int{1}, nil, w["text_projection"], []int{0}, nil)
}

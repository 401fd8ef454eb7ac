package train

import (
	"math"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/gomlx/core/graph"
)

const float32Type = dtypes.Float32

// embed runs the network on patches, uint8 [n, side², 3·Patch²], of pictures of the network's size or of
// smaller ones, and returns the class tokens [n, Width], after the last LayerNorm.
func (n Net) embed(w nodes, patches *graph.Node) *graph.Node {
	count, cells := patches.Shape().Dim(0), patches.Shape().Dim(1)
	x := normalise(patches)
	kernel := graph.Reshape(w["patch_embed.proj.weight"], n.Width, 3*n.Patch*n.Patch)
	x = product(graph.Reshape(x, count*cells, 3*n.Patch*n.Patch), kernel, w["patch_embed.proj.bias"])
	x = graph.Add(graph.Reshape(x, count, cells, n.Width), n.positions(w, cells))
	class := graph.Add(w["cls_token"], graph.Slice(w["pos_embed"], graph.AxisRange(), graph.AxisElem(0), graph.AxisRange()))
	x = graph.Concatenate([]*graph.Node{graph.BroadcastToDims(class, count, 1, n.Width), x}, 1)
	tokens := cells + 1
	x = graph.Reshape(x, count*tokens, n.Width)
	for i := range n.Depth - 1 {
		x = transform(w, timmBlock(i), x, count, tokens, n.Heads, nil)
	}
	first := func(x *graph.Node) *graph.Node {
		return graph.Reshape(graph.Slice(graph.Reshape(x, count, tokens, n.Width), graph.AxisRange(), graph.AxisElem(0)), count, n.Width)
	}
	x = transformOne(w, timmBlock(n.Depth-1), x, count, tokens, n.Heads, first, nil)
	return layerNorm(w, "norm", x)
}

// Mean and deviation of the colours, over all channels, with which pictures are made small numbers.
const colourMean, colourDeviation = 0.5, 0.25

func normalise(pixels *graph.Node) *graph.Node {
	x := graph.ConvertDType(pixels, float32Type)
	return graph.AddScalar(graph.MulScalar(x, 1/(255*colourDeviation)), -colourMean/colourDeviation)
}

// positions are those of the patches, [1, cells, Width]. For a picture of a fraction of the size they are
// the means of the squares of positions that its patches stand for.
func (n Net) positions(w nodes, cells int) *graph.Node {
	full := n.Size / n.Patch
	x := graph.Slice(w["pos_embed"], graph.AxisRange(), graph.AxisRangeToEnd(1), graph.AxisRange())
	side := int(math.Sqrt(float64(cells)))
	if side == full {
		return x
	}
	k := full / side
	x = graph.Reshape(x, side, k, side, k, n.Width)
	return graph.Reshape(graph.ReduceMean(x, 1, 3), 1, cells, n.Width)
}

// project is the head without bias: [n, Width] to [n, Output].
func (n Net) project(w nodes, x *graph.Node) *graph.Node { return product(x, w["head.weight"], nil) }

// transform is one pre-norm block: tokens [count·tokens, width] to the same. Mask [tokens, tokens] is added to
// the scores, or nil.
func transform(w nodes, b block, x *graph.Node, count, tokens, heads int, mask *graph.Node) *graph.Node {
	y := layerNorm(w, b.norm1, x)
	y = product(y, w[b.qkvWeight], w[b.qkvBias])
	y = attend(y, count, tokens, heads, mask)
	x = graph.Add(x, linear(w, b.out, y))
	y = gelu(linear(w, b.fc1, layerNorm(w, b.norm2, x)))
	return graph.Add(x, linear(w, b.fc2, y))
}

// attend is the attention of all tokens to each other, of queries, keys and values [count·tokens, 3·width].
func attend(qkv *graph.Node, count, tokens, heads int, mask *graph.Node) *graph.Node {
	width := qkv.Shape().Dim(1) / 3
	d := width / heads
	parts := graph.TransposeAllAxes(graph.Reshape(qkv, count, tokens, 3, heads, d), 2, 0, 3, 1, 4)
	part := func(i int) *graph.Node {
		return graph.Reshape(graph.Slice(parts, graph.AxisElem(i)), count*heads, tokens, d)
	}
	scores := graph.DotGeneral(part(0), []int{2}, []int{0}, part(1), []int{2}, []int{0})
	scores = graph.MulScalar(scores, 1/math.Sqrt(float64(d)))
	if mask != nil {
		scores = graph.Add(scores, graph.ExpandAxes(mask, 0))
	}
	x := graph.DotGeneral(softmax(scores), []int{2}, []int{0}, part(2), []int{1}, []int{0})
	x = graph.TransposeAllAxes(graph.Reshape(x, count, heads, tokens, d), 0, 2, 1, 3)
	return graph.Reshape(x, count*tokens, width)
}

// transformOne is the last block, of which one token of each sequence is wanted: pick takes it, [count, width],
// of [count·tokens, width]. Mask [count, tokens] is added to its scores, or nil.
func transformOne(w nodes, b block, x *graph.Node, count, tokens, heads int, pick func(*graph.Node) *graph.Node, mask *graph.Node) *graph.Node {
	width := x.Shape().Dim(1)
	d := width / heads
	y := layerNorm(w, b.norm1, x)
	rows := func(node *graph.Node, from, to int) *graph.Node {
		return graph.Slice(node, graph.AxisRange(from*width, to*width))
	}
	q := product(pick(y), rows(w[b.qkvWeight], 0, 1), rows(w[b.qkvBias], 0, 1))
	kv := graph.Reshape(product(y, rows(w[b.qkvWeight], 1, 3), rows(w[b.qkvBias], 1, 3)), count, tokens, 2, heads, d)
	kv = graph.TransposeAllAxes(kv, 2, 0, 3, 1, 4)
	part := func(i int) *graph.Node {
		return graph.Reshape(graph.Slice(kv, graph.AxisElem(i)), count*heads, tokens, d)
	}
	scores := graph.DotGeneral(graph.Reshape(q, count*heads, d), []int{1}, []int{0}, part(0), []int{2}, []int{0})
	scores = graph.MulScalar(scores, 1/math.Sqrt(float64(d)))
	if mask != nil {
		mask = graph.BroadcastToDims(graph.ExpandAxes(mask, 1), count, heads, tokens)
		scores = graph.Add(scores, graph.Reshape(mask, count*heads, tokens))
	}
	y = graph.Reshape(graph.DotGeneral(softmax(scores), []int{1}, []int{0}, part(1), []int{1}, []int{0}), count, width)
	x = graph.Add(pick(x), linear(w, b.out, y))
	y = gelu(linear(w, b.fc1, layerNorm(w, b.norm2, x)))
	return graph.Add(x, linear(w, b.fc2, y))
}

// softmax is over the last axis.
func softmax(x *graph.Node) *graph.Node {
	top := graph.StopGradient(graph.ReduceAndKeep(x, graph.ReduceMax, -1))
	e := graph.Exp(graph.Sub(x, top))
	return graph.Div(e, graph.ReduceAndKeep(e, graph.ReduceSum, -1))
}

func linear(w nodes, name string, x *graph.Node) *graph.Node {
	return product(x, w[name+".weight"], w[name+".bias"])
}

// product is x [n, in] times the transposed weight [out, in], plus the bias [out] if there is one.
func product(x, weight, bias *graph.Node) *graph.Node {
	x = graph.DotGeneral(x, []int{1}, nil, weight, []int{1}, nil)
	if bias != nil {
		x = graph.Add(x, graph.ExpandAxes(bias, 0))
	}
	return x
}

// layerNorm normalises the rows of x [n, width].
func layerNorm(w nodes, name string, x *graph.Node) *graph.Node {
	mean := graph.ReduceAndKeep(x, graph.ReduceMean, -1)
	x = graph.Sub(x, mean)
	variance := graph.ReduceAndKeep(graph.Square(x), graph.ReduceMean, -1)
	x = graph.Div(x, graph.Sqrt(graph.AddScalar(variance, eps)))
	return graph.Add(graph.Mul(x, graph.ExpandAxes(w[name+".weight"], 0)), graph.ExpandAxes(w[name+".bias"], 0))
}

// gelu is exact: x·Φ(x).
func gelu(x *graph.Node) *graph.Node {
	return graph.Mul(x, graph.MulScalar(graph.AddScalar(graph.Erf(graph.MulScalar(x, math.Sqrt2/2)), 1), 0.5))
}

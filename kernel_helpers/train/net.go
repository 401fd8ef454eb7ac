package train

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"math/rand/v2"
	"strings"

	"github.com/gomlx/gomlx/core/graph"
)

// Net is the shape of a vision transformer: pre-norm, with a class token, as timm builds it.
type Net struct {
	Size   int `json:"size"`   // of a picture, pixels
	Patch  int `json:"patch"`  // side of a patch, pixels
	Width  int `json:"width"`  // values of a token
	Depth  int `json:"depth"`  // blocks
	Heads  int `json:"heads"`  // of attention
	Output int `json:"output"` // values of the projection after it, 0 = none
}

// Text is the shape of the text tower beside a Net, as open_clip builds it.
type Text struct {
	Vocabulary int `json:"vocabulary"` // token ids
	Context    int `json:"context"`    // tokens of a text
	Width      int `json:"width"`
	Depth      int `json:"depth"`
	Heads      int `json:"heads"`
	Output     int `json:"output"` // values of the projection, those of the Net
}

// eps is that of every LayerNorm.
const eps = 1e-5

// weight is one tensor of a network before training.
type weight struct {
	name string
	dims []int
	std  float64 // of its normal values, cut at two of them; 0 = all are fill
	fill float32

	grid  int    // not random but the places of a grid with that many cells a side, and before them zeros
	plain bool   // not decayed, though a matrix
	seed  string // the name that its values are drawn for, "" = name
}

// decays reports whether AdamW decays the weight: matrices and embeddings, no vectors.
func (w weight) decays() bool { return len(w.dims) > 1 && !w.plain }

// weights are those of the network in timm's naming.
func (n Net) weights() []weight {
	side := n.Size / n.Patch
	list := []weight{
		{name: "cls_token", dims: []int{1, 1, n.Width}, std: 0.02},
		{name: "pos_embed", dims: []int{1, 1 + side*side, n.Width}, grid: side, plain: true},
		{name: "patch_embed.proj.weight", dims: []int{n.Width, 3, n.Patch, n.Patch}, std: 1 / math.Sqrt(float64(3*n.Patch*n.Patch))},
		{name: "patch_embed.proj.bias", dims: []int{n.Width}},
	}
	for i := range n.Depth {
		list = append(list, blockWeights(timmBlock(i), n.Width, n.Depth)...)
	}
	list = append(list, normWeights("norm", n.Width)...)
	if n.Output > 0 {
		list = append(list, weight{name: "head.weight", dims: []int{n.Output, n.Width}, std: 1 / math.Sqrt(float64(n.Width))})
	}
	return list
}

// weights are those of the tower in open_clip's naming.
func (t Text) weights() []weight {
	list := []weight{
		{name: "token_embedding.weight", dims: []int{t.Vocabulary, t.Width}, std: 0.02},
		{name: "positional_embedding", dims: []int{t.Context, t.Width}, std: 0.01},
	}
	for i := range t.Depth {
		list = append(list, blockWeights(clipBlock(i), t.Width, t.Depth)...)
	}
	list = append(list, normWeights("ln_final", t.Width)...)
	return append(list, weight{name: "text_projection", dims: []int{t.Width, t.Output}, std: 1 / math.Sqrt(float64(t.Width))})
}

// block are the names of the parts of a transformer block.
type block struct{ norm1, qkvWeight, qkvBias, out, norm2, fc1, fc2 string }

func timmBlock(i int) block {
	b := fmt.Sprintf("blocks.%d.", i)
	return block{b + "norm1", b + "attn.qkv.weight", b + "attn.qkv.bias", b + "attn.proj", b + "norm2", b + "mlp.fc1", b + "mlp.fc2"}
}

func clipBlock(i int) block {
	b := fmt.Sprintf("transformer.resblocks.%d.", i)
	return block{b + "ln_1", b + "attn.in_proj_weight", b + "attn.in_proj_bias", b + "attn.out_proj", b + "ln_2", b + "mlp.c_fc", b + "mlp.c_proj"}
}

// blockWeights start as in GPT-2: what a block adds is smaller the more blocks there are.
func blockWeights(b block, width, depth int) []weight {
	in := 1 / math.Sqrt(float64(width))
	out := in / math.Sqrt(float64(2*depth))
	list := normWeights(b.norm1, width)
	list = append(list,
		weight{name: b.qkvWeight, dims: []int{3 * width, width}, std: in},
		weight{name: b.qkvBias, dims: []int{3 * width}},
		weight{name: b.out + ".weight", dims: []int{width, width}, std: out},
		weight{name: b.out + ".bias", dims: []int{width}})
	list = append(list, normWeights(b.norm2, width)...)
	return append(list,
		weight{name: b.fc1 + ".weight", dims: []int{4 * width, width}, std: in},
		weight{name: b.fc1 + ".bias", dims: []int{4 * width}},
		weight{name: b.fc2 + ".weight", dims: []int{width, 4 * width}, std: out / 2},
		weight{name: b.fc2 + ".bias", dims: []int{width}})
}

func normWeights(name string, width int) []weight {
	return []weight{{name: name + ".weight", dims: []int{width}, fill: 1}, {name: name + ".bias", dims: []int{width}}}
}

// size is how many values it has.
func (w weight) size() int {
	n := 1
	for _, d := range w.dims {
		n *= d
	}
	return n
}

// values draws the untrained tensor. It depends on the seed and the name alone.
func (w weight) values(seed uint64) []float32 {
	out := make([]float32, w.size())
	if w.grid > 0 {
		places(out[len(out)/(1+w.grid*w.grid):], w.grid)
		return out
	}
	if w.std == 0 {
		for i := range out {
			out[i] = w.fill
		}
		return out
	}
	rng := rand.New(rand.NewPCG(seed, nameSeed(cmp.Or(w.seed, w.name))))
	for i := range out {
		x := rng.NormFloat64()
		for math.Abs(x) > 2 {
			x = rng.NormFloat64()
		}
		out[i] = float32(x * w.std)
	}
	return out
}

// slowest is how many cells a side the slowest wave of places has, over 2π.
const slowest = 100

// places writes sines and cosines of the columns and rows of a grid, [side², width], as in
// https://arxiv.org/abs/2205.01580.
func places(out []float32, side int) {
	width := len(out) / (side * side)
	quarter := width / 4
	for cell := range side * side {
		row := out[cell*width:][:width]
		for k := range quarter {
			speed := math.Pow(slowest, -float64(k)/float64(quarter))
			for i, x := range []int{cell % side, cell / side} {
				sin, cos := math.Sincos(float64(x) * speed)
				row[2*i*quarter+k], row[(2*i+1)*quarter+k] = float32(sin), float32(cos)
			}
		}
	}
}

// nodes are the weights of a network in a graph, by name.
type nodes map[string]*graph.Node

// under returns the weights whose names begin with a prefix, without it.
func (w nodes) under(prefix string) nodes {
	list := nodes{}
	for name, node := range w {
		if rest, ok := strings.CutPrefix(name, prefix); ok {
			list[rest] = node
		}
	}
	return list
}

func nameSeed(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name))
	return h.Sum64()
}

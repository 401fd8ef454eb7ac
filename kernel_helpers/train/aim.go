package train

import (
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// aim is what an objective does: which weights it has, what it is fed, what its loss is.
type aim interface {
	// weights are those that are trained, the network's own names first.
	weights() []weight
	// parts are the empty inputs for n images.
	parts(n int) []part
	// fill writes one image of a batch into its inputs.
	fill(parts []part, row int, s world.Scene, p picture, r *rand.Rand)
	// loss builds the scalar that is made smaller.
	loss(t *step, inputs []*graph.Node) *graph.Node
	// after builds what follows the change of the weights.
	after(t *step)
	// others are variables that the objective changes itself, named with their scope.
	others() []weight
}

// newAim returns the objective of a recipe; the tokenizer is for captions.
func newAim(r Recipe, words *tokenizer.Tokenizer) aim {
	switch r.Objective {
	case Contrastive:
		return &contrastive{net: r.Net, text: *r.Text, least: r.MinCrop, words: words}
	case Distillation:
		return &distillation{net: r.Net, least: r.MinCrop, d: *r.DINO}
	}
	return &supervised{net: r.Net, least: r.MinCrop, shapes: world.Shapes()}
}

// supervised asks for the shape's name.
type supervised struct {
	net    Net
	least  float64
	shapes []string
}

func (s *supervised) weights() []weight {
	return append(s.net.weights(),
		weight{name: "head.weight", dims: []int{len(s.shapes), s.net.Width}, std: 0.02},
		weight{name: "head.bias", dims: []int{len(s.shapes)}})
}

func (s *supervised) parts(n int) []part { return []part{s.net.pixels(n, s.net.Size), labels(n)} }

func (s *supervised) fill(parts []part, row int, scene world.Scene, p picture, r *rand.Rand) {
	w := crop(r, p.size, s.least, 1)
	s.net.put(parts[0], row, p.view(w, s.net.Size, r.IntN(2) == 0), s.net.Size)
	parts[1].ids[row] = place(s.shapes, scene.Shape)
}

// loss is the mean cross entropy.
func (s *supervised) loss(t *step, inputs []*graph.Node) *graph.Node {
	x := s.net.embed(t.weights, inputs[0])
	return crossEntropy(linear(t.weights, "head", x), inputs[1])
}

func (s *supervised) after(*step) {}

func (s *supervised) others() []weight { return nil }

// crossEntropy is the mean over rows of minus the logarithm of the softmax of logits [n, classes] at labels [n].
func crossEntropy(logits, labels *graph.Node) *graph.Node {
	chosen := graph.OneHot(labels, logits.Shape().Dim(1), float32Type)
	return graph.Neg(graph.ReduceAllMean(graph.ReduceSum(graph.Mul(chosen, logSoftmax(logits)), -1)))
}

// logSoftmax is over the last axis.
func logSoftmax(x *graph.Node) *graph.Node {
	x = graph.Sub(x, graph.StopGradient(graph.ReduceAndKeep(x, graph.ReduceMax, -1)))
	return graph.Sub(x, graph.Log(graph.ReduceAndKeep(graph.Exp(x), graph.ReduceSum, -1)))
}

// pixels is the input for n pictures of size pixels.
func (n Net) pixels(count, size int) part {
	cells, area := (size/n.Patch)*(size/n.Patch), 3*n.Patch*n.Patch
	return part{dims: []int{count, cells, area}, pixels: make([]uint8, count*cells*area)}
}

// put writes one view.
func (n Net) put(p part, row int, view []float32, size int) {
	patches(p.pixels[row*3*size*size:], view, size, n.Patch)
}

func labels(n int) part { return part{dims: []int{n}, ids: make([]int32, n)} }

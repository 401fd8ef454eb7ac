package train

import (
	"math"
	"math/rand/v2"

	"github.com/gomlx/compute/dtypes"
	"github.com/gomlx/compute/shapes"
	"github.com/gomlx/gomlx/core/graph"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// distillation is DINO's objective (https://arxiv.org/abs/2104.14294): a student sees all views of a picture, a
// teacher, the moving average of the student, the two large ones, and the student says what the teacher says
// of another view. DINOv2's KoLeo term keeps the embeddings of different pictures apart.
type distillation struct {
	net   Net
	least float64
	d     DINO
}

// Names of the parts of the head, which are no part of the embedding.
const (
	headFirst, headSecond, headThird = "projector.0", "projector.1", "projector.2"
	lastLayer                        = "projector.last"
	centre                           = "/centre/centre"
)

func (o *distillation) weights() []weight {
	layer := func(name string, in, out int) []weight {
		return []weight{{name: name + ".weight", dims: []int{out, in}, std: 1 / math.Sqrt(float64(in))}, {name: name + ".bias", dims: []int{out}}}
	}
	list := o.net.weights()
	list = append(list, layer(headFirst, o.net.Width, o.d.Hidden)...)
	list = append(list, layer(headSecond, o.d.Hidden, o.d.Hidden)...)
	list = append(list, layer(headThird, o.d.Hidden, o.d.Bottleneck)...)
	return append(list, weight{name: lastLayer, dims: []int{o.d.Prototypes, o.d.Bottleneck}, std: 1, plain: true})
}

// others are the teacher, which begins as the student does, and the centre of what it says.
func (o *distillation) others() []weight {
	list := []weight{{name: centre, dims: []int{o.d.Prototypes}}}
	for _, w := range o.weights() {
		w.seed, w.name = w.name, teacherScope+w.name
		list = append(list, w)
	}
	return list
}

// parts are the large views, the first of all images before the second of all, and the small ones likewise.
func (o *distillation) parts(n int) []part {
	return []part{o.net.pixels(2*n, o.net.Size), o.net.pixels(o.d.Locals*n, o.d.LocalSize)}
}

func (o *distillation) fill(parts []part, row int, _ world.Scene, p picture, r *rand.Rand) {
	n := parts[0].dims[0] / 2
	for i := range 2 + o.d.Locals {
		size, least, most, into, at := o.net.Size, o.least, 1.0, parts[0], i*n+row
		if i >= 2 {
			size, least, most, into, at = o.d.LocalSize, o.d.LocalCrop[0], o.d.LocalCrop[1], parts[1], (i-2)*n+row
		}
		view := p.view(crop(r, p.size, least, most), size, r.IntN(2) == 0)
		if r.Float64() < o.d.Jitter {
			jitter(r, view)
		}
		if r.Float64() < o.d.Grey {
			grey(view)
		}
		if blurred := [3]float64{0.5, 0.1, 0.3}[min(i, 2)]; r.Float64() < blurred {
			blur(r, view, size)
		}
		o.net.put(into, at, view, size)
	}
}

// loss is the mean cross entropy over all pairs of a teacher's view and another view of the student's, plus what
// the KoLeo term gives for the large views.
func (o *distillation) loss(t *step, inputs []*graph.Node) *graph.Node {
	n := inputs[0].Shape().Dim(0) / 2
	last := t.weights[lastLayer]
	held := graph.Mul(last, t.freed)
	last = graph.Add(held, graph.StopGradient(graph.Sub(last, held)))
	features := o.net.embed(t.weights, inputs[0])
	views := split(o.says(t.weights, last, features), n)
	if o.d.Locals > 0 {
		views = append(views, split(o.says(t.weights, last, o.net.embed(t.weights, inputs[1])), n)...)
	}
	loss := crossViews(views, o.targets(t, inputs[0]), o.d.Student)
	for _, x := range split(features, n) {
		loss = graph.Add(loss, graph.MulScalar(koleo(x), o.d.KoLeo))
	}
	return loss
}

// targets are what the teacher says of the large views, one [n, Prototypes] each, centred, as probabilities. The
// centre moves.
func (o *distillation) targets(t *step, patches *graph.Node) []*graph.Node {
	teacher := t.scope(teacherScope, o.weights())
	said := graph.StopGradient(o.says(teacher, teacher[lastLayer], o.net.embed(teacher, patches)))
	middle := t.variable(centre)
	t.set(centre, graph.Add(graph.MulScalar(middle, o.d.Centre), graph.MulScalar(graph.ReduceMean(said, 0), 1-o.d.Centre)))
	sharp := softmax(graph.Div(graph.Sub(said, graph.ExpandAxes(middle, 0)), t.temperature))
	return split(graph.StopGradient(sharp), said.Shape().Dim(0)/2)
}

// crossViews is the mean cross entropy of what is said of each view at a temperature, against each target but the
// view's own.
func crossViews(views, targets []*graph.Node, temperature float64) *graph.Node {
	var losses []*graph.Node
	for v, view := range views {
		logs := logSoftmax(graph.MulScalar(view, 1/temperature))
		for k, target := range targets {
			if k != v {
				losses = append(losses, graph.Neg(graph.ReduceAllMean(graph.ReduceSum(graph.Mul(target, logs), -1))))
			}
		}
	}
	sum := losses[0]
	for _, l := range losses[1:] {
		sum = graph.Add(sum, l)
	}
	return graph.DivScalar(sum, float64(len(losses)))
}

// nearby is the least squared distance that koleo tells apart from none.
const nearby = 1e-6

// koleo is Kozachenko and Leonenko's estimate of entropy, negated, as a loss (https://arxiv.org/abs/1806.03198):
// minus the mean logarithm of the distance of each row of x [n, dim], made a unit vector, to the nearest other.
func koleo(x *graph.Node) *graph.Node {
	x = unit(x)
	n := x.Shape().Dim(0)
	rows := graph.Iota(x.Graph(), shapes.Make(dtypes.Int32, n), 0)
	self := graph.MulScalar(graph.OneHot(rows, n, float32Type), 4) // below every cosine
	nearest := graph.ReduceMax(graph.Sub(product(x, x, nil), self), -1)
	squared := graph.MaxScalar(graph.MulScalar(graph.OneMinus(nearest), 2), nearby)
	return graph.MulScalar(graph.ReduceAllMean(graph.Log(squared)), -0.5)
}

// after moves the teacher.
func (o *distillation) after(t *step) {
	for _, w := range o.weights() {
		name := teacherScope + w.name
		t.set(name, graph.Add(graph.Mul(t.variable(name), t.momentum), graph.Mul(t.variable(studentScope+w.name), graph.OneMinus(t.momentum))))
	}
}

// says is what the head makes of embeddings x [n, Width]: [n, Prototypes], cosines with the rows of last.
func (o *distillation) says(w nodes, last, x *graph.Node) *graph.Node {
	x = gelu(linear(w, headFirst, x))
	x = gelu(linear(w, headSecond, x))
	return product(unit(linear(w, headThird, x)), unit(last), nil)
}

// split cuts x [k·n, dim] into k pieces [n, dim].
func split(x *graph.Node, n int) []*graph.Node {
	list := make([]*graph.Node, x.Shape().Dim(0)/n)
	for i := range list {
		list[i] = graph.Slice(x, graph.AxisRange(i*n, (i+1)*n))
	}
	return list
}

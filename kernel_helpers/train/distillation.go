package train

import (
	"math"
	"math/rand/v2"

	"github.com/gomlx/gomlx/core/graph"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// distillation is DINO's objective (https://arxiv.org/abs/2104.14294): a student sees all views of a picture, a
// teacher, the moving average of the student, the two large ones, and the student says what the teacher says
// of another view.
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
		jitter(r, view)
		if blurred := [3]float64{0.5, 0.1, 0.3}[min(i, 2)]; r.Float64() < blurred {
			blur(r, view, size)
		}
		if i == 1 && r.Float64() < solarChance {
			solarise(view)
		}
		o.net.put(into, at, view, size)
	}
}

// loss is the mean cross entropy over all pairs of a teacher's view and another view of the student's.
func (o *distillation) loss(t *step, inputs []*graph.Node) *graph.Node {
	n := inputs[0].Shape().Dim(0) / 2
	last := t.weights[lastLayer]
	held := graph.Mul(last, t.freed)
	last = graph.Add(held, graph.StopGradient(graph.Sub(last, held)))
	large := o.says(t.weights, last, inputs[0])
	views := split(large, n)
	if o.d.Locals > 0 {
		views = append(views, split(o.says(t.weights, last, inputs[1]), n)...)
	}
	teacher := t.scope(teacherScope, o.weights())
	said := graph.StopGradient(o.says(teacher, teacher[lastLayer], inputs[0]))
	middle := t.variable(centre)
	mean := graph.ReduceMean(said, 0)
	t.set(centre, graph.Add(graph.MulScalar(middle, o.d.Centre), graph.MulScalar(mean, 1-o.d.Centre)))
	targets := split(graph.StopGradient(softmax(graph.Div(graph.Sub(said, graph.ExpandAxes(middle, 0)), t.temperature))), n)

	var sum *graph.Node
	pairs := 0
	for v, view := range views {
		logs := logSoftmax(graph.MulScalar(view, 1/o.d.Student))
		for k, target := range targets {
			if k == v {
				continue
			}
			loss := graph.Neg(graph.ReduceAllMean(graph.ReduceSum(graph.Mul(target, logs), -1)))
			if pairs++; sum == nil {
				sum = loss
			} else {
				sum = graph.Add(sum, loss)
			}
		}
	}
	return graph.DivScalar(sum, float64(pairs))
}

// after moves the teacher.
func (o *distillation) after(t *step) {
	for _, w := range o.weights() {
		name := teacherScope + w.name
		t.set(name, graph.Add(graph.Mul(t.variable(name), t.momentum), graph.Mul(t.variable(studentScope+w.name), graph.OneMinus(t.momentum))))
	}
}

// says is what the network with its head says of patches: [n, Prototypes], cosines with the rows of last.
func (o *distillation) says(w nodes, last, patches *graph.Node) *graph.Node {
	x := o.net.embed(w, patches)
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

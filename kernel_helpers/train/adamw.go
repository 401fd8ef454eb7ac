package train

import (
	"github.com/gomlx/gomlx/core/graph"
)

// Constants of AdamW (https://arxiv.org/abs/1711.05101).
const (
	beta1, beta2 = 0.9, 0.98
	adamEps      = 1e-8
)

// descend changes the trained weights by one step of AdamW: the gradients are shortened together to the length
// clip at most, and only matrices decay.
func (t *step) descend(list []weight, loss *graph.Node, clip float64) {
	values := make([]*graph.Node, len(list))
	for i, w := range list {
		values[i] = t.weights[w.name]
	}
	gradients := graph.Gradient(loss, values...)
	square := graph.ScalarZero(t.graph, float32Type)
	for _, d := range gradients {
		square = graph.Add(square, graph.ReduceAllSum(graph.Square(d)))
	}
	shrink := graph.MinScalar(graph.Div(graph.Scalar(t.graph, float32Type, clip), graph.AddScalar(graph.Sqrt(square), 1e-6)), 1)
	unbias := func(beta float64) *graph.Node {
		return graph.OneMinus(graph.Pow(graph.Scalar(t.graph, float32Type, beta), t.count))
	}
	for i, w := range list {
		d := graph.Mul(gradients[i], shrink)
		first := t.average(firstScope+w.name, d, beta1)
		second := t.average(secondScope+w.name, graph.Square(d), beta2)
		change := graph.Div(graph.Div(first, unbias(beta1)), graph.AddScalar(graph.Sqrt(graph.Div(second, unbias(beta2))), adamEps))
		if w.decays() {
			change = graph.Add(change, graph.Mul(values[i], t.decay))
		}
		t.set(studentScope+w.name, graph.Sub(values[i], graph.Mul(change, t.rate)))
	}
}

// average moves a variable towards x.
func (t *step) average(name string, x *graph.Node, beta float64) *graph.Node {
	x = graph.Add(graph.MulScalar(t.variable(name), beta), graph.MulScalar(x, 1-beta))
	t.set(name, x)
	return x
}

package train

import (
	. "github.com/gomlx/gomlx/core/graph"
)

// Constants of AdamW (https://arxiv.org/abs/1711.05101).
const (
	beta1, beta2 = 0.9, 0.98
	adamEps      = 1e-8
)

// descend changes the trained weights by one step of AdamW: the gradients are shortened together to the length
// clip at most, and only matrices decay.
func (t *step) descend(list []weight, loss *Node, clip float64) {
	values := make([]*Node, len(list))
	for i, w := range list {
		values[i] = t.weights[w.name]
	}
	gradients := Gradient(loss, values...)
	square := ScalarZero(t.graph, float32Type)
	for _, d := range gradients {
		square = Add(square, ReduceAllSum(Square(d)))
	}
	shrink := MinScalar(Div(Scalar(t.graph, float32Type, clip), AddScalar(Sqrt(square), 1e-6)), 1)
	unbias := func(beta float64) *Node { return OneMinus(Pow(Scalar(t.graph, float32Type, beta), t.count)) }
	for i, w := range list {
		d := Mul(gradients[i], shrink)
		first := t.average(firstScope+w.name, d, beta1)
		second := t.average(secondScope+w.name, Square(d), beta2)
		change := Div(Div(first, unbias(beta1)), AddScalar(Sqrt(Div(second, unbias(beta2))), adamEps))
		if w.decays() {
			change = Add(change, Mul(values[i], t.decay))
		}
		t.set(studentScope+w.name, Sub(values[i], Mul(change, t.rate)))
	}
}

// average moves a variable towards x.
func (t *step) average(name string, x *Node, beta float64) *Node {
	x = Add(MulScalar(t.variable(name), beta), MulScalar(x, 1-beta))
	t.set(name, x)
	return x
}

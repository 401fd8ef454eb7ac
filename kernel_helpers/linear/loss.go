package linear

import (
	"context"
	"math"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// loss is the mean loss of examples over parameters that the optimiser likes better than weights: those of features
// with mean 0 and, over all dimensions, variance 1. Because the biases are free, the minimum is the same.
//
//	theta = σ·W, row-major [classes, dim], then b + W·μ, [classes]
type loss struct {
	examples Examples
	options  Options
	penalty  float64       // of ½‖σW‖²
	mean     []float64     // μ, [dim]
	spread   float64       // σ
	forward  engine.Scorer // over dimensions
	backward engine.Scorer // over the examples of a block
	blocks   []*block      // one for each worker

	weights matrix.Rows
	f       float64
	grad    []float64
}

func newLoss(e Examples, c float64, o Options) (*loss, error) {
	l := &loss{examples: e, options: o, weights: matrix.New(e.Classes, e.Rows.Dim)}
	l.mean, l.spread = moments(e)
	// Two classes: W is then w/2 and -w/2 of the regression with one vector w, whose penalty is ½‖w‖² = ‖W‖².
	l.penalty = 1 / (c * float64(len(e.Index)) * l.spread * l.spread)
	if e.Classes == 2 {
		l.penalty *= 2
	}
	l.grad = make([]float64, e.Classes*(e.Rows.Dim+1))
	var err error
	if l.forward, err = o.Scorer(e.Rows.Dim); err != nil {
		return nil, err
	}
	if l.backward, err = o.Scorer(blockRows); err != nil {
		l.forward.Close()
		return nil, err
	}
	for range min(o.workers(), (len(e.Index)+blockRows-1)/blockRows) {
		l.blocks = append(l.blocks, newBlock(e.Classes, e.Rows.Dim))
	}
	return l, nil
}

func (l *loss) close() {
	l.forward.Close()
	l.backward.Close()
}

// moments returns the mean of the examples and the root of the mean square of what remains.
func moments(e Examples) (mean []float64, spread float64) {
	mean = make([]float64, e.Rows.Dim)
	n := float64(len(e.Index))
	for _, i := range e.Index {
		for j, x := range e.Rows.Row(i) {
			mean[j] += float64(x) / n
		}
	}
	var squares float64
	for _, i := range e.Index {
		for j, x := range e.Rows.Row(i) {
			squares += (float64(x) - mean[j]) * (float64(x) - mean[j])
		}
	}
	spread = math.Sqrt(squares / (n * float64(e.Rows.Dim)))
	if spread < 1e-9 { // all vectors are the same
		spread = 1
	}
	return mean, spread
}

// encode writes the parameters of a model.
func (l *loss) encode(m Model, theta []float64) {
	dim := l.examples.Rows.Dim
	for k := range l.examples.Classes {
		b := m.Biases[k]
		for j, w := range m.Weights.Row(k) {
			theta[k*dim+j] = float64(w) * l.spread
			b += float64(w) * l.mean[j]
		}
		theta[l.examples.Classes*dim+k] = b
	}
}

// decode is the model of parameters.
func (l *loss) decode(theta []float64) Model {
	m := Model{Weights: matrix.New(l.examples.Classes, l.examples.Rows.Dim), options: l.options}
	m.Biases = l.split(theta, m.Weights)
	return m
}

// split writes the weights of theta, as float32, and returns the biases.
func (l *loss) split(theta []float64, weights matrix.Rows) (biases []float64) {
	dim := weights.Dim
	biases = slices.Clone(theta[weights.N*dim:])
	for k := range weights.N {
		row := weights.Row(k)
		for j, v := range theta[k*dim : (k+1)*dim] {
			row[j] = float32(v / l.spread)
			biases[k] -= float64(row[j]) * l.mean[j]
		}
	}
	return biases
}

// evaluate computes value and gradient at theta.
func (l *loss) evaluate(ctx context.Context, theta []float64) (float64, []float64, error) {
	biases := l.split(theta, l.weights)
	l.f = 0
	clear(l.grad)
	if err := l.sum(ctx, biases); err != nil {
		return 0, nil, err
	}
	n, classes, dim := float64(len(l.examples.Index)), l.examples.Classes, l.examples.Rows.Dim
	l.f /= n
	for k := range classes {
		bias := l.grad[classes*dim+k] / n
		l.grad[classes*dim+k] = bias
		for j, mean := range l.mean {
			at := k*dim + j
			l.f += l.penalty / 2 * theta[at] * theta[at]
			l.grad[at] = (l.grad[at]/n-mean*bias)/l.spread + l.penalty*theta[at]
		}
	}
	return l.f, l.grad, nil
}

// sum adds the loss of all examples to f and its derivatives by weights and biases to grad. As many blocks as there
// are workers are computed at once and added in their order.
func (l *loss) sum(ctx context.Context, biases []float64) error {
	step := len(l.blocks) * blockRows
	for first := 0; first < len(l.examples.Index); first += step {
		g, ctx := errgroup.WithContext(ctx)
		used := 0
		for from := first; from < min(first+step, len(l.examples.Index)); from += blockRows {
			b := l.blocks[used]
			used++
			g.Go(func() error { return b.compute(ctx, l, from, biases) })
		}
		if err := g.Wait(); err != nil {
			return err
		}
		for _, b := range l.blocks[:used] {
			l.f += b.f
			for i, v := range b.weights {
				l.grad[i] += float64(v)
			}
			for k, v := range b.biases {
				l.grad[len(b.weights)+k] += v
			}
		}
	}
	return nil
}

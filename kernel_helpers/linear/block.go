package linear

import (
	"context"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// block is the loss of up to blockRows examples and its derivatives.
type block struct {
	first    int         // the first of the examples that rows and turned hold; -1 = none yet
	rows     matrix.Rows // the examples
	turned   matrix.Rows // [dim, blockRows], with zeros where there are no examples
	logits   []float32   // [examples, classes]
	residual matrix.Rows // [classes, blockRows]: share of the softmax less the truth
	f        float64
	weights  []float32 // [classes, dim]
	biases   []float64 // [classes]
}

func newBlock(classes, dim int) *block {
	return &block{first: -1, rows: matrix.New(blockRows, dim), turned: matrix.New(dim, blockRows), logits: make([]float32, blockRows*classes),
		residual: matrix.New(classes, blockRows), weights: make([]float32, classes*dim), biases: make([]float64, classes)}
}

// compute takes the examples from the named one on.
func (b *block) compute(ctx context.Context, l *loss, from int, biases []float64) error {
	e := l.examples
	index := e.Index[from:min(from+blockRows, len(e.Index))]
	b.read(e.Rows, index, from)
	rows := b.rows.Slice(0, len(index))
	logits := b.logits[:len(index)*e.Classes]
	if err := l.forward.Scores(ctx, rows, l.weights, logits); err != nil {
		return err
	}
	b.f = 0
	clear(b.biases)
	for i := range index {
		b.example(i, logits[i*e.Classes:(i+1)*e.Classes], e.Labels[from+i], biases)
	}
	return l.backward.Scores(ctx, b.residual, b.turned, b.weights)
}

// read copies the examples, unless they are here since the last time, as all of a small set are.
func (b *block) read(rows matrix.Rows, index []int, from int) {
	if b.first == from {
		return
	}
	b.first = from
	clear(b.turned.Data)
	clear(b.residual.Data)
	for i, row := range index {
		copy(b.rows.Row(i), rows.Row(row))
		for j, x := range rows.Row(row) {
			b.turned.Data[j*blockRows+i] = x
		}
	}
}

// example adds the loss of example i and writes its residuals.
func (b *block) example(i int, products []float32, truth int, biases []float64) {
	most := math.Inf(-1)
	for k, p := range products {
		most = max(most, float64(p)+biases[k])
	}
	var sum float64
	for k, p := range products {
		e := math.Exp(float64(p) + biases[k] - most)
		sum += e
		b.residual.Data[k*blockRows+i] = float32(e)
	}
	b.f += math.Log(sum) + most - float64(products[truth]) - biases[truth]
	for k := range products {
		r := float64(b.residual.Data[k*blockRows+i]) / sum
		if k == truth {
			r--
		}
		b.residual.Data[k*blockRows+i] = float32(r)
		b.biases[k] += r
	}
}

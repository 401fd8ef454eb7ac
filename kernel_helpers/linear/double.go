package linear

import (
	"context"
	"math"

	"gonum.org/v1/gonum/blas"
	"gonum.org/v1/gonum/blas/blas64"
)

// mostDouble is up to how many products, examples × classes × dimensions, a set counts as small: its last fit ends,
// and its answers are computed, in float64.
const mostDouble = 1 << 24

// doubled is a loss with float64 products, for sets that are small enough: it has no rounding that could hide the minimum
// where C is large and the loss nearly flat. Parameters are those of loss.
type doubled struct {
	labels  []int
	penalty float64
	rows    blas64.General // [n, dim], with mean 0 and variance 1
	logits  blas64.General // [n, classes], then the residuals
	grad    []float64      // as that of loss
}

func newDoubled(l *loss) *doubled {
	e := l.examples
	d := &doubled{labels: e.Labels, penalty: l.penalty, rows: general(len(e.Index), e.Rows.Dim), logits: general(len(e.Index), e.Classes), grad: make([]float64, len(l.grad))}
	for i, row := range e.Index {
		for j, x := range e.Rows.Row(row) {
			d.rows.Data[i*e.Rows.Dim+j] = (float64(x) - l.mean[j]) / l.spread
		}
	}
	return d
}

func general(rows, columns int) blas64.General {
	return blas64.General{Rows: rows, Cols: columns, Stride: columns, Data: make([]float64, rows*columns)}
}

// evaluate computes value and gradient at theta.
func (d *doubled) evaluate(ctx context.Context, theta []float64) (f float64, grad []float64, err error) {
	n, classes, dim := float64(d.rows.Rows), d.logits.Cols, d.rows.Cols
	weights := blas64.General{Rows: classes, Cols: dim, Stride: dim, Data: theta[:classes*dim]}
	slopes := blas64.General{Rows: classes, Cols: dim, Stride: dim, Data: d.grad[:classes*dim]}
	biases := d.grad[classes*dim:]
	blas64.Gemm(blas.NoTrans, blas.Trans, 1, d.rows, weights, 0, d.logits)
	clear(biases)
	for i, truth := range d.labels {
		row := d.logits.Data[i*classes : (i+1)*classes]
		f += residuals(row, truth, theta[classes*dim:]) / n
		for k, r := range row {
			biases[k] += r / n
		}
	}
	copy(slopes.Data, weights.Data)
	blas64.Gemm(blas.Trans, blas.NoTrans, 1/n, d.logits, d.rows, d.penalty, slopes)
	for _, w := range weights.Data {
		f += d.penalty / 2 * w * w
	}
	return f, d.grad, ctx.Err()
}

// residuals makes the products of an example its shares of the softmax less the truth, and returns its loss.
func residuals(products []float64, truth int, biases []float64) float64 {
	most := math.Inf(-1)
	for k := range products {
		products[k] += biases[k]
		most = max(most, products[k])
	}
	own := products[truth] - most
	var sum float64
	for k, p := range products {
		products[k] = math.Exp(p - most)
		sum += products[k]
	}
	for k := range products {
		products[k] /= sum
	}
	products[truth]--
	return math.Log(sum) - own
}

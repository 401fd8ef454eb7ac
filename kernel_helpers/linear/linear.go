// Package linear is the linear probe: multinomial logistic regression on frozen embeddings, as scikit-learn's
// LogisticRegression does it. It minimises, over weights W [classes, dim] and biases b [classes],
//
//	C · Σᵢ −log softmax(W·xᵢ + b)[yᵢ] + ½·‖W‖²
//
// The biases are not penalised. Vectors are taken as they are, without standardisation: vfm's have length 1.
//
//	train := linear.Examples{Rows: rows, Index: gallery, Labels: labels, Classes: 24}
//	p, err := linear.Probe(ctx, train, linear.Options{Scorer: backend.Scorer}) // chooses C, fits on all of train
//	answers, err := p.Model.Predict(ctx, rows, queries)
//
// Products are float32 in blocks (engine.Scorer), all sums beyond a block float64 in a fixed order; the last fit of a
// small set and its answers are float64 throughout. The same machine gives the same answer, whatever the number of
// workers. Memory is a few blocks and some 200 bytes for each weight; a small set adds 8 bytes for each of its numbers.
package linear

import (
	"context"
	"fmt"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Examples are labelled vectors.
type Examples struct {
	Rows    matrix.Rows
	Index   []int // the row of each example
	Labels  []int // the class of each example, 0 … Classes-1
	Classes int
}

// Options say how to compute.
type Options struct {
	Scorer     func(dim int) (engine.Scorer, error) // makes the products, such as the Scorer of an engine.Backend
	Workers    int                                  // blocks at once, one core each; 0 = all cores; no number changes a result
	Iterations int                                  // the most of one fit; 0 = 1000
}

func (o Options) workers() int {
	if o.Workers > 0 {
		return o.Workers
	}
	return runtime.GOMAXPROCS(0)
}

func (o Options) iterations() int {
	if o.Iterations > 0 {
		return o.Iterations
	}
	return 1000
}

// Model is a fitted regression.
type Model struct {
	Weights    matrix.Rows // [classes, dim]
	Biases     []float64   // [classes]
	Iterations int         // of the optimiser
	Converged  bool        // whether it came to the end before the most of Options
	options    Options
}

// blockRows is how many examples are multiplied at once. Results depend on it in their last digits.
const blockRows = 256

// Predict returns the class with the largest logit of each named row; of equal ones the first.
func (m Model) Predict(ctx context.Context, rows matrix.Rows, index []int) ([]int, error) {
	answers := make([]int, len(index))
	if m.Weights.N < 2 {
		return answers, ctx.Err()
	}
	if len(index)*m.Weights.N*rows.Dim <= mostDouble {
		logits := make([]float64, m.Weights.N)
		for i, row := range index {
			for k := range logits {
				logits[k] = matrix.Dot(m.Weights.Row(k), rows.Row(row)) + m.Biases[k]
			}
			answers[i] = slices.Index(logits, slices.Max(logits))
		}
		return answers, ctx.Err()
	}
	scorer, err := m.options.Scorer(rows.Dim)
	if err != nil {
		return nil, err
	}
	defer scorer.Close()
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(m.options.workers())
	for from := 0; from < len(index); from += blockRows {
		block := index[from:min(from+blockRows, len(index))]
		g.Go(func() error {
			logits := make([]float32, len(block)*m.Weights.N)
			if err := scorer.Scores(ctx, rows.Select(block), m.Weights, logits); err != nil {
				return fmt.Errorf("predicting: %w", err)
			}
			for i := range block {
				answers[from+i] = m.largest(logits[i*m.Weights.N : (i+1)*m.Weights.N])
			}
			return nil
		})
	}
	return answers, g.Wait()
}

func (m Model) largest(products []float32) int {
	best := 0
	for k, p := range products {
		if float64(p)+m.Biases[k] > float64(products[best])+m.Biases[best] {
			best = k
		}
	}
	return best
}

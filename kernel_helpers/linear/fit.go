package linear

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gonum.org/v1/gonum/optimize"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Settings of the optimiser.
const (
	memory = 10 // past steps of L-BFGS, as scipy's

	// The fit ends where no partial derivative of the mean loss, over features of variance 1, is larger, or where so many
	// steps together lower the loss by no more than float32 can tell. To choose a strength, roughly will do.
	threshold = 1e-5
	roughly   = 2e-4
	steps     = 10
	least     = 1e-8

	// The same in float64, for what follows on a small set.
	thresholdDouble = 1e-7
	leastDouble     = 1e-11
)

// Fit minimises the loss with strength c from the start on, or from zero where start is nil. The minimum is unique, so
// that start changes the time and not the outcome.
func Fit(ctx context.Context, e Examples, c float64, start *Model, o Options) (Model, error) {
	return fit(ctx, e, c, start, threshold, o)
}

func fit(ctx context.Context, e Examples, c float64, start *Model, threshold float64, o Options) (Model, error) {
	if err := e.validate(); err != nil {
		return Model{}, err
	}
	if c <= 0 {
		return Model{}, fmt.Errorf("fitting: the strength C is %v, want a number above 0", c)
	}
	if e.Classes < 2 {
		return Model{Weights: matrix.New(e.Classes, e.Rows.Dim), Biases: make([]float64, e.Classes), Converged: true, options: o}, nil
	}
	l, err := newLoss(e, c, o)
	if err != nil {
		return Model{}, err
	}
	defer l.close()
	theta := make([]float64, e.Classes*(e.Rows.Dim+1))
	if start != nil {
		l.encode(*start, theta)
	}
	found, err := descend(ctx, l, theta, &optimize.Settings{GradientThreshold: threshold, MajorIterations: o.iterations(), Converger: &optimize.FunctionConverge{Absolute: least, Iterations: steps}})
	if err == nil && threshold < roughly && len(e.Index)*e.Classes*e.Rows.Dim <= mostDouble {
		found, err = descend(ctx, newDoubled(l), found.X, &optimize.Settings{GradientThreshold: thresholdDouble, MajorIterations: o.iterations(), Converger: &optimize.FunctionConverge{Absolute: leastDouble, Iterations: steps}})
	}
	if err != nil {
		return Model{}, err
	}
	m := l.decode(found.X)
	m.Iterations, m.Converged = found.MajorIterations, found.Status != optimize.IterationLimit
	return m, nil
}

// descend goes from parameters down to where an objective is least.
func descend(ctx context.Context, downOn objective, from []float64, ends *optimize.Settings) (*optimize.Result, error) {
	p := &problem{ctx: ctx, objective: downOn}
	found, err := optimize.Minimize(p.ask(), from, ends, &optimize.LBFGS{Store: memory, Linesearcher: &optimize.MoreThuente{}})
	if p.err != nil {
		return nil, p.err
	}
	// The line search ends with an error where rounding hides a further descent: that is the end too.
	exhausted := errors.Is(err, optimize.ErrLinesearcherFailure) || errors.Is(err, optimize.ErrNoProgress)
	if err != nil && !exhausted {
		return nil, fmt.Errorf("fitting: %w", err)
	}
	return found, nil
}

// objective is a function of parameters, with its gradient.
type objective interface {
	evaluate(ctx context.Context, theta []float64) (f float64, grad []float64, err error)
}

// problem is an objective as gonum asks for it: value and gradient one after the other. An error ends the search.
type problem struct {
	objective
	ctx  context.Context
	at   []float64 // parameters of f and grad
	f    float64
	grad []float64
	err  error
}

func (p *problem) visit(theta []float64) {
	if p.err != nil || slices.Equal(p.at, theta) {
		return
	}
	p.at = append(p.at[:0], theta...)
	p.f, p.grad, p.err = p.evaluate(p.ctx, theta)
}

func (p *problem) ask() optimize.Problem {
	return optimize.Problem{
		Func: func(theta []float64) float64 {
			p.visit(theta)
			return p.f
		},
		Grad: func(grad, theta []float64) {
			p.visit(theta)
			copy(grad, p.grad)
		},
		Status: func() (optimize.Status, error) {
			if p.err != nil {
				return optimize.Failure, p.err
			}
			return optimize.NotTerminated, nil
		},
	}
}

// validate reports examples that cannot be fitted.
func (e Examples) validate() error {
	if len(e.Index) != len(e.Labels) || len(e.Index) == 0 {
		return fmt.Errorf("fitting: %d examples have %d labels; want at least one, and as many", len(e.Index), len(e.Labels))
	}
	counts := make([]int, e.Classes)
	for i, y := range e.Labels {
		if y < 0 || y >= e.Classes {
			return fmt.Errorf("fitting: example %d has class %d of %d", i, y, e.Classes)
		}
		counts[y]++
	}
	for k, n := range counts {
		if n == 0 {
			return fmt.Errorf("fitting: class %d has no example, so that its bias would have no end", k)
		}
	}
	return nil
}

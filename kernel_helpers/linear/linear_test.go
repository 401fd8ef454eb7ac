package linear

import (
	"context"
	"encoding/json"
	"math"
	"math/rand/v2"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// plain is a scorer without an engine.
type plain struct{}

func (plain) Scores(ctx context.Context, queries, gallery matrix.Rows, out []float32) error {
	for i := range queries.N {
		for j := range gallery.N {
			out[i*gallery.N+j] = float32(matrix.Dot(queries.Row(i), gallery.Row(j)))
		}
	}
	return ctx.Err()
}

func (plain) Close() error { return nil }

var options = Options{Scorer: func(int) (engine.Scorer, error) { return plain{}, nil }}

// cloud returns examples around a centre for each class, in an order without rule, of length 1.
func cloud(n, dim, classes int, noise float64) Examples {
	r := rand.New(rand.NewPCG(uint64(n), uint64(classes)))
	centres := matrix.New(classes, dim)
	for i := range centres.Data {
		centres.Data[i] = float32(1 + r.NormFloat64())
	}
	e := Examples{Rows: matrix.New(n, dim), Classes: classes}
	for i := range n {
		y := i % classes
		for j, x := range centres.Row(y) {
			e.Rows.Row(i)[j] = x + float32(noise*r.NormFloat64())
		}
		e.Index, e.Labels = append(e.Index, i), append(e.Labels, y)
	}
	r.Shuffle(n, func(i, j int) {
		e.Index[i], e.Index[j] = e.Index[j], e.Index[i]
		e.Labels[i], e.Labels[j] = e.Labels[j], e.Labels[i]
	})
	e.Rows.Normalize()
	return e
}

func mustFit(t *testing.T, e Examples, c float64, o Options) Model {
	t.Helper()
	m, err := Fit(t.Context(), e, c, nil, o)
	if err != nil {
		t.Fatal(err)
	}
	if !m.Converged {
		t.Errorf("%d iterations were not enough", m.Iterations)
	}
	return m
}

// logits are those of a row, in float64.
func (m Model) logits(row []float32) []float64 {
	out := slices.Clone(m.Biases)
	for k := range out {
		out[k] += matrix.Dot(m.Weights.Row(k), row)
	}
	return out
}

// softmax turns logits into shares. Two classes have twice the weights that scikit-learn's one vector has.
func softmax(logits []float64) []float64 {
	out, sum := make([]float64, len(logits)), 0.0
	for k, x := range logits {
		out[k] = math.Exp(x - slices.Max(logits))
		sum += out[k]
	}
	for k := range out {
		out[k] /= sum
	}
	return out
}

func rows(vectors [][]float32) matrix.Rows {
	m := matrix.New(len(vectors), len(vectors[0]))
	for i, v := range vectors {
		copy(m.Row(i), v)
	}
	return m
}

func upTo(n int) []int {
	index := make([]int, n)
	for i := range index {
		index[i] = i
	}
	return index
}

func TestFitEqualsScikitLearn(t *testing.T) {
	text, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var reference struct {
		Cases []struct {
			Classes       int
			C             float64
			Train, Test   [][]float32
			Labels        []int
			Probabilities [][]float64
		}
	}
	if err := json.Unmarshal(text, &reference); err != nil {
		t.Fatal(err)
	}
	for _, c := range reference.Cases {
		m := mustFit(t, Examples{Rows: rows(c.Train), Index: upTo(len(c.Train)), Labels: c.Labels, Classes: c.Classes}, c.C, options)
		worst := 0.0
		for i, vector := range c.Test {
			for k, p := range softmax(m.logits(vector)) {
				worst = max(worst, math.Abs(p-c.Probabilities[i][k]))
			}
		}
		t.Logf("%d classes, C = %v: %d iterations, largest difference of a probability %.1g", c.Classes, c.C, m.Iterations, worst)
		if worst > 1e-5 {
			t.Errorf("%d classes, C = %v: a probability differs by %v", c.Classes, c.C, worst)
		}
	}
}

func TestGradientIsThatOfTheLoss(t *testing.T) {
	e := cloud(700, 5, 3, 1) // two blocks
	l, err := newLoss(e, 10, options)
	if err != nil {
		t.Fatal(err)
	}
	r := rand.New(rand.NewPCG(1, 2))
	theta := make([]float64, 3*6)
	for i := range theta {
		theta[i] = r.NormFloat64()
	}
	for name, o := range map[string]objective{"float32": l, "float64": newDoubled(l)} {
		f := func(theta []float64) (float64, []float64) {
			f, grad, err := o.evaluate(t.Context(), theta)
			if err != nil {
				t.Fatal(err)
			}
			return f, slices.Clone(grad)
		}
		_, grad := f(theta)
		for i := range theta {
			const h = 1e-2
			at := func(d float64) float64 {
				moved := slices.Clone(theta)
				moved[i] += d
				value, _ := f(moved)
				return value
			}
			if want := (at(h) - at(-h)) / (2 * h); math.Abs(grad[i]-want) > 1e-4 {
				t.Errorf("%s: derivative %d is %v, want %v", name, i, grad[i], want)
			}
		}
	}
}

func TestWorkersChangeNothing(t *testing.T) {
	e := cloud(9000, 32, 32, 2) // too large for float64
	one, many := options, options
	one.Workers, many.Workers = 1, 3
	a, b := mustFit(t, e, 1, one), mustFit(t, e, 1, many)
	if !reflect.DeepEqual(a.Weights, b.Weights) || !reflect.DeepEqual(a.Biases, b.Biases) {
		t.Error("three workers give other weights than one")
	}
}

func TestStartChangesNoAnswer(t *testing.T) {
	e := cloud(600, 6, 4, 1.5)
	cold, other := mustFit(t, e, 10, options), mustFit(t, e, 1000, options)
	warm, err := Fit(t.Context(), e, 10, &other, options)
	if err != nil {
		t.Fatal(err)
	}
	for i := range e.Rows.N {
		a, b := softmax(cold.logits(e.Rows.Row(i))), softmax(warm.logits(e.Rows.Row(i)))
		for k := range a {
			if math.Abs(a[k]-b[k]) > 1e-3 {
				t.Fatalf("row %d: shares %v from zero, %v from another model", i, a, b)
			}
		}
	}
}

func TestProbe(t *testing.T) {
	e := cloud(400, 8, 4, 0.3)
	c, err := Probe(t.Context(), e, options)
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Trials) != len(Strengths()) || c.HeldOut != 80 {
		t.Errorf("%d trials on %d held out, want %d on 80", len(c.Trials), c.HeldOut, len(Strengths()))
	}
	for _, trial := range c.Trials {
		best := slices.MaxFunc(c.Trials, func(a, b Trial) int { return int(math.Copysign(1, a.Value-b.Value)) }).Value
		if trial.Value == best {
			if c.C != trial.C {
				t.Errorf("C = %v was chosen, the smallest of the best is %v", c.C, trial.C)
			}
			break
		}
	}
	answers, err := c.Model.Predict(t.Context(), e.Rows, e.Index)
	if err != nil {
		t.Fatal(err)
	}
	wrong := 0
	for i, y := range e.Labels {
		if answers[i] != y {
			wrong++
		}
	}
	if wrong > 4 {
		t.Errorf("%d of 400 examples of well-separated classes are wrong", wrong)
	}
}

func TestSplit(t *testing.T) {
	labels := []int{0, 1, 0, 2, 0, 1, 0, 0, 2, 0, 0, 0, 0, 0, 1, 3} // ten, three, two, one
	e := Examples{Rows: matrix.New(len(labels), 1), Index: upTo(len(labels)), Labels: labels, Classes: 4}
	fitted, held := e.Split()
	if want := []int{8, 12, 13, 14}; !slices.Equal(held.Index, want) {
		t.Errorf("held out are %v, want %v", held.Index, want)
	}
	if len(fitted.Index) != 12 || slices.Contains(fitted.Index, 8) || !slices.Contains(fitted.Index, 15) {
		t.Errorf("fitted are %v", fitted.Index)
	}
	for i, row := range held.Index {
		if held.Labels[i] != labels[row] {
			t.Errorf("row %d is held out as class %d, want %d", row, held.Labels[i], labels[row])
		}
	}
}

func TestOneClassAndSingles(t *testing.T) {
	one := Examples{Rows: matrix.New(3, 2), Index: upTo(3), Labels: []int{0, 0, 0}, Classes: 1}
	c, err := Probe(t.Context(), one, options)
	if err != nil {
		t.Fatal(err)
	}
	if got, err := c.Model.Predict(t.Context(), one.Rows, one.Index); err != nil || !slices.Equal(got, []int{0, 0, 0}) {
		t.Errorf("answers %v, %v", got, err)
	}
	singles := cloud(3, 4, 3, 0.1)
	if c, err = Probe(t.Context(), singles, options); err != nil || c.C != DefaultStrength || c.Trials != nil {
		t.Errorf("with nothing to hold out: C = %v, trials %v, %v", c.C, c.Trials, err)
	}
	same := Examples{Rows: matrix.New(4, 2), Index: upTo(4), Labels: []int{0, 1, 0, 1}, Classes: 2}
	if m := mustFit(t, same, 10, options); math.Abs(m.Biases[0]-m.Biases[1]) > 1e-6 {
		t.Errorf("equal vectors of two classes of equal size have biases %v", m.Biases)
	}
}

func TestFitRejects(t *testing.T) {
	good := func() Examples {
		return Examples{Rows: matrix.New(2, 1), Index: []int{0, 1}, Labels: []int{0, 1}, Classes: 2}
	}
	for name, change := range map[string]func(e *Examples, c *float64){
		"no examples":           func(e *Examples, c *float64) { e.Index, e.Labels = nil, nil },
		"a label missing":       func(e *Examples, c *float64) { e.Labels = e.Labels[:1] },
		"an unknown class":      func(e *Examples, c *float64) { e.Labels[0] = 2 },
		"a class without any":   func(e *Examples, c *float64) { e.Classes = 3 },
		"a strength of nothing": func(e *Examples, c *float64) { *c = 0 },
	} {
		e, c := good(), 1.0
		change(&e, &c)
		if _, err := Fit(t.Context(), e, c, nil, options); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestFitEndsWithItsContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := Fit(ctx, cloud(100, 3, 2, 1), 1, nil, options); err != context.Canceled {
		t.Errorf("got %v, want %v", err, context.Canceled)
	}
}

package metric

import (
	"math/rand/v2"
	"runtime"
	"testing"
)

func TestWilsonStaysInside(t *testing.T) {
	for n := range 200 {
		for k := range n + 1 {
			i := Wilson(k, n)
			if p := float64(k) / max(1, float64(n)); i.Low < 0 || i.High > 1 || n > 0 && (p < i.Low || p > i.High) {
				t.Fatalf("Wilson(%d, %d) = %v", k, n, i)
			}
		}
	}
	if got := Wilson(0, 0); got != (Interval{0, 1}) {
		t.Errorf("Wilson(0, 0) = %v, want 0 … 1", got)
	}
}

func TestBootstrapDoesNotDependOnThreads(t *testing.T) {
	values := make([]float64, 101)
	for i := range values {
		values[i] = float64(i*i%97) / 97
	}
	want := Bootstrap(values)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range []int{1, 3, 8} {
		runtime.GOMAXPROCS(n)
		if got := Bootstrap(values); got != want {
			t.Errorf("%d threads: %v, with another number %v", n, got, want)
		}
	}
}

// The draws are part of every stored interval: a change of these numbers changes published results.
func TestBootstrapIsPinned(t *testing.T) {
	if got, want := Bootstrap([]float64{0, 0.25, 0.5, 1, 1, 0.125, 0.75}), (Interval{0.25, 0.8035714285714286}); got != want {
		t.Errorf("got %v, want %v", got, want)
	}
	draw := make([]uint32, 10)
	drawIndices(generator(0), draw)
	if got, want := [10]uint32(draw), [10]uint32{5, 1, 2, 7, 8, 6, 0, 8, 1, 0}; got != want {
		t.Errorf("first draws %v, want %v", got, want)
	}
}

func TestBootstrapEdges(t *testing.T) {
	tests := []struct {
		name   string
		values []float64
		want   Interval
	}{
		{"none", nil, Interval{0, 1}},
		{"one", []float64{0.3}, Interval{0.3, 0.3}},
		{"all equal", []float64{0.1, 0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, Interval{0.1, 0.1}},
		{"all right", []float64{1, 1, 1}, Interval{1, 1}},
	}
	for _, tt := range tests {
		got := Bootstrap(tt.values)
		if !near(got.Low, tt.want.Low, 1e-12) || !near(got.High, tt.want.High, 1e-12) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestDrawIndicesIsUniform(t *testing.T) {
	g := generator(1)
	draw, counts := make([]uint32, 7), make([]int, 7)
	const rounds = 30_000
	for range rounds {
		drawIndices(g, draw)
		for _, i := range draw {
			counts[i]++
		}
	}
	var chi2 float64
	for _, c := range counts {
		chi2 += float64((c-rounds)*(c-rounds)) / rounds
	}
	if chi2 > 22.5 { // the 99.9 % quantile with 6 degrees of freedom
		t.Errorf("draws are not uniform: counts %v, χ² = %.1f", counts, chi2)
	}
}

// coverage is the share of simulated experiments whose interval holds the true value.
func coverage(experiments int, truth float64, interval func(r *rand.Rand) Interval) float64 {
	r := rand.New(rand.NewPCG(1, 2))
	hits := 0
	for range experiments {
		if i := interval(r); i.Low <= truth && truth <= i.High {
			hits++
		}
	}
	return float64(hits) / float64(experiments)
}

func TestCoverage(t *testing.T) {
	check := func(name string, got float64) {
		if got < 0.92 || got > 0.98 {
			t.Errorf("%s: the interval holds the truth in %.1f %% of the experiments, want about 95", name, 100*got)
		}
	}
	check("Wilson, 80 queries", coverage(4000, 0.85, func(r *rand.Rand) Interval {
		k := 0
		for range 80 {
			if r.Float64() < 0.85 {
				k++
			}
		}
		return Wilson(k, 80)
	}))
	check("bootstrap, 40 queries", coverage(200, 0.25, func(r *rand.Rand) Interval {
		values := make([]float64, 40)
		for i := range values {
			u := r.Float64()
			values[i] = u * u * u // mean 1/4
		}
		return Bootstrap(values)
	}))
	check("balanced, 12 classes of 6", coverage(200, 0.7, func(r *rand.Rand) Interval {
		classes := make([]string, 12)
		var truth []int
		var correct []bool
		var values []float64
		for c := range classes {
			classes[c] = string(rune('a' + c))
			for range 6 {
				right := r.Float64() < 0.5+0.4*float64(c)/11 // mean 0.7
				truth, correct, values = append(truth, c), append(correct, right), append(values, map[bool]float64{true: 1}[right])
			}
		}
		v := balanced(ByClass(truth, values, classes), truth, correct, 12)
		return Interval{v.Low, v.High}
	}))
}

func BenchmarkMeans(b *testing.B) {
	queries := make([]RankedQuery, 10_000)
	for i := range queries {
		queries[i] = RankedQuery{[]int{1 + i%7, 9 + i%50}, 2, 100}
	}
	for b.Loop() {
		means(queries)
	}
}

func BenchmarkSignFlip(b *testing.B) {
	x, y := make([]float64, 100_000), make([]float64, 100_000)
	for i := range x {
		x[i], y[i] = float64(i%100)/100, float64(i%89)/89
	}
	for b.Loop() {
		SignFlip(x, y)
	}
}

package metric

import (
	"math"
	"math/rand/v2"
	"testing"
)

func TestShareDifferenceEqualsStatsmodels(t *testing.T) {
	for _, tt := range readReference(t).ShareDifference {
		a, b := outcomes(tt.Both, tt.OnlyA, tt.OnlyB)
		a, b = append(a, make([]bool, tt.Neither)...), append(b, make([]bool, tt.Neither)...)
		d, got := ShareDifference(a, b)
		if math.Abs(got.Low-tt.Low) > 1e-12 || math.Abs(got.High-tt.High) > 1e-12 {
			t.Errorf("%d, %d, %d, %d: %v, want %v … %v", tt.Both, tt.OnlyA, tt.OnlyB, tt.Neither, got, tt.Low, tt.High)
		}
		if want := float64(tt.OnlyA-tt.OnlyB) / float64(len(a)); d != want || d < got.Low || d > got.High {
			t.Errorf("%d, %d, %d, %d: difference %v in %v, want %v", tt.Both, tt.OnlyA, tt.OnlyB, tt.Neither, d, got, want)
		}
		if back, i := ShareDifference(b, a); back != -d || !near(i.Low, -got.High, 1e-12) || !near(i.High, -got.Low, 1e-12) {
			t.Errorf("%d, %d, %d, %d: %v, the other way round %v", tt.Both, tt.OnlyA, tt.OnlyB, tt.Neither, got, i)
		}
	}
	if d, i := ShareDifference(nil, nil); d != 0 || i != (Interval{-1, 1}) {
		t.Errorf("no queries: %v in %v", d, i)
	}
}

func TestMeanDifferencesEqualScipy(t *testing.T) {
	for i, tt := range readReference(t).MeanDifference {
		got := MeanDifferences([][]float64{tt.A, tt.B})
		if tolerance := 0.12 * tt.SD; len(got) != 1 || math.Abs(got[0].Low-tt.Low) > tolerance || math.Abs(got[0].High-tt.High) > tolerance {
			t.Errorf("case %d: %v, want %v … %v ± %v", i, got, tt.Low, tt.High, tolerance)
		}
	}
}

// The interval of a pair does not depend on which other models are compared.
func TestMeanDifferencesOfManyModels(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	values := make([][]float64, 4)
	for i := range values {
		for range 37 {
			values[i] = append(values[i], r.Float64())
		}
	}
	all, at := MeanDifferences(values), 0
	for i := range values {
		for j := i + 1; j < len(values); j++ {
			if one := MeanDifferences([][]float64{values[i], values[j]}); one[0] != all[at] {
				t.Errorf("models %d and %d: %v alone, %v among four", i, j, one[0], all[at])
			}
			at++
		}
	}
	if at != len(all) || MeanDifferences(values[:1]) != nil {
		t.Errorf("%d intervals for %d pairs; of one model %v", len(all), at, MeanDifferences(values[:1]))
	}
}

// answer draws two models' right and wrong answers to n queries, of which some are easy for both.
func answer(r *rand.Rand, n int, shareA, shareB float64) (a, b []bool) {
	for range n {
		easy := r.Float64() < 0.4
		a, b = append(a, easy || r.Float64() < shareA), append(b, easy || r.Float64() < shareB)
	}
	return a, b
}

func TestCoverageOfDifferences(t *testing.T) {
	check := func(name string, got float64) {
		if got < 0.92 || got > 0.985 {
			t.Errorf("%s: the interval holds the truth in %.1f %% of the experiments, want about 95", name, 100*got)
		}
	}
	for _, n := range []int{20, 80} {
		check("shares", coverage(4000, 0.6*(0.7-0.5), func(r *rand.Rand) Interval {
			_, i := ShareDifference(answer(r, n, 0.7, 0.5))
			return i
		}))
	}
	check("means, 40 queries", coverage(200, 1./4-1./3, func(r *rand.Rand) Interval {
		a, b := make([]float64, 40), make([]float64, 40)
		for i := range a {
			u, v := r.Float64(), r.Float64()
			a[i], b[i] = u*u*u, (u*u+v*v)/2 // means 1/4 and 1/3
		}
		return MeanDifferences([][]float64{a, b})[0]
	}))
}

// TestFalseAlarms compares models that are equally good: a test at 5 % calls at most 5 % of the pairs
// separable, and Holm's correction at most 5 % of the sets of pairs.
func TestFalseAlarms(t *testing.T) {
	const experiments, allowed = 1000, 0.05 + 3*0.0069 // three standard deviations of a share of 1000
	r := rand.New(rand.NewPCG(5, 6))
	var single, flipped, random, sets int
	for range experiments {
		a, b := answer(r, 60, 0.6, 0.6)
		c, _ := answer(r, 60, 0.6, 0.6)
		p := []float64{McNemar(a, b), McNemar(a, c), McNemar(b, c)}
		single += below(p[:1])
		sets += below(Holm(p))
		x, y := make([]float64, 11), make([]float64, 11)
		for i := range x {
			x[i], y[i] = r.Float64(), r.Float64()
		}
		flipped += below([]float64{SignFlip(x, y)})
		for range 20 { // more than all sign patterns are tried of
			x, y = append(x, r.Float64()), append(y, r.Float64())
		}
		random += below([]float64{SignFlip(x, y)})
	}
	for name, n := range map[string]int{"McNemar": single, "Holm over three": sets, "sign flip": flipped, "random sign flips": random} {
		if got := float64(n) / experiments; got > allowed || got == 0 {
			t.Errorf("%s: %.1f %% false alarms, want more than none and at most 5", name, 100*got)
		}
	}
}

// below returns 1 if any of the p-values is below 5 %.
func below(p []float64) int {
	for _, v := range p {
		if v < 0.05 {
			return 1
		}
	}
	return 0
}

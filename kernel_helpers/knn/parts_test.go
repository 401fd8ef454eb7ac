package knn

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func TestKthLargest(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for range 2000 {
		a := make([]float32, 1+rng.IntN(40))
		for i := range a {
			a[i] = float32(rng.IntN(1 + rng.IntN(50)))
		}
		k := 1 + rng.IntN(len(a))
		sorted := slices.Sorted(slices.Values(a))
		if got, want := kthLargest(a, k), sorted[len(sorted)-k]; got != want {
			t.Fatalf("%d-th largest of %v: got %v, want %v", k, sorted, got, want)
		}
	}
}

func TestBelowAbove(t *testing.T) {
	for _, x := range []float64{0, 1, -1, 0.1, -0.1, 1e-46, -1e-46, 1e300, -1e300, math.Inf(1), math.Inf(-1), 16777217} {
		b, a := below(x), above(x)
		if float64(b) > x || float64(a) < x {
			t.Errorf("%v is not in [%v, %v]", x, b, a)
		}
		if b != a && math.Nextafter32(b, float32(math.Inf(1))) != a {
			t.Errorf("[%v, %v] around %v is wider than it need be", b, a, x)
		}
	}
}

// TestErrorBound sums products of awkward vectors in float32 in several orders.
func TestErrorBound(t *testing.T) {
	rng := rand.New(rand.NewPCG(2, 0))
	for range 500 {
		dim := 1 + rng.IntN(300)
		x, y := make([]float32, dim), make([]float32, dim)
		scale := math.Pow(10, float64(rng.IntN(50)-25))
		for i := range x {
			x[i] = float32(rng.NormFloat64() * scale)
			y[i] = float32(rng.NormFloat64())
			if rng.IntN(3) == 0 { // the sum grows steadily, which rounds most
				x[i], y[i] = float32(math.Abs(float64(x[i]))), 1.0000001
			}
		}
		bound := errorBound(dim, matrix.Norm(x), matrix.Norm(y))
		if unit := matrix.Norm(x) * matrix.Norm(y); bound > 1e-4*unit {
			t.Fatalf("dimension %d: the bound %v is useless for lengths of product %v", dim, bound, unit)
		}
		want := matrix.Dot(x, y)
		for name, order := range map[string][]int{"forward": identity(dim), "shuffled": rng.Perm(dim)} {
			var sum float32
			for _, i := range order {
				sum += float32(x[i] * y[i])
			}
			if math.Abs(float64(sum)-want) > bound {
				t.Errorf("dimension %d, %s: %v is further than %v from %v", dim, name, sum, bound, want)
			}
		}
	}
	if !math.IsInf(errorBound(5, 1e30, 1e30), 1) {
		t.Error("a product that overflows float32 has a bound")
	}
}

func identity(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// TestScoreMap compares the table with the definition, for scores at, beside and between the bands.
func TestScoreMap(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 0))
	for range 300 {
		bound := math.Pow(10, float64(-rng.IntN(12)))
		relevant := make([]Neighbour, 1+rng.IntN(60))
		scale := math.Pow(10, float64(rng.IntN(9)-6))
		for i := range relevant {
			relevant[i] = Neighbour{i, rng.NormFloat64() * scale}
		}
		slices.SortFunc(relevant, func(a, b Neighbour) int { return order(b, a) })
		var m scoreMap
		m.reset(relevant, bound)
		for range 300 {
			r := relevant[rng.IntN(len(relevant))].Similarity
			s := float32(r + rng.NormFloat64()*bound*2)
			if rng.IntN(3) == 0 {
				s = float32(rng.NormFloat64() * scale * 2)
			}
			checkPlace(t, &m, relevant, bound, s)
		}
	}
}

func checkPlace(t *testing.T, m *scoreMap, relevant []Neighbour, bound float64, s float32) {
	t.Helper()
	var surely, perhaps int32 // relevant rows that s is above whatever its error, and with some error
	for _, r := range relevant {
		if float64(s)-bound > r.Similarity {
			surely++
		}
		if float64(s)+bound >= r.Similarity {
			perhaps++
		}
	}
	i, before := m.find(s, m.table[m.cell(s)])
	if i < 0 {
		if before != surely || before != perhaps {
			t.Fatalf("score %v comes before %d; want %d, or %d with its error %v", s, before, surely, perhaps, bound)
		}
		return
	}
	if b := m.bands[i]; b.from > surely || b.to < perhaps {
		t.Fatalf("score %v in a band of %d … %d; want %d … %d", s, b.from, b.to, surely, perhaps)
	}
}

package metric

import (
	"math"
	"sort"
)

// McNemar returns the two-sided p-value of the exact test for two models' right and wrong answers to the
// same queries (McNemar 1947): of the queries that only one of them got right, the share is compared with
// a fair coin. len(a) = len(b). Without such queries it is 1.
func McNemar(a, b []bool) float64 {
	onlyA, onlyB := 0, 0
	for i := range a {
		switch {
		case a[i] && !b[i]:
			onlyA++
		case b[i] && !a[i]:
			onlyB++
		}
	}
	return min(1, 2*coinTail(min(onlyA, onlyB), onlyA+onlyB))
}

// coinTail returns P(X ≤ k) for X heads of n fair coins: the largest term by its logarithm, the others by
// their ratio to it.
func coinTail(k, n int) float64 {
	lg := func(x int) float64 { v, _ := math.Lgamma(float64(x) + 1); return v }
	sum, term := 0.0, 1.0
	for i := k; i >= 0 && term > 0; i-- {
		sum += term
		term *= float64(i) / float64(n-i+1)
	}
	return math.Exp(lg(n)-lg(k)-lg(n-k)-float64(n)*math.Ln2) * sum
}

// Holm returns the p-values adjusted for their number (Holm 1979), in the order given: the smallest times
// n, the next times n-1, …; never falling, at most 1.
func Holm(p []float64) []float64 {
	order := make([]int, len(p))
	for i := range order {
		order[i] = i
	}
	sort.SliceStable(order, func(i, j int) bool { return p[order[i]] < p[order[j]] })
	adjusted := make([]float64, len(p))
	var highest float64
	for place, i := range order {
		highest = max(highest, min(1, p[i]*float64(len(p)-place)))
		adjusted[i] = highest
	}
	return adjusted
}

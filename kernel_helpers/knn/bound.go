package knn

import "math"

// errorBound returns a number that |s − x·y| never exceeds, where s is an inner product of vectors with
// Euclidean lengths normX and normY that was summed in float32 in any order, with or without fused
// multiply-add, and x·y is matrix.Dot.
//
// Summing dim products gives |s − x·y| ≤ γ(dim)·Σ|xᵢ||yᵢ| ≤ γ(dim)·‖x‖‖y‖ with γ(n) = n·u/(1 − n·u),
// u = 2⁻²⁴ (Higham, Accuracy and Stability of Numerical Algorithms, §3.1; then Cauchy-Schwarz). Two
// operations more than there are pay for the roundings of float64: in matrix.Dot, in the lengths and in
// what callers compute with the bound. The last term is for results too small for float32, even where
// hardware flushes them to zero. Lengths whose product may overflow float32 have no bound.
func errorBound(dim int, normX, normY float64) float64 {
	const u = 0x1p-24
	n := float64(dim + 2)
	if n*u >= 0.5 || normX*normY >= 0x1p126 {
		return math.Inf(1)
	}
	return n*u/(1-n*u)*normX*normY + n*0x1p-125
}

// below returns the largest float32 that is not above x, above the smallest that is not below it.
func below(x float64) float32 {
	f := float32(x)
	if float64(f) > x {
		f = math.Nextafter32(f, float32(math.Inf(-1)))
	}
	return f
}

func above(x float64) float32 { return -below(-x) }

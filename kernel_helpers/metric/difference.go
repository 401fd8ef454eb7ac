package metric

import "math"

// ShareDifference returns by how much the share of right answers of a is above that of b, for two models on
// the same queries, with the score interval of paired shares (Newcombe 1998, method 10): Wilson's intervals
// of both shares, put together with the correlation of the answers. len(a) = len(b). Without queries nothing
// is known: 0 from -1 to 1.
func ShareDifference(a, b []bool) (difference float64, interval Interval) {
	n := len(a)
	if n == 0 {
		return 0, Interval{-1, 1}
	}
	both, onlyA, onlyB := 0, 0, 0
	for i := range a {
		switch {
		case a[i] && b[i]:
			both++
		case a[i]:
			onlyA++
		case b[i]:
			onlyB++
		}
	}
	p, q := float64(both+onlyA)/float64(n), float64(both+onlyB)/float64(n)
	ofA, ofB := Wilson(both+onlyA, n), Wilson(both+onlyB, n)
	phi := correlation(both, onlyA, onlyB, n-both-onlyA-onlyB)
	difference = float64(onlyA-onlyB) / float64(n)
	return difference, Interval{
		max(-1, difference-side(p-ofA.Low, ofB.High-q, phi)),
		min(1, difference+side(ofA.High-p, q-ofB.Low, phi)),
	}
}

// side is the length of one side of the interval, from those of the two shares.
func side(x, y, phi float64) float64 { return math.Sqrt(max(0, x*x-2*phi*x*y+y*y)) }

// correlation returns φ of a table of answers, corrected for continuity where it is positive.
func correlation(both, onlyA, onlyB, neither int) float64 {
	right, wrong := float64(both+onlyA), float64(onlyB+neither)
	rightB, wrongB := float64(both+onlyB), float64(onlyA+neither)
	scale := right * wrong * rightB * wrongB
	if scale == 0 {
		return 0
	}
	det := float64(both)*float64(neither) - float64(onlyA)*float64(onlyB)
	if det > 0 {
		det = max(0, det-(right+wrong)/2)
	}
	return det / math.Sqrt(scale)
}

// MeanDifferences returns, for the pairs (0,1), (0,2) … (1,2) … of models, the percentile bootstrap interval
// of the difference of their means: values[i] holds a value of each query for model i, and every resample of
// queries is the same for all models. All rows have the same length, at least 1.
func MeanDifferences(values [][]float64) []Interval {
	models := len(values)
	if models < 2 {
		return nil
	}
	n := len(values[0])
	return bootstrap(n, models*(models-1)/2, func() statistic {
		times, means := make([]float64, n), make([]float64, models)
		return func(draw []uint32, out []float64) {
			clear(times) // how often each query was drawn: rows are then read in their order, once
			for _, q := range draw {
				times[q]++
			}
			for m, row := range values {
				means[m] = dot(times, row) / float64(n)
			}
			at := 0
			for i := range means {
				for j := i + 1; j < models; j++ {
					out[at] = means[i] - means[j]
					at++
				}
			}
		}
	})
}

// dot returns Σ a·b, added up in four strands.
func dot(a, b []float64) float64 {
	var s [4]float64
	b = b[:len(a)]
	i := 0
	for ; i+4 <= len(a); i += 4 {
		s[0] += float64(a[i] * b[i])
		s[1] += float64(a[i+1] * b[i+1])
		s[2] += float64(a[i+2] * b[i+2])
		s[3] += float64(a[i+3] * b[i+3])
	}
	for ; i < len(a); i++ {
		s[0] += float64(a[i] * b[i])
	}
	return (s[0] + s[1]) + (s[2] + s[3])
}

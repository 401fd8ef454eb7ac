package metric

import (
	"math"
	"slices"
)

// Interval is a 95 % confidence interval.
type Interval struct{ Low, High float64 }

// normal975 is the 97.5 % quantile of the standard normal distribution.
const normal975 = 1.959963984540054

// Wilson returns the score interval (Wilson 1927) for k successes in n trials. With n = 0 nothing is known: 0 … 1.
func Wilson(k, n int) Interval {
	if n == 0 {
		return Interval{0, 1}
	}
	p, m := float64(k)/float64(n), float64(n)
	z2 := normal975 * normal975
	middle := (p + z2/(2*m)) / (1 + z2/m)
	half := normal975 / (1 + z2/m) * math.Sqrt(p*(1-p)/m+z2/(4*m*m))
	i := Interval{max(0, middle-half), min(1, middle+half)}
	if k == 0 {
		i.Low = 0
	}
	if k == n {
		i.High = 1
	}
	return i
}

// percentile95 returns the 2.5 % and 97.5 % quantiles of the samples, interpolated between neighbours. It sorts them.
func percentile95(samples []float64) Interval {
	slices.Sort(samples)
	return Interval{quantile(samples, 0.025), quantile(samples, 0.975)}
}

func quantile(sorted []float64, q float64) float64 {
	at := q * float64(len(sorted)-1)
	i := int(at)
	if i+1 >= len(sorted) || sorted[i] == sorted[i+1] {
		return sorted[i]
	}
	return sorted[i] + float64((at-float64(i))*(sorted[i+1]-sorted[i]))
}

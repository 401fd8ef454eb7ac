package metric

import "math"

const (
	exactDifferences = 12   // up to this many, all sign patterns are tried
	flipGroup        = 8    // differences whose 2⁸ sign patterns are summed beforehand
	rounding         = 1e-9 // sums this close, relative to Σ|d|, count as equal
)

// SignFlip returns the two-sided p-value of the paired permutation test for the mean of a − b: how often
// the differences, with random signs, add up to at least as much as they do. Up to 12 differences that are
// not zero all sign patterns are tried; above, 10,000 random ones from a fixed seed, the observed one
// counted among them: (hits + 1) / 10,001 (Phipson and Smyth 2010). len(a) = len(b). Without differences
// it is 1.
func SignFlip(a, b []float64) float64 {
	var d []float64
	var sum, size float64
	for i := range a {
		if x := a[i] - b[i]; x != 0 {
			d = append(d, x)
			sum += x
			size += math.Abs(x)
		}
	}
	if len(d) == 0 {
		return 1
	}
	least := math.Abs(sum) - rounding*size
	if len(d) <= exactDifferences {
		all := patternSums(d)
		return float64(atLeast(all, least)) / float64(len(all))
	}
	return float64(atLeast(randomFlips(d), least)+1) / (resamples + 1)
}

// randomFlips returns the sums of d under 10,000 random sign patterns. It goes through d in groups, each
// with a table of its sums, and adds for every resample the entry that eight random bits choose.
func randomFlips(d []float64) []float64 {
	g := generator(math.MaxUint64)
	sums := make([]float64, resamples)
	for from := 0; from < len(d); from += flipGroup {
		table := patternSums(d[from:min(from+flipGroup, len(d))])
		mask := uint64(len(table) - 1)
		for r := 0; r < len(sums); r += 8 {
			bits := g.Uint64()
			for j := range 8 {
				sums[r+j] += table[bits>>(8*j)&mask]
			}
		}
	}
	return sums
}

// patternSums returns Σ ±d for all 2ⁿ sign patterns; bit i of the index set means minus for d[i].
func patternSums(d []float64) []float64 {
	sums := make([]float64, 1, 1<<len(d))
	for _, x := range d {
		n := len(sums)
		for _, s := range sums[:n] {
			sums = append(sums, s-x)
		}
		for i := range n {
			sums[i] += x
		}
	}
	return sums
}

func atLeast(sums []float64, least float64) int {
	n := 0
	for _, s := range sums {
		if math.Abs(s) >= least {
			n++
		}
	}
	return n
}

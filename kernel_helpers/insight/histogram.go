// Package insight measures why a model scores as it does: how similar right and wrong neighbours are, which
// images are everybody's neighbour, what a few images of each class are worth, and how the vectors lie in the
// plane. It takes neighbours and vectors that others have found and keeps no more of them than it counts; the
// sampling that keeps it cheap is seeded, so that the same input gives the same numbers whatever the number
// of threads.
//
//	hubs := insight.NewHubs(gallery)
//	for q := range queries {
//		hubs.Add(nearest[q], right[q])
//	}
//	fmt.Println(hubs.Outcome().Skewness)
package insight

import "math"

// Bins is the number of equal bins of a Histogram, which covers the similarities from -1 to 1.
const Bins = 200

// Histogram counts similarities. What is below -1 or above 1, by rounding, counts in the outermost bin.
type Histogram [Bins]int

// Add counts one similarity.
func (h *Histogram) Add(similarity float64) {
	bin := int(math.Floor((similarity + 1) / 2 * Bins))
	h[min(max(bin, 0), Bins-1)]++
}

// Span returns the counts from the first bin that is not empty to the last, and which bin the first is.
// Without any count there is none.
func (h *Histogram) Span() (first int, counts []int) {
	last := Bins
	for first < Bins && h[first] == 0 {
		first++
	}
	if first == Bins {
		return 0, nil
	}
	for h[last-1] == 0 {
		last--
	}
	return first, append([]int(nil), h[first:last]...)
}

package insight

import (
	"math"
	"slices"
)

// Draws is how many times the images of a few-shot curve are drawn, and ShotRows how many images a draw has
// at most, which bounds memory and time.
const (
	Draws    = 10
	ShotRows = 8192
)

// shotSizes are the numbers of images per class that are tried.
var shotSizes = []int{1, 2, 5, 10, 20, 50, 100, 200, 500}

// Shots plans few-shot classification: the nearest neighbour decides, among n training images of each class.
type Shots struct {
	labels []string
	Sizes  []int // the n, ascending
	Short  []int // for each n, the classes with fewer images; they give all they have
}

// NewShots plans for training images with these labels. An n is tried while at least half of the classes have
// so many images and a draw stays within ShotRows.
func NewShots(labels []string) Shots {
	counts := map[string]int{}
	for _, label := range labels {
		counts[label]++
	}
	s := Shots{labels: labels}
	for _, n := range shotSizes {
		short, rows := 0, 0
		for _, c := range counts {
			rows += min(c, n)
			if c < n {
				short++
			}
		}
		if len(counts) == 0 || 2*short > len(counts) || rows > ShotRows {
			break
		}
		s.Sizes, s.Short = append(s.Sizes, n), append(s.Short, short)
	}
	return s
}

// Draw returns for each n the training images that draw number i adds to those of the n before it, ascending:
// the draws of different n are nested.
func (s Shots) Draw(i int) [][]int {
	byLabel, order := shuffled(s.labels, 1+uint64(i))
	added := make([][]int, len(s.Sizes))
	from := 0
	for level, n := range s.Sizes {
		for _, label := range order {
			places := byLabel[label]
			added[level] = append(added[level], places[min(from, len(places)):min(n, len(places))]...)
		}
		slices.Sort(added[level])
		from = n
	}
	return added
}

// Nearest keeps the nearest image of each query over what is offered, of equals the one with the lower row.
type Nearest struct {
	rows         []int
	similarities []float64
}

// NewNearest begins with no image for so many queries.
func NewNearest(queries int) Nearest {
	n := Nearest{make([]int, queries), make([]float64, queries)}
	for q := range queries {
		n.rows[q], n.similarities[q] = -1, math.Inf(-1)
	}
	return n
}

// Offer takes an image for query q.
func (n Nearest) Offer(q, row int, similarity float64) {
	if similarity > n.similarities[q] || similarity == n.similarities[q] && row < n.rows[q] {
		n.rows[q], n.similarities[q] = row, similarity
	}
}

// Row returns the nearest image of query q, -1 before any was offered.
func (n Nearest) Row(q int) int { return n.rows[q] }

// MeanSD returns the mean and the standard deviation (n - 1 in the divisor, 0 of one value) of values, at least one.
func MeanSD(values []float64) (mean, sd float64) {
	for _, v := range values {
		mean += v
	}
	mean /= float64(len(values))
	if len(values) < 2 {
		return mean, 0
	}
	for _, v := range values {
		sd += (v - mean) * (v - mean) / float64(len(values)-1)
	}
	return mean, math.Sqrt(sd)
}

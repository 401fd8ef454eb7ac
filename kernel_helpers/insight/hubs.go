package insight

import (
	"cmp"
	"math"
	"slices"
)

// HubNeighbours is the k of hubness: an image is counted wherever it is among the k nearest of a query.
const HubNeighbours = 10

// hubsShown is how many of the most frequent neighbours are named.
const hubsShown = 12

// Hubs counts how often each gallery image is among the nearest of a query (k-occurrence, Radovanović,
// Nanopoulos and Ivanović 2010). In many dimensions a few images become neighbours of nearly everything.
type Hubs struct {
	times, wrong []int32 // by gallery image: occurrences, and those where its label is not the query's
	nearest      []int32 // by query: the nearest image
}

// NewHubs begins the count for so many gallery images.
func NewHubs(gallery int) *Hubs {
	return &Hubs{times: make([]int32, gallery), wrong: make([]int32, gallery)}
}

// Add takes the gallery images nearest to a query, nearest first, and whether each has its label. Those after
// the first HubNeighbours do not count; no neighbour at all is no query.
func (h *Hubs) Add(nearest []int, right []bool) {
	if len(nearest) == 0 {
		return
	}
	h.nearest = append(h.nearest, int32(nearest[0]))
	for i, row := range nearest[:min(len(nearest), HubNeighbours)] {
		h.times[row]++
		if !right[i] {
			h.wrong[row]++
		}
	}
}

// Hubness is the outcome of the count.
type Hubness struct {
	K        int     // how many nearest images of a query count, fewer in a small gallery
	Mean     float64 // occurrences of a gallery image
	Skewness float64 // of the occurrences: 0 = evenly spread, above 1 = few images take most places
	Never    int     // gallery images that are among the nearest of no query
	Limit    float64 // mean + 2 standard deviations; a hub occurs more often
	Hubs     int     // gallery images that are hubs
	Nearest  float64 // share of queries whose nearest image is a hub
	Most     []Hub   // the most frequent, first the lower image of equals
}

// Hub is a gallery image with its occurrences.
type Hub struct {
	Row          int
	Times, Wrong int // occurrences, and those with another label than the query's
}

// Outcome evaluates the queries that were added. ranked is the number of images that a query ranks.
func (h *Hubs) Outcome(ranked int) Hubness {
	n := float64(len(h.times))
	out := Hubness{K: min(HubNeighbours, ranked)}
	var total float64
	for _, t := range h.times {
		total += float64(t)
	}
	out.Mean = total / n
	var second, third float64 // central moments
	for _, t := range h.times {
		d := float64(t) - out.Mean
		second += d * d / n
		third += d * d * d / n
	}
	if second > 0 {
		out.Skewness = third / math.Pow(second, 1.5)
	}
	out.Limit = out.Mean + 2*math.Sqrt(second)
	h.count(&out)
	return out
}

// count fills in what depends on the limit.
func (h *Hubs) count(out *Hubness) {
	var rows []int
	for row, t := range h.times {
		switch {
		case t == 0:
			out.Never++
			continue
		case float64(t) > out.Limit:
			out.Hubs++
		}
		rows = append(rows, row)
	}
	for _, row := range h.nearest {
		if float64(h.times[row]) > out.Limit {
			out.Nearest += 1 / float64(len(h.nearest))
		}
	}
	slices.SortFunc(rows, func(a, b int) int { return cmp.Or(cmp.Compare(h.times[b], h.times[a]), cmp.Compare(a, b)) })
	for _, row := range rows[:min(len(rows), hubsShown)] {
		out.Most = append(out.Most, Hub{row, int(h.times[row]), int(h.wrong[row])})
	}
}

package duplicate

import (
	"cmp"
	"slices"
)

// Candidate is another picture that may be the same.
type Candidate struct {
	Other    int32
	Distance int32 // of their prints, in bits of 128
}

// compare sorts the nearest first, equals by their numbers.
func (c Candidate) compare(d Candidate) int {
	return cmp.Or(cmp.Compare(c.Distance, d.Distance), cmp.Compare(c.Other, d.Other))
}

// Found are the pairs to compare.
type Found struct {
	Pairs []Pair // sorted
	// Beyond is for each picture the distance from which on its candidates may be missing among the pairs; All = none is.
	Beyond []int
}

// All stands for a picture of which all candidates are named.
const All = 129

// kept is how many candidates each picture may have, and pairsLeast and pairsEach limit those of all: to so many pairs, or so
// many for each picture where that is more. Each costs about as much as decoding a picture.
const (
	kept       = 32
	pairsLeast = 1 << 16
	pairsEach  = 4
)

// Nearest makes pairs of the candidates of each picture, which it sorts. Where there are too many of them to compare them
// all, each picture keeps as many of its nearest as every other one.
func Nearest(lists [][]Candidate) Found {
	found := Found{Beyond: make([]int, len(lists))}
	for i, list := range lists {
		slices.SortFunc(list, Candidate.compare)
		lists[i] = slices.Compact(list)
	}
	each := share(lists)
	for i, list := range lists {
		found.Beyond[i] = All
		if len(list) > each {
			found.Beyond[i] = int(list[each].Distance)
			list = list[:each]
		}
		for _, c := range list {
			j := int(c.Other)
			found.Pairs = append(found.Pairs, Pair{min(i, j), max(i, j)})
		}
	}
	slices.SortFunc(found.Pairs, Pair.compare)
	found.Pairs = slices.Compact(found.Pairs)
	return found
}

// share is how many candidates of each picture can be compared.
func share(lists [][]Candidate) int {
	var longer [kept]int // lists with more than so many candidates
	for _, list := range lists {
		for n := range min(len(list), kept) {
			longer[n]++
		}
	}
	sum := 0
	for n, more := range longer {
		if sum += more; sum > max(pairsLeast, pairsEach*len(lists)) {
			return n
		}
	}
	return kept
}

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

// Found are the candidates of each picture.
type Found struct {
	Lists [][]Candidate // the nearest first
	// Beyond is for each picture the distance from which on candidates may be missing; All = none is.
	Beyond []int
}

// All stands for a picture of which all candidates are there.
const All = 129

// NewFound sorts the candidates of each picture, of which none is missing; one that is there twice stays once.
func NewFound(lists [][]Candidate) Found {
	found := Found{lists, make([]int, len(lists))}
	for i, list := range lists {
		slices.SortFunc(list, Candidate.compare)
		lists[i], found.Beyond[i] = slices.Compact(list), All
	}
	return found
}

// kept is how many candidates each picture may have, and pairsLeast and pairsEach limit those of all that are compared: to so
// many pairs, or so many for each picture where that is more. Each costs about as much as decoding a picture.
const (
	kept       = 32
	pairsLeast = 1 << 16
	pairsEach  = 4
)

// Shorten leaves out the candidates of each picture whose distance is above within. Where there are still too many of all to
// compare them, each picture keeps as many of its nearest as every other one.
func (f Found) Shorten(within func(i int) int) Found {
	out := Found{make([][]Candidate, len(f.Lists)), slices.Clone(f.Beyond)}
	for i, list := range f.Lists {
		end, _ := slices.BinarySearchFunc(list, within(i)+1, func(c Candidate, d int) int { return cmp.Compare(int(c.Distance), d) })
		out.Lists[i] = list[:end]
	}
	each := share(out.Lists)
	for i, list := range out.Lists {
		if len(list) > each {
			out.Lists[i], out.Beyond[i] = list[:each], min(out.Beyond[i], int(list[each].Distance))
		}
	}
	return out
}

// Pairs are the pictures and their candidates, sorted.
func (f Found) Pairs() []Pair {
	var pairs []Pair
	for i, list := range f.Lists {
		for _, c := range list {
			j := int(c.Other)
			pairs = append(pairs, Pair{min(i, j), max(i, j)})
		}
	}
	slices.SortFunc(pairs, Pair.compare)
	return slices.Compact(pairs)
}

// share is how many candidates of each picture can be compared.
func share(lists [][]Candidate) int {
	var longer []int // lists with more than so many candidates
	for _, list := range lists {
		for n := range list {
			if n == len(longer) {
				longer = append(longer, 0)
			}
			longer[n]++
		}
	}
	sum := 0
	for n, more := range longer {
		if sum += more; sum > max(pairsLeast, pairsEach*len(lists)) {
			return n
		}
	}
	return len(longer)
}

package duplicate

import (
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Candidates returns every pair of pictures of which one, or a window of it, may be the other or its mirror image:
// their coarse hashes differ in at most Radius bits, and their fine ones do not speak against it. Pictures of which
// skip is true are left out.
func Candidates(prints []Prints, skip []bool) []Pair {
	var ids []int
	var whole []Hash
	for i, p := range prints {
		if !skip[i] {
			ids, whole = append(ids, i), append(whole, p[0].Coarse)
		}
	}
	x := NewIndex(whole, Radius)
	const stretch = 256
	found := make([][]Pair, (len(ids)+stretch-1)/stretch)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for part := range found {
		g.Go(func() error {
			for _, i := range ids[part*stretch : min(len(ids), (part+1)*stretch)] {
				found[part] = x.candidates(i, prints, ids, found[part])
			}
			return nil
		})
	}
	_ = g.Wait() // no error is possible
	all := slices.Concat(found...)
	slices.SortFunc(all, Pair.compare)
	return slices.Compact(all)
}

// candidates appends the pairs of picture i that one of its windows gives away.
func (x *Index) candidates(i int, prints []Prints, ids []int, pairs []Pair) []Pair {
	before := len(pairs)
	for _, part := range prints[i] {
		for _, p := range [2]Print{part, part.Mirrored()} {
			x.Each(p.Coarse, func(n int) {
				if j := ids[n]; j != i && p.near(prints[j][0]) {
					pairs = append(pairs, Pair{min(i, j), max(i, j)})
				}
			})
		}
	}
	slices.SortFunc(pairs[before:], Pair.compare)
	return append(pairs[:before], slices.Compact(pairs[before:])...)
}

// Near reports whether one of two pictures, or a window of it, is the other within so many differing bits of 128, or
// its mirror image. It is for pairs that something else than the hashes has named.
func (p *Prints) Near(q *Prints, within int) bool {
	least := 128
	for n := range p {
		for _, d := range [2]int{p[n].least(q[0]), q[n].least(p[0])} {
			least = min(least, d)
		}
	}
	return least <= within
}

// least is the distance of a print to another or to its mirror image, in bits of 128.
func (p Print) least(q Print) int {
	m := q.Mirrored()
	return min(p.Coarse.Distance(q.Coarse)+p.Fine.Distance(q.Fine), p.Coarse.Distance(m.Coarse)+p.Fine.Distance(m.Fine))
}

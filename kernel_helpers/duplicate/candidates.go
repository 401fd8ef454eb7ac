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
	all := slices.DeleteFunc(Between(prints, prints, skip, skip), func(p Pair) bool { return p.A == p.B })
	for i, p := range all {
		all[i] = Pair{min(p.A, p.B), max(p.A, p.B)}
	}
	slices.SortFunc(all, Pair.compare)
	return slices.Compact(all)
}

// Between is one half of Candidates for two lists of pictures, or for two parts of one: the pairs, sorted, of picture A
// of windows, or a window of it, and picture B of wholes. Candidates of parts need it both ways.
func Between(windows, wholes []Prints, skipWindows, skipWholes []bool) []Pair {
	var ids []int
	var coarse []Hash
	for i, p := range wholes {
		if !skipWholes[i] {
			ids, coarse = append(ids, i), append(coarse, p[0].Coarse)
		}
	}
	x := NewIndex(coarse, Radius)
	const stretch = 256
	found := make([][]Pair, (len(windows)+stretch-1)/stretch)
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for part := range found {
		g.Go(func() error {
			for i := part * stretch; i < min(len(windows), (part+1)*stretch); i++ {
				if !skipWindows[i] {
					found[part] = x.candidates(i, &windows[i], wholes, ids, found[part])
				}
			}
			return nil
		})
	}
	_ = g.Wait() // no error is possible
	return slices.Concat(found...)
}

// candidates appends the pairs of picture i that one of its windows gives away.
func (x *Index) candidates(i int, windows *Prints, wholes []Prints, ids []int, pairs []Pair) []Pair {
	before := len(pairs)
	for _, part := range windows {
		for _, p := range [2]Print{part, part.Mirrored()} {
			x.Each(p.Coarse, func(n int) {
				if j := ids[n]; p.near(wholes[j][0]) {
					pairs = append(pairs, Pair{i, j})
				}
			})
		}
	}
	slices.SortFunc(pairs[before:], Pair.compare)
	return append(pairs[:before], slices.Compact(pairs[before:])...)
}

// Near reports whether the distance of two pictures is at most so many bits.
func (p *Prints) Near(q *Prints, within int) bool { return p.Distance(q) <= within }

// Distance is in how many bits of 128 one of two pictures, or a window of it, differs at least from the other or from its
// mirror image. It is for pairs that something else than the hashes has named.
func (p *Prints) Distance(q *Prints) int {
	least := 128
	for n := range p {
		for _, d := range [2]int{p[n].least(q[0]), q[n].least(p[0])} {
			least = min(least, d)
		}
	}
	return least
}

// least is the distance of a print to another or to its mirror image, in bits of 128.
func (p Print) least(q Print) int {
	m := q.Mirrored()
	return min(p.Coarse.Distance(q.Coarse)+p.Fine.Distance(q.Fine), p.Coarse.Distance(m.Coarse)+p.Fine.Distance(m.Fine))
}

package duplicate

import (
	"bytes"
	"runtime"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"
)

// Candidates finds the pairs of pictures of which one, or a window of it, may be the other or its mirror image: their
// coarse hashes differ in at most Radius bits, and their fine ones do not speak against it. Pictures of which skip is true
// are left out. Of a picture with very many candidates only the nearest are named, so that in a set of look-alikes the
// time grows with the number of pictures, not with its square.
func Candidates(prints []Prints, skip []bool) Found {
	whole := make([]Print, len(prints))
	for i, p := range prints {
		whole[i] = p[0]
	}
	return NewGallery(whole, skip).Candidates(0, prints)
}

// Gallery is pictures among which candidates are looked for. It takes 24 bytes for each, beside those of an Index.
type Gallery struct {
	index *Index
	whole []Print // by the numbers of the index
	ids   []int   // likewise, the pictures, ascending
}

// NewGallery indexes pictures by the prints of the whole of each, but for those of which skip is true.
func NewGallery(whole []Print, skip []bool) *Gallery {
	g := &Gallery{}
	var coarse []Hash
	for i, p := range whole {
		if !skip[i] {
			g.ids, coarse, g.whole = append(g.ids, i), append(coarse, p.Coarse), append(g.whole, p)
		}
	}
	g.index = NewIndex(coarse, Radius)
	return g
}

// Candidates are those of pictures from, from+1 … of the gallery, whose prints are given. Together those of all parts of
// the gallery are what the function Candidates finds.
func (g *Gallery) Candidates(from int, prints []Prints) Found {
	const stretch = 256
	first, _ := slices.BinarySearch(g.ids, from)
	end, _ := slices.BinarySearch(g.ids, from+len(prints))
	lists, partly := make([][]Candidate, len(prints)), make([]bool, len(prints))
	var next atomic.Int64
	next.Store(int64(first))
	var group errgroup.Group
	for range runtime.GOMAXPROCS(0) {
		group.Go(func() error {
			c := collector{Gallery: g, nearest: bytes.Repeat([]byte{none}, len(g.ids))}
			for at := int(next.Add(stretch)) - stretch; at < end; at = int(next.Add(stretch)) - stretch {
				for n := at; n < min(at+stretch, end); n++ {
					i := g.ids[n] - from
					lists[i], partly[i] = c.collect(n, &prints[i])
				}
			}
			return nil
		})
	}
	_ = group.Wait() // no error is possible
	found := NewFound(lists)
	for i, list := range lists {
		if len(list) > kept {
			found.Beyond[i], lists[i] = int(list[kept].Distance), list[:kept]
		}
		if partly[i] {
			found.Beyond[i] = 0
		}
	}
	return found
}

// collector gathers the candidates of one picture after another. It serves one goroutine.
type collector struct {
	*Gallery
	nearest []uint8 // by the numbers of the index, the least distance that was met; none between two pictures
	met     []int32 // the numbers that were met
}

const none = 255

// crowd is how many others a picture may resemble before only those are looked for that resemble it closely, their coarse hashes
// differing in crowdRadius bits, and before that ends after so many visits to others.
const (
	crowd       = 1024
	crowdRadius = 5
	crowdVisits = 1 << 17
)

// collect returns the candidates of picture n of the index that one of its windows gives away, the nearest first, and no more than
// tell that there are too many. partly says that not all were looked for.
func (c *collector) collect(n int, prints *Prints) (list []Candidate, partly bool) {
	radius, visits := Radius, 0
	for _, part := range prints {
		for _, p := range [2]Print{part, part.Mirrored()} {
			all := c.index.Each(p.Coarse, radius, func(other int) {
				if visits++; other != n {
					c.meet(other, p)
				}
			})
			partly = partly || !all
		}
		if partly = partly || len(c.met) > crowd; partly {
			radius = crowdRadius
			if visits > crowdVisits {
				break
			}
		}
	}
	var counts [none + 1]int
	for _, n := range c.met {
		counts[c.nearest[n]]++
	}
	last, sum := 0, counts[0]
	for sum <= kept && last < none {
		last++
		sum += counts[last]
	}
	for _, n := range c.met {
		if int(c.nearest[n]) <= last {
			list = append(list, Candidate{int32(c.ids[n]), int32(c.nearest[n])})
		}
		c.nearest[n] = none
	}
	c.met = c.met[:0]
	slices.SortFunc(list, Candidate.compare)
	return list[:min(len(list), kept+1)], partly
}

// meet notes number n of the index, if its picture may be the one of print p.
func (c *collector) meet(n int, p Print) {
	other := c.whole[n]
	if !p.near(other) {
		return
	}
	if c.nearest[n] == none {
		c.met = append(c.met, int32(n))
	}
	c.nearest[n] = min(c.nearest[n], uint8(p.Coarse.Distance(other.Coarse)+p.Fine.Distance(other.Fine)))
}

// Distance is in how many bits of 128 two pictures differ where one of them, or a window of it, is most like the other or
// its mirror image.
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

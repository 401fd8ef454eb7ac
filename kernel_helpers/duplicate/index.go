package duplicate

import (
	"math"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"
)

// Index finds the hashes within a distance of another one, exactly: multi-index hashing (Norouzi, Punjani and Fleet
// 2012). The 64 bits are cut into blocks. If two hashes differ in at most radius bits, then in at least one block they
// differ in few, by the pigeonhole principle; so it is enough to look, block by block, at the hashes that are that near
// in this block. It takes 12 bytes for each hash and block.
type Index struct {
	radius int
	blocks []block
}

// block is one part of the bits, with all hashes sorted by it.
type block struct {
	shift, width int
	reach        int      // differences that are looked for in this block; -1 = none
	masks        []uint64 // all values of width bits with at most reach of them set
	starts       []int32  // [2^width + 1] where the hashes of a value begin
	hashes       []Hash   // by value, of equals in order
	ids          []int32
}

func (b *block) value(h Hash) uint64 { return uint64(h) >> b.shift & (1<<b.width - 1) }

// NewIndex indexes hashes for searches up to radius, 0 … 63.
func NewIndex(hashes []Hash, radius int) *Index {
	return newIndex(hashes, radius, bestCut(len(hashes), radius))
}

// newIndex cuts the bits into count blocks.
func newIndex(hashes []Hash, radius, count int) *Index {
	x := &Index{radius: radius}
	for i := range count {
		from, to := 64*i/count, 64*(i+1)/count
		x.blocks = append(x.blocks, block{shift: from, width: to - from, reach: reachOf(i, radius, count)})
	}
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range x.blocks {
		g.Go(func() error { x.blocks[i].fill(hashes); return nil })
	}
	_ = g.Wait() // no error is possible
	return x
}

// reachOf is how many differences have to be looked for in block i of count: if there were more in each of them, there
// would be more than radius in all.
func reachOf(i, radius, count int) int {
	if i > radius%count {
		return radius/count - 1
	}
	return radius / count
}

// widest is the most bits of a block: the starts of its values then take 64 MiB.
const widest = 24

// bestCut returns the number of blocks with which a search among n hashes is expected to be cheapest, if all hashes were
// equally likely: each value that is looked up costs as much as some hashes that are compared.
func bestCut(n, radius int) int {
	best, least := 64, math.Inf(1)
	for count := (64 + widest - 1) / widest; count <= 64; count++ {
		width, cost := float64(64)/float64(count), 0.0
		for i := range count {
			cost += ball(width, reachOf(i, radius, count)) * (6 + float64(n)*math.Exp2(-width))
		}
		if cost < least {
			best, least = count, cost
		}
	}
	return best
}

// ball is the number of values of so many bits with at most reach of them set.
func ball(width float64, reach int) float64 {
	sum, term := 0.0, 1.0
	for k := 0; k <= reach; k++ {
		sum += term
		term *= (width - float64(k)) / float64(k+1)
	}
	return sum
}

func (b *block) fill(hashes []Hash) {
	if b.reach < 0 {
		return
	}
	b.masks = masks(b.width, b.reach)
	b.starts = make([]int32, 1<<b.width+1)
	b.hashes, b.ids = make([]Hash, len(hashes)), make([]int32, len(hashes))
	for _, h := range hashes {
		b.starts[b.value(h)+1]++
	}
	for v := 1; v < len(b.starts); v++ {
		b.starts[v] += b.starts[v-1]
	}
	next := slices.Clone(b.starts)
	for i, h := range hashes {
		v := b.value(h)
		b.hashes[next[v]], b.ids[next[v]] = h, int32(i)
		next[v]++
	}
}

// masks lists the values of width bits with at most reach of them set.
func masks(width, reach int) []uint64 {
	all := []uint64{0}
	for from := 0; reach > 0; reach-- {
		to := len(all)
		for _, m := range all[from:to] {
			low := 0 // bits below the lowest that is set, so that each value comes once
			for low < width && m>>low&1 == 0 {
				low++
			}
			for bit := range low {
				all = append(all, m|1<<bit)
			}
		}
		from = to
	}
	return all
}

// Each calls do with the number of every indexed hash within the radius of h, each once, in an order that depends on
// the hashes alone. It may be called by several goroutines.
func (x *Index) Each(h Hash, do func(id int)) {
	for n := range x.blocks {
		b := &x.blocks[n]
		value := b.value(h)
		for _, mask := range b.masks {
			v := value ^ mask
			from, to := b.starts[v], b.starts[v+1]
			for i, other := range b.hashes[from:to] {
				if h.Distance(other) <= x.radius && !x.seen(n, h^other) {
					do(int(b.ids[int(from)+i]))
				}
			}
		}
	}
}

// seen reports whether a block before number n has found hashes with this difference already.
func (x *Index) seen(n int, difference Hash) bool {
	for i := range n {
		b := &x.blocks[i]
		if Hash(b.value(difference)).Distance(0) <= b.reach {
			return true
		}
	}
	return false
}

// Near returns every pair of hashes that differ in at most radius bits, sorted. It meets the hashes of one value of a
// block with those of another at once, which stay in the processor's cache.
func Near(hashes []Hash, radius int) []Pair {
	x := NewIndex(hashes, radius)
	var parts []func() []Pair
	for n := range x.blocks {
		values := len(x.blocks[n].starts) - 1 // none where nothing is looked for
		for from := 0; from < values; from += stretch {
			parts = append(parts, func() []Pair { return x.join(n, from, min(from+stretch, values)) })
		}
	}
	found := make([][]Pair, len(parts))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, part := range parts {
		g.Go(func() error { found[i] = part(); return nil })
	}
	_ = g.Wait() // no error is possible
	all := slices.Concat(found...)
	slices.SortFunc(all, Pair.compare)
	return all
}

// stretch is how many values of a block a goroutine takes at once.
const stretch = 1024

// join finds the pairs whose first hash has in block n one of the values from … to-1, and the second the same or a
// higher one.
func (x *Index) join(n, from, to int) (pairs []Pair) {
	b := &x.blocks[n]
	for value := from; value < to; value++ {
		first, end := b.starts[value], b.starts[value+1]
		if first == end {
			continue
		}
		for _, mask := range b.masks {
			other := value ^ int(mask)
			if other < value {
				continue
			}
			begin, stop := b.starts[other], b.starts[other+1]
			for i := first; i < end; i++ {
				if other == value {
					begin = i + 1
				}
				h := b.hashes[i]
				for j, o := range b.hashes[begin:stop] {
					if h.Distance(o) <= x.radius && !x.seen(n, h^o) {
						a, c := int(b.ids[i]), int(b.ids[int(begin)+j])
						pairs = append(pairs, Pair{min(a, c), max(a, c)})
					}
				}
			}
		}
	}
	return pairs
}

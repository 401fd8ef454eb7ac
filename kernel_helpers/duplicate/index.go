package duplicate

import (
	"math"
	"math/bits"
	"runtime"
	"slices"
	"sort"

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
	most         int      // hashes that Each looks at
	starts       []int32  // [2^width + 1] where the hashes of a value begin
	hashes       []Hash   // by value, of a value with many by key, of equals in order
	ids          []int32
}

func (b *block) value(h Hash) uint64 { return uint64(h) >> b.shift & (1<<b.width - 1) }

// key sorts hashes of one value so that those are side by side whose bits before the block are the same too.
func (b *block) key(h Hash) uint64 { return bits.RotateLeft64(uint64(h), 64-b.shift-b.width) }

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
	b.most = patience + 4*len(b.masks)*len(hashes)>>b.width
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
	for v := range b.starts[1:] {
		if from, to := b.starts[v], b.starts[v+1]; to-from > patience {
			sort.Stable(byKey{b, b.hashes[from:to], b.ids[from:to]})
		}
	}
}

// byKey sorts the hashes of one value.
type byKey struct {
	*block
	hashes []Hash
	ids    []int32
}

func (s byKey) Len() int           { return len(s.hashes) }
func (s byKey) Less(i, j int) bool { return s.key(s.hashes[i]) < s.key(s.hashes[j]) }
func (s byKey) Swap(i, j int) {
	s.hashes[i], s.hashes[j] = s.hashes[j], s.hashes[i]
	s.ids[i], s.ids[j] = s.ids[j], s.ids[i]
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

// patience is how many hashes Each looks at in every block, beside several times as many as there would be if they were spread
// evenly.
const patience = 4096

// Each calls do with the number of every indexed hash that differs from h in at most within bits, each once, in an order that
// depends on the hashes alone. within is at most the radius. Where very many hashes resemble h it looks at some of them
// only, the likeliest, may name one twice, and reports false. It may be called by several goroutines.
func (x *Index) Each(h Hash, within int, do func(id int)) (all bool) {
	var cut uint64 // blocks in which some were not looked at
	for n := range x.blocks {
		b := &x.blocks[n]
		value, left, reach := b.value(h), b.most, reachOf(n, within, len(x.blocks))
		for _, mask := range b.masks {
			if bits.OnesCount64(mask) > reach {
				break
			}
			v := value ^ mask
			from, to := int(b.starts[v]), int(b.starts[v+1])
			if to-from > left {
				from, to = b.around(h^Hash(mask<<b.shift), from, to, left)
				cut |= 1 << n
			}
			left -= to - from
			for i, other := range b.hashes[from:to] {
				if h.Distance(other) <= within && !x.seen(n, within, cut, h^other) {
					do(int(b.ids[from+i]))
				}
			}
		}
	}
	return cut == 0
}

// around narrows the hashes from … to-1, all of one value, to so many whose keys are next to that of h.
func (b *block) around(h Hash, from, to, most int) (int, int) {
	key := b.key(h)
	at := from + sort.Search(to-from, func(i int) bool { return b.key(b.hashes[from+i]) >= key })
	from = max(from, min(at-most/2, to-most))
	return from, from + most
}

// seen reports whether a block before number n has found hashes with this difference already. Blocks that are cut may not.
func (x *Index) seen(n, within int, cut uint64, difference Hash) bool {
	for i := range n {
		b := &x.blocks[i]
		if cut>>i&1 == 0 && Hash(b.value(difference)).Distance(0) <= reachOf(i, within, len(x.blocks)) {
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
					if h.Distance(o) <= x.radius && !x.seen(n, x.radius, 0, h^o) {
						a, c := int(b.ids[i]), int(b.ids[int(begin)+j])
						pairs = append(pairs, Pair{min(a, c), max(a, c)})
					}
				}
			}
		}
	}
	return pairs
}

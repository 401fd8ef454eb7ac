package curate

import (
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// Planted is what the search for duplicates found of copies that were planted in the pool.
type Planted struct {
	Originals int           // images of the pool, of each of which every kind was planted
	Kinds     []PlantedKind // in the order in which they are shown
	All       PlantedKind   // of all kinds; a pair of two copies counts once
	Missed    []PlantedPair // copies that were not found, and their originals
	Wrong     []PlantedPair // pairs that were taken for one picture
}

// PlantedKind is what was found of a kind of copies.
type PlantedKind struct {
	Kind    string
	Planted int // copies
	Found   int // copies that were taken for the same picture as their original
	Pairs   int // pairs with such a copy that were taken for one picture
	Wrong   int // of these, pairs of different pictures
}

// Recall is the share of the copies that were found, with its Wilson interval.
func (k PlantedKind) Recall() metric.Value { return share("recall", k.Found, k.Planted) }

// Precision is the share of the pairs that are one picture, with its Wilson interval; of no pairs it is 0.
func (k PlantedKind) Precision() metric.Value { return share("precision", k.Pairs-k.Wrong, k.Pairs) }

func share(name string, k, n int) metric.Value {
	i := metric.Wilson(k, n)
	return metric.Value{Name: name, Value: float64(k) / max(1, float64(n)), Low: i.Low, High: i.High}
}

// PlantedPair is a copy and another image: its original where it was missed.
type PlantedPair struct {
	Kind      string // of the copy
	Copy      dataset.Item
	Of        string // the id of its original
	Other     dataset.Item
	OtherKind string // if that is a copy too
}

// measure looks for duplicates among the pool and the planted copies as fates did among the pool alone, and counts what
// it finds.
func (g *growth) measure(ctx context.Context, b *bed, e experiment.Embedded) error {
	var copies []dataset.Item
	for _, i := range e.Items {
		copies = append(copies, b.set.Items[i])
	}
	seen, err := looks(ctx, g.cache, copies, func(done int) { g.emit(done, len(copies)) })
	if err != nil {
		return err
	}
	n, alone := len(g.pool), g.crowd
	c := newCrowd(slices.Concat(g.pool, copies, alone.items[n:]), slices.Concat(alone.looks[:n], seen, alone.looks[n:]), n+len(copies))
	pairs, err := c.candidates(ctx, joined{g.rows, e.Rows}, g.refed, g.Settings, g.search)
	if err == nil {
		err = c.compare(ctx, pairs)
	}
	if err != nil {
		return err
	}
	g.Planted = newCensus(b, c.items, n, len(copies), alone.sure).count(c.edges)
	return nil
}

// joined are the rows of a, then those of b.
type joined struct{ a, b matrix.Rows }

func (j joined) Select(index []int) matrix.Rows {
	out := matrix.New(len(index), j.a.Dim)
	for i, from := range index {
		if from < j.a.N {
			copy(out.Row(i), j.a.Row(from))
		} else {
			copy(out.Row(i), j.b.Row(from-j.a.N))
		}
	}
	return out
}

// census knows what is true of images: those of a pool, then planted copies, then others.
type census struct {
	items  []dataset.Item
	kinds  map[int]string // of the copies, by their place in items
	origin map[int]int    // of the copies, the place of their original
	same   *duplicate.Groups
}

// newCensus joins each copy to its original, and what is one picture beyond doubt among the items without the copies, which
// sure counts.
func newCensus(b *bed, items []dataset.Item, pool, copies int, sure []Edge) *census {
	c := &census{items, map[int]string{}, map[int]int{}, duplicate.NewGroups(len(items))}
	moved := func(i int) int {
		if i < pool {
			return i
		}
		return i + copies
	}
	for _, e := range sure {
		c.same.Join(moved(e.A), moved(e.B))
	}
	row := map[string]int{}
	for i, it := range items[:pool] {
		row[it.ID] = i
	}
	for i := pool; i < pool+copies; i++ {
		o := b.from[items[i].ID]
		c.kinds[i], c.origin[i] = o.kind, row[o.original]
		c.same.Join(i, c.origin[i])
	}
	return c
}

// count counts what edges say of the copies.
func (c *census) count(edges []Edge) *Planted {
	out := &Planted{}
	at := map[string]*PlantedKind{}
	for _, kind := range plantKinds() {
		out.Kinds = append(out.Kinds, PlantedKind{Kind: kind})
	}
	for i := range out.Kinds {
		at[out.Kinds[i].Kind] = &out.Kinds[i]
	}
	found := map[int]bool{}
	for _, e := range edges {
		a, b := e.A, e.B
		if c.kinds[a] == "" {
			a, b = b, a
		}
		if c.kinds[a] == "" {
			continue // both are no copies
		}
		right := c.same.Of(a) == c.same.Of(b)
		if !right {
			out.Wrong = append(out.Wrong, c.pair(a, b))
		}
		out.All.add(right)
		at[c.kinds[a]].add(right)
		if c.kinds[b] == "" {
			found[a] = found[a] || right
		} else if c.kinds[a] != c.kinds[b] {
			at[c.kinds[b]].add(right)
		}
	}
	c.recall(out, at, found)
	return out
}

func (k *PlantedKind) add(right bool) {
	k.Pairs++
	if !right {
		k.Wrong++
	}
}

// recall counts the copies and which of them were found.
func (c *census) recall(out *Planted, at map[string]*PlantedKind, found map[int]bool) {
	originals := map[int]bool{}
	for i := range c.items {
		kind := c.kinds[i]
		if kind == "" {
			continue
		}
		originals[c.origin[i]] = true
		for _, k := range []*PlantedKind{at[kind], &out.All} {
			k.Planted++
			if found[i] {
				k.Found++
			}
		}
		if !found[i] {
			out.Missed = append(out.Missed, c.pair(i, c.origin[i]))
		}
	}
	out.Originals = len(originals)
}

func (c *census) pair(copied, other int) PlantedPair {
	return PlantedPair{c.kinds[copied], c.items[copied], c.items[c.origin[copied]].ID, c.items[other], c.kinds[other]}
}

package curate

import (
	"context"
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// Planted is what the search for duplicates found of copies that were planted in the pool.
type Planted struct {
	Originals int           // images of the pool, of each of which every kind was planted
	Kinds     []PlantedKind // in the order in which they are shown
	All       PlantedKind   // of all kinds; a pair of two copies counts once
	Copies    []PlantedCopy // by their ids
	Wrong     []PlantedPair // pairs of different pictures that were taken for one
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
func (k PlantedKind) Recall() metric.Value {
	i := metric.Wilson(k.Found, k.Planted)
	return metric.Value{Name: "recall", Value: float64(k.Found) / max(1, float64(k.Planted)), Low: i.Low, High: i.High}
}

// Precision is the share of the pairs that are one picture; of no pairs it is 0. It has no interval: the pairs of an original
// do not come about independently.
func (k PlantedKind) Precision() float64 { return float64(k.Pairs-k.Wrong) / max(1, float64(k.Pairs)) }

// PlantedCopy is a copy, which lies in the cache.
type PlantedCopy struct {
	dataset.Item
	Kind     string
	Original dataset.Item
	Found    bool
}

// PlantedPair is a copy and another image, which may be a copy too.
type PlantedPair struct {
	Copy  PlantedCopy
	Other dataset.Item
	Kind  string // of the other; "" = it is no copy
}

// measure looks for duplicates among the pool and the planted copies as fates did among the pool alone, and counts what
// it finds.
func (g *growth) measure(ctx context.Context, b *bed, e experiment.Embedded) error {
	if len(e.Skipped) > 0 {
		return b.damaged(fmt.Sprintf("%s cannot be read (%s)", b.set.Items[e.Skipped[0].Item].ID, e.Skipped[0].Reason))
	}
	var copies []dataset.Item
	for _, i := range e.Items {
		copies = append(copies, b.set.Items[i])
	}
	seen, err := Looks(ctx, g.cache, copies, func(done int) { g.emit(done, len(copies)) })
	if err != nil {
		return err
	}
	n, alone := len(g.pool), g.crowd
	steps := g.takeSteps(copies, e.Rows)
	c := newCrowd(slices.Concat(g.pool, copies, alone.items[n:]), slices.Concat(alone.looks[:n], seen, alone.looks[n:]), n+len(copies))
	pairs, err := c.candidates(ctx, steps, g.Settings)
	if err == nil {
		err = c.compare(ctx, steps, pairs, func(p duplicate.Pair) (float64, bool) {
			a, okA := without(p.A, n, len(copies))
			b, okB := without(p.B, n, len(copies))
			if okA && okB {
				return alone.compared(duplicate.Pair{A: a, B: b})
			}
			return 0, false
		})
	}
	if err != nil {
		return err
	}
	g.Planted = newCensus(b, c.items, n, len(copies), alone.sure).count(c.edges)
	return nil
}

// without returns the number of an image before copies were put behind the pool; false = it is a copy.
func without(i, pool, copies int) (int, bool) {
	switch {
	case i < pool:
		return i, true
	case i < pool+copies:
		return 0, false
	}
	return i - copies, true
}

// census knows what is true of images: those of a pool, then planted copies, then others.
type census struct {
	items  []dataset.Item
	first  int           // where the copies begin
	copies []PlantedCopy // items[first:first+len(copies)]
	same   *duplicate.Groups
}

// newCensus joins each copy to its original, and what is one picture beyond doubt among the items without the copies, which
// sure counts.
func newCensus(b *bed, items []dataset.Item, pool, copies int, sure []Edge) *census {
	c := &census{items, pool, nil, duplicate.NewGroups(len(items))}
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
		c.same.Join(i, row[o.original.ID])
		c.copies = append(c.copies, PlantedCopy{items[i], o.kind, o.original, false})
	}
	return c
}

// copied is the copy at a place of the items; nil = it is none.
func (c *census) copied(i int) *PlantedCopy {
	if i < c.first || i >= c.first+len(c.copies) {
		return nil
	}
	return &c.copies[i-c.first]
}

// count counts what edges say of the copies. A copy is found by an edge with its original, or with what is the same as that:
// an edge with another copy is not enough.
func (c *census) count(edges []Edge) *Planted {
	out := &Planted{Copies: c.copies}
	at := map[string]*PlantedKind{}
	for _, kind := range plantKinds() {
		out.Kinds = append(out.Kinds, PlantedKind{Kind: kind})
	}
	for i := range out.Kinds {
		at[out.Kinds[i].Kind] = &out.Kinds[i]
	}
	for _, e := range edges {
		c.countEdge(e, out, at)
	}
	originals := map[string]bool{}
	for _, p := range c.copies {
		originals[p.Original.ID] = true
		for _, k := range []*PlantedKind{at[p.Kind], &out.All} {
			k.Planted++
			if p.Found {
				k.Found++
			}
		}
	}
	out.Originals = len(originals)
	return out
}

func (c *census) countEdge(e Edge, out *Planted, at map[string]*PlantedKind) {
	p, q, other := c.copied(e.A), c.copied(e.B), e.B
	if p == nil {
		p, q, other = q, p, e.A
	}
	if p == nil {
		return // both are no copies
	}
	right := c.same.Of(e.A) == c.same.Of(e.B)
	pair := PlantedPair{Copy: *p, Other: c.items[other]}
	kinds := []*PlantedKind{at[p.Kind], &out.All}
	if q == nil {
		p.Found = p.Found || right
	} else if pair.Kind = q.Kind; q.Kind != p.Kind {
		kinds = append(kinds, at[q.Kind])
	}
	for _, k := range kinds {
		k.Pairs++
		if !right {
			k.Wrong++
		}
	}
	if !right {
		out.Wrong = append(out.Wrong, pair)
	}
}

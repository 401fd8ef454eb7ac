package curate

import (
	"cmp"
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
)

// crowd is the images among which duplicates are looked for: those of the pool first, then those of tests and seeds.
type crowd struct {
	items []dataset.Item
	looks []Look
	pool  int // images of the pool
	// first is, of each image, the first with the same bytes or pixels. It alone is compared.
	first []int
	edges []Edge
	sure  []Edge // those of the edges that are beyond doubt
	// pairs are those that were compared, sorted, with the similarity of each.
	pairs      []duplicate.Pair
	similarity []float64
	// crowded are the images that have too many candidates to compare them all.
	crowded []bool
	index   Index // how near vectors were looked for
}

// newCrowd finds the images with the same bytes, then those with the same pixels.
func newCrowd(items []dataset.Item, looks []Look, pool int) *crowd {
	c := &crowd{items: items, looks: looks, pool: pool, first: make([]int, len(items))}
	byBytes, byPixels := map[digest.SHA256]int{}, map[digest.SHA256]int{}
	for i, it := range items {
		at, seen := byBytes[it.Digest]
		by := SameBytes
		if !seen {
			byBytes[it.Digest] = i
			at, seen = byPixels[looks[i].Pixels]
			seen, by = seen && !looks[i].Pixels.IsZero(), SamePixels
		}
		if !seen {
			byPixels[looks[i].Pixels], c.first[i] = i, i
			continue
		}
		c.first[i] = c.first[at]
		c.edges = append(c.edges, Edge{at, i, by})
	}
	c.sure = slices.Clone(c.edges)
	return c
}

// singles are the images of the pool that stand for themselves, ascending.
func (c *crowd) singles() []int {
	var all []int
	for i := range c.pool {
		if c.first[i] == i {
			all = append(all, i)
		}
	}
	return all
}

// candidates are pairs that may be the same picture, sorted: by their hashes, and by their vectors. Those whose vectors
// decide alone are edges already.
func (c *crowd) candidates(ctx context.Context, steps Steps, s Settings) ([]duplicate.Pair, error) {
	skip := make([]bool, len(c.items))
	for i, l := range c.looks {
		skip[i] = l.Plain || c.first[i] != i
	}
	found, err := steps.Alike(ctx, c.looks, skip)
	if err != nil {
		return nil, err
	}
	c.crowded = make([]bool, len(c.items))
	for i, beyond := range found.Beyond {
		c.crowded[i] = beyond != duplicate.All
	}
	found = found.Shorten(func(i int) int {
		if c.crowded[i] {
			return strictBits
		}
		return nearBits
	})
	pairs := slices.DeleteFunc(found.Pairs(), func(p duplicate.Pair) bool { return p.A >= c.pool })
	if s.Neighbours < 0 {
		return c.thin(pairs), nil
	}
	near, index, err := steps.Near(ctx, c.singles(), s)
	if err != nil {
		return nil, err
	}
	c.index = index
	for _, n := range near {
		p := duplicate.Pair{A: n.A, B: n.B}
		switch {
		case s.Judge == JudgeVectors:
			c.edges = append(c.edges, Edge{p.A, p.B, NearSame})
		case !skip[p.A] && !skip[p.B] && c.distance(p) <= nearBits:
			pairs = append(pairs, p)
		}
	}
	slices.SortFunc(pairs, comparePlaces)
	return c.thin(slices.Compact(pairs)), nil
}

// distance is in how many bits the prints of two images differ.
func (c *crowd) distance(p duplicate.Pair) int {
	return c.looks[p.A].Prints.Distance(&c.looks[p.B].Prints)
}

// nearBits is how many of 128 bits of their prints two images may differ in that are compared because of their vectors,
// and strictBits in how many those that have more than manyPairs others to be compared with.
const (
	nearBits   = 44
	strictBits = 10
	manyPairs  = 32
)

// thin marks the images that have so many candidates that comparing them all would take too long, and leaves out their pairs
// but those whose prints are nearly the same.
func (c *crowd) thin(pairs []duplicate.Pair) []duplicate.Pair {
	count := make([]int, len(c.items))
	for _, p := range pairs {
		count[p.A]++
		count[p.B]++
	}
	for i, n := range count {
		c.crowded[i] = c.crowded[i] || n > manyPairs
	}
	return slices.DeleteFunc(pairs, func(p duplicate.Pair) bool {
		return (c.crowded[p.A] || c.crowded[p.B]) && c.distance(p) > strictBits
	})
}

// compare lays the pictures of pairs over each other and appends an edge for those that are the same. What known says of a
// pair is not computed again; it may be nil.
func (c *crowd) compare(ctx context.Context, steps Steps, pairs []duplicate.Pair, known func(duplicate.Pair) (float64, bool)) error {
	c.pairs, c.similarity = pairs, make([]float64, len(pairs))
	var open []duplicate.Pair
	var places []int // of the open pairs
	for i, p := range pairs {
		found := false
		if known != nil {
			c.similarity[i], found = known(p)
		}
		if !found {
			open, places = append(open, p), append(places, i)
		}
	}
	similarity, err := steps.Compare(ctx, open)
	if err != nil {
		return err
	}
	for at, i := range places {
		c.similarity[i] = similarity[at]
	}
	for i, same := range samePictures(pairs, c.similarity, c.crowded) {
		e := Edge{pairs[i].A, pairs[i].B, NearSame}
		if same {
			c.edges = append(c.edges, e)
		}
		if c.similarity[i] >= duplicate.SureFrom {
			c.sure = append(c.sure, e)
		}
	}
	return nil
}

// compared returns the similarity of a pair that compare was given.
func (c *crowd) compared(p duplicate.Pair) (float64, bool) {
	at, found := slices.BinarySearchFunc(c.pairs, p, comparePlaces)
	if !found {
		return 0, false
	}
	return c.similarity[at], true
}

func comparePlaces(p, q duplicate.Pair) int {
	return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B))
}

// lookAlikes is how many images an image may resemble without being one of them, before it counts as one of a crowd.
const lookAlikes = 3

// samePictures decides which pairs are one picture, by the similarity of the two laid over each other. Where different
// pictures resemble each other, as X-ray films do, only what is the same beyond doubt counts: of a pair that has a crowded
// image or one with several look-alikes.
func samePictures(pairs []duplicate.Pair, similarity []float64, crowded []bool) []bool {
	alike := map[int]int{}
	for i, p := range pairs {
		if s := similarity[i]; s >= duplicate.AlikeFrom && s < duplicate.SameFrom {
			alike[p.A]++
			alike[p.B]++
		}
	}
	same := make([]bool, len(pairs))
	for i, p := range pairs {
		from := duplicate.SameFrom
		if crowded[p.A] || crowded[p.B] || max(alike[p.A], alike[p.B]) >= lookAlikes {
			from = duplicate.SureFrom
		}
		same[i] = similarity[i] >= from
	}
	return same
}

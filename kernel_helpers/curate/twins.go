package curate

import (
	"cmp"
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

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
	// crowded are the images that have too many candidates to compare them all.
	crowded []bool
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
	all, near, err := steps.Candidates(ctx, skip, c.singles(), s)
	if err != nil {
		return nil, err
	}
	for _, p := range sorted(near) {
		switch {
		case s.Judge == JudgeVectors:
			c.edges = append(c.edges, Edge{p.A, p.B, NearSame})
		case !skip[p.A] && !skip[p.B] && p.Bits <= nearBits:
			all = append(all, p)
		}
	}
	return c.thin(sorted(all)), nil
}

// sorted puts pairs in order, each once.
func sorted(pairs []Candidate) []Candidate {
	slices.SortFunc(pairs, func(p, q Candidate) int { return cmp.Or(cmp.Compare(p.A, q.A), cmp.Compare(p.B, q.B)) })
	return slices.Compact(pairs)
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
func (c *crowd) thin(all []Candidate) []duplicate.Pair {
	count := make([]int, len(c.items))
	for _, p := range all {
		count[p.A]++
		count[p.B]++
	}
	c.crowded = make([]bool, len(count))
	for i, n := range count {
		c.crowded[i] = n > manyPairs
	}
	var pairs []duplicate.Pair
	for _, p := range all {
		if !c.crowded[p.A] && !c.crowded[p.B] || p.Bits <= strictBits {
			pairs = append(pairs, p.Pair)
		}
	}
	return pairs
}

// compare lays the pictures of pairs over each other and appends an edge for those that are the same.
func (c *crowd) compare(ctx context.Context, steps Steps, pairs []duplicate.Pair) error {
	similarity, err := steps.Compare(ctx, pairs)
	if err != nil {
		return err
	}
	for i, same := range samePictures(pairs, similarity, c.crowded) {
		if same {
			c.edges = append(c.edges, Edge{pairs[i].A, pairs[i].B, NearSame})
		}
	}
	return nil
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

// comparePairs is how many pairs a worker takes at once, with the sketches that it keeps meanwhile.
const comparePairs = 256

// Overlay lays the pictures of pairs over each other and returns their similarities, 0 where one cannot be decoded any more.
// It is quickest if the pairs of an image follow one another.
func Overlay(ctx context.Context, pairs []duplicate.Pair, item func(int) dataset.Item) ([]float64, error) {
	similarity := make([]float64, len(pairs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(pairs); from += comparePairs {
		to := min(from+comparePairs, len(pairs))
		g.Go(func() error { return overlay(ctx, pairs[from:to], item, similarity[from:to]) })
	}
	return similarity, g.Wait()
}

// overlay is Overlay by one worker, which decodes each image once.
func overlay(ctx context.Context, pairs []duplicate.Pair, item func(int) dataset.Item, similarity []float64) error {
	d, err := newDecoder()
	if err != nil {
		return err
	}
	sketches := map[int]*duplicate.Sketch{}
	sketch := func(i int) *duplicate.Sketch {
		if _, known := sketches[i]; !known {
			sketches[i] = d.sketch(item(i))
		}
		return sketches[i]
	}
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, b := sketch(p.A), sketch(p.B)
		if a != nil && b != nil {
			similarity[i] = duplicate.Compare(a, b).Similarity()
		}
	}
	return nil
}

package experiment

import (
	"bytes"
	"cmp"
	"context"
	"runtime"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"golang.org/x/sync/errgroup"
)

// twinFinder finds the images of a data set that are the same picture. Images with the same bytes are compared once:
// the first of them stands for all.
type twinFinder struct {
	*contest
	printed
	first  []int // of each image, the first with its bytes
	skip   []bool
	groups *duplicate.Groups
	found  map[duplicate.Pair]resemblance
	tried  map[duplicate.Pair]bool
	from   float64 // similarity from which on two pictures are the same
	bits   int     // of 128, in which the prints of near neighbours of a model may differ
}

// resemblance is what two images have in common.
type resemblance struct {
	by string
	duplicate.Match
}

func newTwinFinder(c *contest, p printed) *twinFinder {
	n := len(c.ids)
	f := &twinFinder{contest: c, printed: p, first: make([]int, n), skip: make([]bool, n), groups: duplicate.NewGroups(n),
		found: map[duplicate.Pair]resemblance{}, tried: map[duplicate.Pair]bool{},
		from: duplicate.SameFrom, bits: nearBits}
	known := map[digest.SHA256]int{}
	for i, item := range c.set.Items {
		at, seen := known[item.Digest]
		if !seen {
			at = i
			known[item.Digest] = i
		}
		f.first[i] = at
		f.skip[i] = seen || p.state[i] != printGood
		if seen && !f.absent(i) {
			f.groups.Join(at, i)
		}
	}
	return f
}

// absent reports whether an image has no part in the experiment, or none any more.
func (f *twinFinder) absent(i int) bool {
	_, lost := f.lost[i]
	return lost || f.state[i] == printAbsent
}

// nearBits is how many of 128 bits of their prints two images differ in at most that a model finds near each other, and
// strictBits how many of all pairs in a set of look-alikes.
const (
	nearBits   = 44
	strictBits = 10
)

// lookAlikes is how many candidates are compared to learn whether a set consists of look-alikes.
const lookAlikes = 256

// settle decides what counts as the same picture. Where different pictures resemble each other, as X-ray films do, so
// that there are more pairs of look-alikes than images, only what is the same beyond doubt counts, and only pairs with
// the nearest prints are compared at all.
func (f *twinFinder) settle(ctx context.Context, found duplicate.Found) (duplicate.Found, error) {
	if pairs := found.Pairs(); len(pairs) > len(f.ids) {
		alike, err := f.alike(ctx, result.Spread(pairs, lookAlikes))
		if err != nil {
			return found, err
		}
		if alike*float64(len(pairs)) > float64(len(f.ids)) {
			f.from, f.bits = duplicate.SureFrom, strictBits
		}
	}
	return found.Shorten(f.mayDiffer), nil
}

// mayDiffer is in how many bits of their prints image i and one that is compared with it may differ.
func (f *twinFinder) mayDiffer(int) int { return f.bits }

// alike is the share of pairs that resemble each other without being the same.
func (f *twinFinder) alike(ctx context.Context, pairs []duplicate.Pair) (float64, error) {
	resemblances := make([]resemblance, len(pairs))
	if err := f.compare(ctx, pairs, resemblances); err != nil {
		return 0, err
	}
	n := 0
	for _, m := range resemblances {
		if m.Alike() {
			n++
		}
	}
	return float64(n) / float64(len(pairs)), nil
}

// crowded counts the images that resemble so many others that not all of these were compared.
func (f *twinFinder) crowded(all ...duplicate.Found) int {
	n := 0
	for i := range f.ids {
		if slices.ContainsFunc(all, func(found duplicate.Found) bool { return found.Beyond[i] <= f.bits }) {
			n++
		}
	}
	return n
}

// neighbours lists the queries and their nearest images that prints do not speak against.
func (f *twinFinder) neighbours(all []scored) duplicate.Found {
	at := make(map[string]int, len(f.ids))
	for i, id := range f.ids {
		at[id] = i
	}
	lists := make([][]duplicate.Candidate, len(f.ids))
	for _, s := range all {
		for _, q := range s.queries {
			for _, n := range q.Neighbours {
				a, b := f.first[at[q.Item]], f.first[at[n.Item]]
				if a == b || f.skip[a] || f.skip[b] || f.tried[duplicate.Pair{A: min(a, b), B: max(a, b)}] {
					continue
				}
				if d := f.prints[a].Distance(&f.prints[b]); d <= f.bits {
					lists[a] = append(lists[a], duplicate.Candidate{Other: int32(b), Distance: int32(d)})
				}
			}
		}
	}
	return duplicate.NewFound(lists).Shorten(f.mayDiffer)
}

// find lays the pictures of pairs, which are sorted, over each other, and joins those that are the same.
func (f *twinFinder) find(ctx context.Context, pairs []duplicate.Pair, by string) error {
	const stretch = 256 // pairs that a worker takes at once, with the sketches that it keeps meanwhile
	resemblances := make([]resemblance, len(pairs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(pairs); from += stretch {
		g.Go(func() error { return f.compare(ctx, pairs[from:min(from+stretch, len(pairs))], resemblances[from:]) })
	}
	if err := g.Wait(); err != nil {
		return err
	}
	for i, p := range pairs {
		f.tried[p] = true
		if m := resemblances[i]; m.Similarity() >= f.from {
			m.by = cmp.Or(m.by, by)
			f.found[p] = m
			f.groups.Join(p.A, p.B)
		}
	}
	return nil
}

// compare fills in the resemblances of pairs. Images that cannot be read again are not the same as any.
func (f *twinFinder) compare(ctx context.Context, pairs []duplicate.Pair, resemblances []resemblance) error {
	s, err := newSketcher(f.contest)
	if err != nil {
		return err
	}
	sketches := map[int]*duplicate.Sketch{}
	sketch := func(i int) *duplicate.Sketch {
		if _, known := sketches[i]; !known {
			sketches[i], _ = s.sketch(i)
		}
		return sketches[i]
	}
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, b := sketch(p.A), sketch(p.B)
		if a == nil || b == nil {
			continue
		}
		resemblances[i].Match = duplicate.Compare(a, b)
		if a.Pix == b.Pix && s.samePixels(p) {
			resemblances[i].by = result.ByPixels
		}
	}
	return nil
}

// samePixels reports whether two images decode to the same pixels.
func (s *sketcher) samePixels(p duplicate.Pair) bool {
	if _, err := s.decode(p.A); err != nil {
		return false
	}
	a := images.Picture{Width: s.pic.Width, Height: s.pic.Height, Pix: slices.Clone(s.pic.Pix)}
	_, err := s.decode(p.B)
	return err == nil && a.Width == s.pic.Width && a.Height == s.pic.Height && bytes.Equal(a.Pix, s.pic.Pix)
}

package experiment

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
	"math"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// saveDuplicates finds the duplicates of each chosen data set and saves them with the clean scores of all results that
// are there, also those of other runs: so it does not matter in which order models are run.
func (r *session) saveDuplicates(ctx context.Context) error {
	for _, c := range r.contests {
		r.emit(Event{Dataset: c.set.Card.Name, Phase: PhaseDuplicates})
		if err := r.saveDuplicatesOf(ctx, c); err != nil {
			return fmt.Errorf("looking for duplicates in %s: %w", c.set.Card.Name, err)
		}
	}
	return nil
}

func (r *session) saveDuplicatesOf(ctx context.Context, c *contest) error {
	scored, err := r.scoredOn(c)
	if err != nil {
		return err
	}
	p, err := r.printsOf(ctx, c)
	if err != nil {
		return err
	}
	f := newTwinFinder(c, p)
	byHash, err := f.settle(ctx, duplicate.Candidates(f.prints, f.skip))
	if err != nil {
		return err
	}
	if err := f.find(ctx, byHash.Pairs(), result.ByHash); err != nil {
		return err
	}
	byModel := f.neighbours(scored)
	if err := f.find(ctx, byModel.Pairs(), result.ByModel); err != nil {
		return err
	}
	d := f.duplicates()
	d.Crowded = f.crowded(byHash, byModel)
	for _, s := range scored {
		d.Models = append(d.Models, s.Model)
	}
	if len(d.Leaked) > 0 {
		leaked := map[string]bool{}
		for _, t := range d.Leaked {
			leaked[t.Item] = true
		}
		err = abandon(ctx, func() error {
			for _, s := range scored {
				d.Scores = append(d.Scores, cleanScore(s, leaked))
			}
			return nil
		})
	}
	if err != nil {
		return err
	}
	return result.WriteDuplicates(r.results, d)
}

// scored is a result with its queries.
type scored struct {
	result.Record
	queries []result.Query
}

// scoredOn reads all results on a data set as it is now, sorted by model. A damaged one is left out: the report names it.
func (r *session) scoredOn(c *contest) ([]scored, error) {
	records, _, err := result.ReadAll(r.results)
	if err != nil {
		return nil, err
	}
	var out []scored
	for _, rec := range records {
		if rec.Dataset != c.set.Card.Name || rec.Provenance.Fingerprint != c.fingerprint || rec.Provenance.Truth != c.truth {
			continue
		}
		queries, err := result.ReadQueries(result.QueriesPath(r.results, rec.Model, rec.Dataset))
		if err == nil {
			out = append(out, scored{rec, queries})
		}
	}
	return out, nil
}

// cleanScore is the headline metric of a result over the queries that are not leaked.
func cleanScore(s scored, leaked map[string]bool) result.CleanScore {
	clean := result.CleanScore{Model: s.Model, Key: s.Provenance.Key, Metric: result.Metric{Name: s.Headline}}
	var values []float64
	right := 0
	for _, q := range s.queries {
		value := q.AP
		if s.Task == result.Classification {
			value = 0
			if q.Correct {
				value = 1
			}
		}
		if leaked[q.Item] || math.IsNaN(value) {
			continue
		}
		values = append(values, value)
		clean.Value += value
		right += int(value)
	}
	clean.N = len(values)
	if clean.N == 0 {
		return clean
	}
	clean.Value /= float64(clean.N)
	i := metric.Wilson(right, clean.N)
	if s.Task != result.Classification {
		i = metric.Bootstrap(values)
	}
	clean.Low, clean.High = i.Low, i.High
	return clean
}

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

// duplicates says what was found.
func (f *twinFinder) duplicates() result.Duplicates {
	card := f.set.Card
	d := result.Duplicates{
		Dataset: card.Name, Task: string(card.Task), Fingerprint: f.fingerprint, Truth: f.truth,
		Method: fmt.Sprintf("vfm duplicates %d, %s", duplicate.Version, images.Decoder()), SameFrom: f.from,
	}
	isQuery, isGallery := f.present(f.set.Queries()), f.present(f.set.Gallery())
	for i := range f.ids {
		if f.absent(i) {
			continue
		}
		d.Compared++
		if f.state[i] == printPlain {
			d.Plain++
		}
	}
	d.Queries, d.Gallery = len(isQuery), len(isGallery)
	for _, group := range f.groups.Several() {
		d.Leaked = append(d.Leaked, f.leaked(group, isQuery, isGallery)...)
		if !f.set.LeaveOneOut() {
			d.Within = append(d.Within, f.within(group)...)
		}
	}
	order := func(a, b result.Twin) int { return cmp.Compare(a.Item, b.Item) }
	slices.SortFunc(d.Leaked, order)
	slices.SortFunc(d.Within, order)
	return d
}

// present are those of items that take part.
func (f *twinFinder) present(items []int) map[int]bool {
	set := map[int]bool{}
	for _, i := range items {
		if !f.absent(i) {
			set[i] = true
		}
	}
	return set
}

// twinsTried is how many images of a group are looked at for the one that is most surely the same.
const twinsTried = 64

// leaked pairs each query of a group with the image of the gallery that is most surely the same.
func (f *twinFinder) leaked(group []int, isQuery, isGallery map[int]bool) (twins []result.Twin) {
	var gallery []int
	for _, i := range group {
		if isGallery[i] && len(gallery) < twinsTried {
			gallery = append(gallery, i)
		}
	}
	for _, q := range group {
		if !isQuery[q] {
			continue
		}
		if t, ok := f.surest(q, gallery); ok {
			twins = append(twins, t)
		}
	}
	return twins
}

// within pairs each image of a group with the one that is most surely the same among those before it in its split.
func (f *twinFinder) within(group []int) (twins []result.Twin) {
	before := map[dataset.Role][]int{}
	for _, i := range group {
		role := f.set.Items[i].Role
		if t, ok := f.surest(i, before[role]); ok {
			twins = append(twins, t)
		}
		if len(before[role]) < twinsTried {
			before[role] = append(before[role], i)
		}
	}
	return twins
}

// surest pairs image i with the one of others that is most surely the same picture. That both are the same as a third
// one is not enough: along a chain of look-alikes pictures change.
func (f *twinFinder) surest(i int, others []int) (best result.Twin, ok bool) {
	for _, j := range others {
		if t, same := f.twin(i, j); i != j && same && (!ok || surer(t, best)) {
			best, ok = t, true
		}
	}
	return best, ok
}

// surer reports whether t is the same picture more surely than u.
func surer(t, u result.Twin) bool {
	rank := func(by string) int {
		return slices.Index([]string{result.ByModel, result.ByHash, result.ByPixels, result.ByBytes}, by)
	}
	return cmp.Or(cmp.Compare(rank(t.By), rank(u.By)), cmp.Compare(t.Similarity, u.Similarity)) > 0
}

// twin says what images i and j have in common, if they are the same picture.
func (f *twinFinder) twin(i, j int) (t result.Twin, same bool) {
	a, b := f.set.Items[i], f.set.Items[j]
	t = result.Twin{Item: a.ID, Label: a.Label, Split: string(a.Role), Same: b.ID, SameLabel: b.Label, SameSplit: string(b.Role), By: result.ByBytes, Similarity: 1}
	x, y := f.first[i], f.first[j]
	if x == y {
		return t, true
	}
	m, same := f.found[duplicate.Pair{A: min(x, y), B: max(x, y)}]
	t.By, t.Similarity, t.Mirrored, t.Cut = m.by, shorten(min(1, m.Similarity())), m.Mirrored, shorten(m.Cut)
	return t, same
}

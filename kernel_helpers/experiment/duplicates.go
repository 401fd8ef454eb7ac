package experiment

import (
	"cmp"
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
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

package experiment

import (
	"context"
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// changes are the queries of an exam, changed by each of some questions. They are embedded in one go: the queries of the
// first question, then those of the second, and so on.
type changes struct {
	*exam
	questions []question
}

// changes are those that are not answered yet.
func (x *exam) changes() changes { return changes{x, x.missing()} }

// changed is the image of changed query i, and what it is changed by.
func (c changes) changed(i int) (dataset.Item, question) {
	return c.item(i % len(c.asked)), c.questions[i/len(c.asked)]
}

// open opens the vectors.
func (c changes) open(ctx context.Context) (*embedding.Store, error) {
	ids := make([]string, len(c.questions)*len(c.asked))
	for i := range ids {
		item, by := c.changed(i)
		ids[i] = by.String() + " " + item.ID
	}
	return embedding.Open(ctx, c.r.cache, c.storeKey(), ids, c.card.Dim, func() { c.r.emit(c.event(PhaseWait)) })
}

// storeKey is everything that can change the vectors.
func (c changes) storeKey() embedding.Key {
	k := c.r.key(c.pair)
	k.Preprocess = fmt.Sprintf("%s after changes of %s", k.Preprocess, probeMethod())
	fields := []string{"vfm changes 1"}
	for _, q := range c.questions {
		fields = append(fields, c.key(q).Digest().String())
	}
	k.Fingerprint = digest.Fields(fields...)
	return k
}

// number finds a question; -1 = it is answered.
func (c changes) number(q question) int {
	return slices.IndexFunc(c.questions, func(open question) bool { return open.String() == q.String() })
}

// rows are the vectors of the queries that question number n changes, [asked, dim].
func (c changes) rows(store *embedding.Store, n int) matrix.Rows {
	return store.Rows().Slice(n*len(c.asked), (n+1)*len(c.asked))
}

// embed makes the vectors, unless the cache has them.
func (c changes) embed(ctx context.Context) error {
	if len(c.questions) == 0 {
		return nil
	}
	store, err := c.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if store.Finished() {
		return nil
	}
	if err := c.r.load(ctx, c.pair); err != nil {
		return err
	}
	items := make([]dataset.Item, len(c.questions)*len(c.asked))
	for i := range items {
		items[i], _ = c.changed(i)
	}
	line := pipeline{model: c.model, spec: c.card.Input, dim: c.card.Dim, source: setSource{items}, change: func(i int, pic *images.Picture) error {
		_, by := c.changed(i)
		return by.Apply(pic, by.strength, c.query(i%len(c.asked), by.Name))
	}}
	emit := func(e Event) {
		_, by := c.changed(min(e.Done, len(items)-1))
		e.Step = by.String()
		c.r.emit(e)
	}
	write := func(part embedding.Part) error {
		if len(part.Skipped) > 0 { // it could be read when it was embedded as it is
			skip := part.Skipped[0]
			item, by := c.changed(skip.Item)
			return fmt.Errorf("%s cannot be changed by %s: %s", item.ID, by, skip.Reason)
		}
		return store.WritePart(part)
	}
	if err := line.fill(ctx, store, write, len(items), c.event(PhaseProbe), emit); err != nil {
		return fmt.Errorf("changing queries of %s: %w", c.set.Card.Name, err)
	}
	return nil
}

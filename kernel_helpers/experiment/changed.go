package experiment

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// open opens the vectors of changed queries.
func (x *exam) open(ctx context.Context, q question) (*embedding.Store, error) {
	ids := make([]string, len(x.asked))
	for i := range ids {
		ids[i] = x.item(i).ID
	}
	return embedding.Open(ctx, x.r.cache, x.key(q), ids, x.card.Dim, func() { x.r.emit(x.event(PhaseWait)) })
}

// embed makes the vectors of changed queries, unless the cache has them.
func (x *exam) embed(ctx context.Context, q question) error {
	store, err := x.open(ctx, q)
	if err != nil {
		return err
	}
	defer store.Close()
	if store.Finished() {
		return nil
	}
	if err := x.r.load(ctx, x.pair); err != nil {
		return err
	}
	items := make([]dataset.Item, len(x.asked))
	for i := range items {
		items[i] = x.item(i)
	}
	line := pipeline{model: x.model, spec: x.card.Input, dim: x.card.Dim, source: setSource{items}, change: func(i int, pic *images.Picture) error {
		return q.Apply(pic, q.strength, x.query(i, q.Name))
	}}
	e := x.event(PhaseProbe)
	e.Step = q.String()
	missing, left := store.Missing(), 0
	for _, m := range missing {
		left += m.To - m.From
	}
	meter := newMeter(e, len(items)-left, len(items), x.r.emit)
	write := func(part embedding.Part) error {
		if len(part.Skipped) > 0 { // it could be read when it was embedded as it is
			skip := part.Skipped[0]
			return fmt.Errorf("%s cannot be changed: %s", items[skip.Item].ID, skip.Reason)
		}
		return store.WritePart(part)
	}
	if err := line.run(ctx, missing, write, meter.progress); err != nil {
		return fmt.Errorf("changing queries of %s by %s: %w", x.set.Card.Name, q, err)
	}
	return store.Finish()
}

package experiment

import (
	"context"
	"fmt"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// key is everything that can change the vectors of p.
func (r *session) key(p pair) embedding.Key {
	return embedding.Key{
		Weights:     p.weights.digest,
		Graph:       p.graph(),
		Preprocess:  p.card.Input.String(),
		Decoder:     images.Decoder().String(),
		Fingerprint: p.fingerprint,
		Engine:      r.backend.Identity(),
		Precision:   p.precision(),
	}
}

// precision is what the graph of a model with safetensors weights computes in. Of a ready .onnx file only its pixels
// and vectors are known, which are float32.
func (c *contender) precision() string {
	if c.half {
		return "float16"
	}
	return "float32"
}

// graph says how the graph came about or, if it was ready, which part of it is the embedding: the card may
// choose another output of the same file.
func (c *contender) graph() string {
	if c.card.Format == zoo.Safetensors {
		return onnxgraph.TowerVersion + " " + c.card.Architecture.String()
	}
	out := c.card.Output
	switch out.Pooling {
	case "":
		return fmt.Sprintf("onnx output=%s", out.Name)
	case "token":
		return fmt.Sprintf("onnx output=%s pooling=token token=%d", out.Name, out.Token)
	}
	return fmt.Sprintf("onnx output=%s pooling=%s", out.Name, out.Pooling)
}

// embed returns the finished vectors of p, from the cache as far as they are there. Give the store to
// putAway after use.
func (r *session) embed(ctx context.Context, p pair) (*embedding.Store, error) {
	if store := r.held[p]; store != nil {
		return store, nil
	}
	store, err := embedding.Open(ctx, r.cache, r.key(p), p.ids, p.card.Dim, func() { r.emit(p.event(PhaseWait)) })
	if err != nil {
		return nil, err
	}
	if store.Finished() {
		e := p.event(PhaseEmbed)
		e.Done, e.Total, e.Cached = len(p.ids), len(p.ids), true
		r.emit(e)
		return store, nil
	}
	if err := r.fill(ctx, p, store); err != nil {
		store.Close()
		return nil, fmt.Errorf("embedding %s with %s: %w", p.set.Card.Name, p.card.Name, err)
	}
	for _, s := range store.Info().Skipped {
		if s.Lost {
			p.lost[s.Item] = s.Reason
			r.held[p] = store
		}
	}
	return store, nil
}

// putAway closes a store, unless it is the only copy of what this run knows.
func (r *session) putAway(p pair, store *embedding.Store) {
	if store != nil && r.held[p] != store {
		store.Close()
	}
}

// fill makes the missing parts of a store.
func (r *session) fill(ctx context.Context, p pair, store *embedding.Store) error {
	if err := r.load(ctx, p); err != nil {
		return err
	}
	resetPeakMemory()
	line := pipeline{model: p.model, spec: p.card.Input, dim: p.card.Dim, source: setSource{p.set.Items}}
	return line.fill(ctx, store, store.WritePart, len(p.ids), p.event(PhaseEmbed), r.emit)
}

// fill makes the missing parts of a store of n images and finishes it. write stores a part; emit takes e, with how far it is.
func (p pipeline) fill(ctx context.Context, store *embedding.Store, write func(embedding.Part) error, n int, e Event, emit func(Event)) error {
	missing, left := store.Missing(), 0
	for _, m := range missing {
		left += m.To - m.From
	}
	if err := p.run(ctx, missing, write, newMeter(e, n-left, n, emit).progress); err != nil {
		return err
	}
	return store.Finish()
}

// meter turns counts of images into events with rate and time left, at most 20 a second.
type meter struct {
	event   Event
	before  int // images that were done at the start
	emit    func(Event)
	started time.Time
	last    time.Time
}

func newMeter(e Event, before, total int, emit func(Event)) *meter {
	m := &meter{event: e, before: before, emit: emit, started: time.Now()}
	m.event.Done, m.event.Total = before, total
	emit(m.event)
	return m
}

// progress takes the number of images done since the start.
func (m *meter) progress(done int) {
	now := time.Now()
	m.event.Done = m.before + done
	if now.Sub(m.last) < 50*time.Millisecond && m.event.Done < m.event.Total {
		return
	}
	m.last = now
	m.event.Rate = float64(done) / now.Sub(m.started).Seconds()
	m.event.Left = time.Duration(float64(m.event.Total-m.event.Done) / m.event.Rate * float64(time.Second))
	m.emit(m.event)
}

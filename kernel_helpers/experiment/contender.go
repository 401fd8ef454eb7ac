package experiment

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// contender is a chosen model.
type contender struct {
	family  string
	card    zoo.Card
	path    string // of the weights file
	weights weights
	model   engine.Model // nil = not in memory
}

// load brings the model into memory unless it is there.
func (r *session) load(ctx context.Context, p pair) error {
	if p.model != nil {
		return nil
	}
	r.emit(p.event(PhaseLoad))
	in := p.card.Input.WithDefaults()
	model, err := r.backend.Load(ctx, engine.ModelSpec{
		Name: p.card.Name, Card: p.card.Path, Path: p.path,
		Input:  engine.Input{Name: in.Name, Layout: in.Layout, Height: in.Size, Width: in.Size},
		Output: engine.Output{Name: p.card.Output.Name, Dim: p.card.Dim, Pooling: p.card.Output.Pooling, Token: p.card.Output.Token},
	})
	if err != nil {
		return err
	}
	p.contender.model = model
	return nil
}

// unload frees the model's memory.
func (c *contender) unload() {
	if c.model != nil {
		c.model.Close()
		c.model = nil
	}
}

package experiment

import (
	"context"
	"runtime/debug"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// contender is a chosen model.
type contender struct {
	family   string
	card     zoo.Card
	path     string // of the weights file
	weights  weights
	half     bool                    // the graph is to be built in float16
	context  int                     // of a text model: the tokens of a text; 0 = it reads images
	reader   *reader                 // its text model; nil = none that can be used
	heads    map[*contest]*head      // while its data sets are scored
	captions map[*contest]*captioned // likewise
	model    engine.Model            // nil = not in memory
}

// load brings the model into memory unless it is there.
func (r *session) load(ctx context.Context, p pair) error {
	if p.model != nil {
		return nil
	}
	r.emit(p.event(PhaseLoad))
	path := p.path
	if p.card.Format == zoo.Safetensors {
		var err error
		if path, err = r.graphFile(ctx, p); err != nil {
			return err
		}
	}
	model, err := r.backend.Load(ctx, p.spec(path))
	if err != nil {
		return err
	}
	p.contender.model = model
	return nil
}

// spec is what the engine has to know of the model, whose .onnx file is at path.
func (c *contender) spec(path string) engine.ModelSpec {
	in, out := c.card.Input.WithDefaults(), c.card.Output
	if c.card.Format == zoo.Safetensors {
		in.Name, out.Name = onnxgraph.TowerInput, onnxgraph.TowerOutput
	}
	return engine.ModelSpec{
		Name: c.card.Name, Card: c.card.Path, Path: path,
		Input:  engine.Input{Name: in.Name, Layout: in.Layout, Height: in.Size, Width: in.Size},
		Output: engine.Output{Name: out.Name, Dim: c.card.Dim, Pooling: out.Pooling, Token: out.Token},
	}
}

// unload frees the model's memory, and gives back to the system what its batches took: the search that follows
// needs memory of its own.
func (c *contender) unload() {
	if c.model != nil {
		c.model.Close()
		c.model = nil
		debug.FreeOSMemory()
	}
}

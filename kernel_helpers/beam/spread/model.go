package spread

import (
	"context"
	"sync"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Model is the model that makes the vectors. The suite's files lie where all workers find them under the same path.
type Model struct {
	Suite     string // path of suite.yaml, or the name of a suite of the checkout
	Name      string
	Device    string // as experiment.Options has it
	Precision string // likewise
	Cache     string // likewise; each worker may have its own
}

// Options are those of the model, here and on the workers.
func (m Model) Options() experiment.Options {
	return experiment.Options{Device: m.Device, Precision: m.Precision, Cache: m.Cache}
}

// loaded is a model in the memory of a worker, with a scorer for its vectors.
type loaded struct {
	*experiment.Embedder
	scorer engine.Scorer
}

// models are those of this process: a worker has one, whatever the number of its goroutines and bundles.
var models = struct {
	sync.Mutex
	of map[Model]loaded
}{of: map[Model]loaded{}}

// open returns the model, which this process opens once. Its weights are read when the first image is embedded.
func (m Model) open(ctx context.Context) (loaded, error) {
	models.Lock()
	defer models.Unlock()
	if l, ok := models.of[m]; ok {
		return l, nil
	}
	s, err := suite.Read(m.Suite)
	if err != nil {
		return loaded{}, err
	}
	e, err := experiment.OpenEmbedder(ctx, s, m.Options(), m.Name)
	if err != nil {
		return loaded{}, err
	}
	scorer, err := e.Scorer()
	if err != nil {
		e.Close()
		return loaded{}, err
	}
	models.of[m] = loaded{e, scorer}
	return models.of[m], nil
}

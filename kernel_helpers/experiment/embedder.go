package experiment

import (
	"context"
	"fmt"
	"sync"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Embedder makes the vectors of images with one model, and keeps none. It is for machines that have each a part of a data
// set: the vectors are those of WithVectors, batch by batch, if each part begins at a multiple of embedding.PartItems
// images. It may be used by several goroutines.
type Embedder struct {
	session *session
	pair    pair
	loading sync.Mutex
}

// OpenEmbedder reads the weights' digest; the model itself is loaded by the first Embed.
func OpenEmbedder(ctx context.Context, s *suite.Suite, o Options, model string) (*Embedder, error) {
	o.Models = []string{model}
	r, err := openSession(ctx, s, o, nil)
	if err != nil {
		return nil, err
	}
	e := &Embedder{session: r, pair: pair{r.contenders[0], newContest(&dataset.Set{})}}
	if err := e.pair.readWeights(ctx); err != nil {
		r.close()
		return nil, err
	}
	return e, nil
}

// Key is everything that can change the vectors of a data set, but for the set: its fingerprint is that of no images.
func (e *Embedder) Key() embedding.Key { return e.session.key(e.pair) }

// Dim is the number of values of a vector.
func (e *Embedder) Dim() int { return e.pair.card.Dim }

// Scorer returns a scorer for such vectors.
func (e *Embedder) Scorer() (engine.Scorer, error) { return e.session.backend.Scorer(e.Dim()) }

// Embed returns the vectors of images, of length 1, but for those that are skipped: they have no row.
func (e *Embedder) Embed(ctx context.Context, items []dataset.Item) (matrix.Rows, []embedding.Skip, error) {
	if err := e.load(ctx); err != nil {
		return matrix.Rows{}, nil, err
	}
	part, err := embedAll(ctx, e.pair.contender, setSource{items}, len(items))
	if err != nil {
		return matrix.Rows{}, nil, fmt.Errorf("embedding with %s: %w", e.pair.card.Name, err)
	}
	return part.Rows, part.Skipped, nil
}

func (e *Embedder) load(ctx context.Context) error {
	e.loading.Lock()
	defer e.loading.Unlock()
	return e.session.load(ctx, e.pair)
}

// Close frees the model.
func (e *Embedder) Close() {
	e.pair.unload()
	e.session.close()
}

package experiment

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Devices lists the devices that can be asked for, the default first. Whether a machine has one is known
// when it is opened.
func Devices() []string { return []string{"cpu", "cuda"} }

// contest is a chosen data set.
type contest struct {
	set                *dataset.Set
	ids                []string
	fingerprint, truth digest.SHA256
	// lost are the images, by position, that were there when the set was read and could not be read again
	// for some model of this run, with the reason. They are left out for all models.
	lost map[int]string
}

// pair is a model on a data set.
type pair struct {
	*contender
	*contest
}

// session is one call of Run, Embed or Nearest.
type session struct {
	suite      *suite.Suite
	o          Options
	backend    engine.Backend
	cache      string
	results    string
	started    time.Time
	contenders []*contender
	contests   []*contest
	held       map[pair]*embedding.Store // stores with lost images, which another Open would begin anew
	events     sync.Mutex
}

// newSession checks all that can be checked before the work: names, cards, files, the engine.
func newSession(ctx context.Context, s *suite.Suite, o Options) (*session, error) {
	names, err := chosenDatasets(s, o)
	if err != nil {
		return nil, err
	}
	return openSession(ctx, s, o, names)
}

// openSession is newSession with the data sets of these names.
func openSession(ctx context.Context, s *suite.Suite, o Options, names []string) (_ *session, err error) {
	r := &session{suite: s, o: o, cache: o.Cache, results: filepath.Join(o.Out, "results"),
		started: time.Now().UTC(), held: map[pair]*embedding.Store{}}
	if o.Out == "" {
		r.results = filepath.Join(s.Out(), "results")
	}
	if r.cache == "" {
		if r.cache, err = shelf.CacheDir(); err != nil {
			return nil, err
		}
	}
	if err := o.Validate(); err != nil {
		return nil, err
	}
	if err := r.fetchMissing(ctx, names); err != nil {
		return nil, err
	}
	if err := r.readModels(); err != nil || len(r.contenders) == 0 {
		return r, err
	}
	cards := make([]dataset.Card, len(names))
	for i, name := range names {
		if cards[i], err = s.Dataset(name); err != nil {
			return nil, err
		}
	}
	if r.backend, err = o.runtime().Open(o.device()); err != nil {
		return nil, err
	}
	if err := r.readDatasets(ctx, cards); err != nil {
		r.close()
		return nil, err
	}
	return r, nil
}

// readModels reads the cards of the chosen models and finds their weights.
func (r *session) readModels() error {
	chosen, err := chosenModels(r.suite, r.o)
	if err != nil {
		return err
	}
	for _, c := range chosen {
		card, err := r.suite.Model(c.model)
		if err != nil {
			return err
		}
		path, err := card.WeightsPath()
		if err != nil {
			return err
		}
		if err := card.Input.Validate(); err != nil {
			return fmt.Errorf("reading %s: %w", card.Path, err)
		}
		chosen := &contender{family: c.family, card: card, path: path, half: r.o.half()}
		if err := chosen.checkTower(); err != nil {
			return err
		}
		if chosen.reader, err = newReader(chosen); err != nil {
			return err
		}
		r.contenders = append(r.contenders, chosen)
	}
	return nil
}

// readDatasets lists and hashes the files of the chosen data sets.
func (r *session) readDatasets(ctx context.Context, cards []dataset.Card) error {
	for _, card := range cards {
		r.emit(Event{Dataset: card.Name, Phase: PhaseRead})
		set, err := card.Open(ctx)
		if err != nil {
			return err
		}
		if _, _, err := set.Prompts(); err != nil {
			return err
		}
		r.contests = append(r.contests, newContest(set))
	}
	return nil
}

func newContest(set *dataset.Set) *contest {
	c := &contest{set: set, fingerprint: set.Fingerprint(), truth: set.Truth(), lost: map[int]string{}}
	c.ids = make([]string, len(set.Items))
	for i, item := range set.Items {
		c.ids[i] = item.ID
	}
	return c
}

// each embeds the chosen data sets with one model after the other and calls do with the vectors of each
// pair. One model is in memory at a time: it is loaded by the first data set that needs it and closed before
// do is called, which needs memory of its own.
func (r *session) each(ctx context.Context, do func(pair, *embedding.Store) error) error {
	for _, c := range r.contenders {
		if err := r.eachDataset(ctx, c, do); err != nil {
			return err
		}
	}
	return nil
}

func (r *session) eachDataset(ctx context.Context, c *contender, do func(pair, *embedding.Store) error) error {
	defer c.unload()
	if err := c.readWeights(ctx); err != nil {
		return err
	}
	stores := make([]*embedding.Store, len(r.contests))
	defer func() {
		for i, d := range r.contests {
			r.putAway(pair{c, d}, stores[i])
		}
	}()
	for i, d := range r.contests {
		var err error
		if stores[i], err = r.embed(ctx, pair{c, d}); err != nil {
			return err
		}
	}
	c.unload()
	heads, err := r.heads(ctx, c)
	defer func() {
		for _, h := range heads {
			h.store.Close()
		}
	}()
	if err != nil {
		return err
	}
	c.heads = heads
	defer c.closeCaptions()
	if err := r.embedCaptions(ctx, c); err != nil {
		return err
	}
	for i, d := range r.contests {
		if err := do(pair{c, d}, stores[i]); err != nil {
			return err
		}
	}
	return nil
}

// only returns the one model and the one data set that were chosen by name.
func (r *session) only(ctx context.Context) (pair, error) {
	p := pair{r.contenders[0], r.contests[0]}
	return p, p.readWeights(ctx)
}

// emit passes an event on, one at a time.
func (r *session) emit(e Event) {
	if r.o.OnEvent != nil {
		r.events.Lock()
		defer r.events.Unlock()
		r.o.OnEvent(e)
	}
}

// event is a sign of progress of p.
func (p pair) event(phase Phase) Event {
	return Event{Family: p.family, Model: p.card.Name, Dataset: p.set.Card.Name, Phase: phase}
}

// close frees what is open.
func (r *session) close() {
	for _, store := range r.held {
		store.Close()
	}
	if r.backend != nil {
		r.backend.Close()
	}
}

package experiment

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/fetch"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// WeightsWanted is what a model card wants fetched; ok is false if it names a file on this machine.
func WeightsWanted(c zoo.Card) (w fetch.Want, ok bool, err error) {
	w = fetch.Want{Name: c.Name, License: c.License, Card: c.Path}
	ok, err = fill(&w, c.Weights, c.SHA256)
	return w, ok, err
}

// TextsWanted is what a model card wants fetched for its text model, if it has one: weights and tokenizer, those left
// out that name a file on this machine.
func TextsWanted(c zoo.Card) (wants []fetch.Want, err error) {
	var parts []zoo.Card
	if c.HasText() {
		parts = append(parts, c.TextCard())
	}
	if c.Text.Tokenizer != "" {
		parts = append(parts, c.TokenizerCard())
	}
	for _, part := range parts {
		w, remote, err := WeightsWanted(part)
		if err != nil {
			return nil, err
		}
		if remote {
			wants = append(wants, w)
		}
	}
	return wants, nil
}

// ImagesWanted is what a data set card wants fetched; ok is false if it names a folder on this machine.
func ImagesWanted(c dataset.Card) (w fetch.Want, ok bool, err error) {
	w = fetch.Want{Name: c.Name, License: c.License, Card: c.Path, Dataset: true, Files: c.Files()}
	ok, err = fill(&w, c.Source, c.SHA256)
	return w, ok, err
}

func fill(w *fetch.Want, source, sha256 string) (remote bool, err error) {
	if w.Source, err = card.ParseSource(source); err == nil && sha256 != "" {
		w.SHA256, err = digest.Parse(sha256)
	}
	if err != nil {
		return false, fmt.Errorf("reading %s: %w", w.Card, err)
	}
	return !w.Source.Local(), nil
}

// Fetcher is a client whose progress becomes events.
type Fetcher struct {
	*fetch.Client
	emit    func(Event)
	event   Event
	started time.Time // of the first byte of this download, or the first picture that was drawn
	from    int64     // bytes that were here then
}

// NewFetcher returns a fetcher that calls emit with events of PhaseFetch.
func NewFetcher(emit func(Event)) (_ *Fetcher, err error) {
	f := &Fetcher{emit: emit}
	f.Client, err = fetch.New(fetch.Options{OnProgress: f.progress})
	return f, err
}

// Fetch is fetch.Client.Fetch with events.
func (f *Fetcher) Fetch(ctx context.Context, w fetch.Want) (fetch.Got, error) {
	f.begin(w)
	return f.Client.Fetch(ctx, w)
}

// Plan is fetch.Client.Plan with events.
func (f *Fetcher) Plan(ctx context.Context, w fetch.Want) (fetch.Plan, error) {
	f.begin(w)
	return f.Client.Plan(ctx, w)
}

// Verify is fetch.Client.Verify with events.
func (f *Fetcher) Verify(ctx context.Context, w fetch.Want, got fetch.Got) error {
	f.begin(w)
	return f.Client.Verify(ctx, w, got)
}

func (f *Fetcher) begin(w fetch.Want) {
	f.started, f.event = time.Time{}, Event{Model: w.Name, Phase: PhaseFetch}
	if w.Dataset {
		f.event.Model, f.event.Dataset = "", w.Name
	}
	if !w.Drawn() { // a drawing says so when it begins, and needs no word where it is here
		f.emit(f.event)
	}
}

func (f *Fetcher) progress(p fetch.Progress) {
	e := f.event
	e.Step, e.Done, e.Total = string(p.Step), int(p.Done), int(max(p.Total, 0))
	if p.Step == fetch.StepDownload || p.Step == fetch.StepDraw {
		if f.started.IsZero() {
			f.started, f.from = time.Now(), p.Done
		}
		if seconds := time.Since(f.started).Seconds(); seconds > 1 && p.Done > f.from {
			e.Rate = float64(p.Done-f.from) / seconds
			e.Left = time.Duration(float64(max(p.Total-p.Done, 0)) / e.Rate * float64(time.Second))
		}
	}
	f.emit(e)
}

// Draw draws the images of a data set that is drawn, unless they are here. Of any other it does nothing.
func Draw(ctx context.Context, c dataset.Card, emit func(Event)) error {
	w, _, err := ImagesWanted(c)
	if err != nil || !w.Drawn() {
		return err
	}
	f, err := NewFetcher(emit)
	if err != nil {
		return err
	}
	if _, err := f.Have(w); err == nil {
		return nil
	}
	_, err = f.Fetch(ctx, w)
	return err
}

// fetchMissing downloads or draws what the chosen models and data sets lack. Where all is here no network is used.
func (r *session) fetchMissing(ctx context.Context, datasets []string) error {
	wants, err := r.wants(datasets)
	if err != nil || len(wants) == 0 {
		return err
	}
	f, err := NewFetcher(r.emit)
	if err != nil {
		return err
	}
	for _, w := range wants {
		if _, err := f.Have(w); err == nil || !errors.Is(err, shelf.ErrAbsent) {
			continue // what cannot be fetched says why when it is opened
		}
		if _, err := f.Fetch(ctx, w); err != nil {
			return err
		}
	}
	return nil
}

// wants lists what the chosen models and data sets have elsewhere.
func (r *session) wants(datasets []string) ([]fetch.Want, error) {
	chosen, err := chosenModels(r.suite, r.o)
	if err != nil || len(chosen) == 0 {
		return nil, err
	}
	var all []fetch.Want
	add := func(w fetch.Want, remote bool, err error) error {
		if remote && err == nil {
			all = append(all, w)
		}
		return err
	}
	for _, c := range chosen {
		card, err := r.suite.Model(c.model)
		if err != nil {
			return nil, err
		}
		if err := add(WeightsWanted(card)); err != nil {
			return nil, err
		}
		if !r.o.ZeroShot && !r.suite.ZeroShot {
			continue
		}
		texts, err := TextsWanted(card)
		if err != nil {
			return nil, err
		}
		all = append(all, texts...)
	}
	for _, name := range datasets {
		card, err := r.suite.Dataset(name)
		if err != nil {
			return nil, err
		}
		if err := add(ImagesWanted(card)); err != nil {
			return nil, err
		}
	}
	return all, nil
}

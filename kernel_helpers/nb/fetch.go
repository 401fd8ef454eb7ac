package nb

import (
	"context"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
)

// open opens a data set, which is downloaded or drawn first if it is not here.
func (s *session) open(ctx context.Context, card dataset.Card) (*dataset.Set, error) {
	w, remote, err := experiment.ImagesWanted(card)
	if err != nil {
		return nil, err
	}
	if !remote {
		return card.Open(ctx)
	}
	var next time.Time
	f, err := experiment.NewFetcher(func(e experiment.Event) {
		if now := time.Now(); !now.Before(next) {
			next = now.Add(refresh)
			s.update(paragraph(note(e) + " …"))
		}
	})
	if err != nil {
		return nil, err
	}
	if _, err := f.Have(w); err == nil {
		return card.Open(ctx)
	}
	if _, err := f.Fetch(ctx, w); err != nil {
		return nil, err
	}
	done := "Fetched "
	if w.Drawn() {
		done = "Drew "
	}
	s.update(paragraph(done + card.Title + "."))
	return card.Open(ctx)
}

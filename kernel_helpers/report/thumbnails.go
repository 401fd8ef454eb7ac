package report

import (
	"context"
	"fmt"
	"html/template"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// thumbSide is the longest side of a picture in the page, pixels; crowdedSide where there are many.
const (
	thumbSide   = 112
	crowdedSide = 80
)

// thumb is one small picture. Src is empty where there is none to show.
type thumb struct {
	Src           template.URL
	Width, Height int
	item          dataset.Item
}

// album collects the pictures of the page, each decoded once however often it is shown.
type album struct {
	side   int // of a picture
	sets   map[string]*dataset.Set
	items  map[string]map[string]dataset.Item // data set → id → item
	thumbs map[[2]string]*thumb               // by data set and id
	sheets []*sheet
}

func newAlbum(sets map[string]*dataset.Set, side int) *album {
	a := &album{side: side, sets: sets, items: map[string]map[string]dataset.Item{}, thumbs: map[[2]string]*thumb{}}
	for name, set := range sets {
		a.items[name] = make(map[string]dataset.Item, len(set.Items))
		for _, item := range set.Items {
			a.items[name][item.ID] = item
		}
	}
	return a
}

// picture returns the picture of an item; develop fills it in.
func (a *album) picture(set, id string) *thumb {
	item, ok := a.items[set][id]
	if !ok {
		return &thumb{}
	}
	key := [2]string{set, id}
	if a.thumbs[key] == nil {
		a.thumbs[key] = &thumb{item: item}
	}
	return a.thumbs[key]
}

// sheet returns a new sheet for a data set, whose section has the id; develop fills it in.
func (a *album) sheet(id, set string) *sheet {
	s := newSheet(id, a.sets[set])
	a.sheets = append(a.sheets, s)
	return s
}

// develop decodes all pictures that were asked for. One that cannot be decoded stays empty.
func (a *album) develop(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, s := range a.sheets {
		if err := s.develop(ctx); err != nil {
			return err
		}
	}
	for _, t := range a.thumbs {
		group.Go(func() error {
			t.develop(a.side)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("making thumbnails: %w", err)
	}
	return nil
}

func (t *thumb) develop(side int) {
	data, err := t.item.Read(nil)
	if err != nil {
		return // as below
	}
	url, size, err := images.ThumbnailURL(t.item.ID, data, side)
	if err != nil {
		return // a picture that went away since the run: the page says "no picture"
	}
	t.Src, t.Width, t.Height = template.URL(url), size.X, size.Y
}

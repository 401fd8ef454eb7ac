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

// thumbSide is the longest side of a picture in the page, pixels.
const thumbSide = 112

// thumb is one small picture. Src is empty where there is none to show.
type thumb struct {
	Src           template.URL
	Width, Height int
	path          string
}

// album collects the pictures of the page, each decoded once however often it is shown.
type album struct {
	sets   map[string]*dataset.Set
	paths  map[string]map[string]string // data set → item → file
	thumbs map[string]*thumb            // by file
}

func newAlbum(sets map[string]*dataset.Set) *album {
	a := &album{sets: sets, paths: map[string]map[string]string{}, thumbs: map[string]*thumb{}}
	for name, set := range sets {
		a.paths[name] = make(map[string]string, len(set.Items))
		for _, item := range set.Items {
			a.paths[name][item.ID] = item.Path
		}
	}
	return a
}

// picture returns the picture of an item; develop fills it in.
func (a *album) picture(set, item string) *thumb {
	path, ok := a.paths[set][item]
	if !ok {
		return &thumb{}
	}
	if a.thumbs[path] == nil {
		a.thumbs[path] = &thumb{path: path}
	}
	return a.thumbs[path]
}

// develop decodes all pictures that were asked for. One that cannot be decoded stays empty.
func (a *album) develop(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, t := range a.thumbs {
		group.Go(func() error {
			t.develop()
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("making thumbnails: %w", err)
	}
	return nil
}

func (t *thumb) develop() {
	url, size, err := images.ThumbnailURL(t.path, thumbSide)
	if err != nil {
		return // a picture that went away since the run: the page says "no picture"
	}
	t.Src, t.Width, t.Height = template.URL(url), size.X, size.Y
}

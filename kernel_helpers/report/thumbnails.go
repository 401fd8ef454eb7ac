package report

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html/template"
	"image/jpeg"
	"os"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// thumbSide is the longest side of a picture in the page, pixels; thumbQuality its JPEG quality.
const (
	thumbSide    = 112
	thumbQuality = 80
)

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
			if err := ctx.Err(); err != nil {
				return err
			}
			return t.develop()
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("making thumbnails: %w", err)
	}
	return nil
}

func (t *thumb) develop() error {
	data, err := os.ReadFile(t.path)
	if err != nil {
		return nil // a picture that went away since the run: the page says "no picture"
	}
	picture, err := images.Decode(t.path, data)
	if err != nil {
		return nil
	}
	small := images.Thumbnail(picture, thumbSide)
	var b bytes.Buffer
	if err := jpeg.Encode(&b, small, &jpeg.Options{Quality: thumbQuality}); err != nil {
		return fmt.Errorf("encoding thumbnail of %s: %w", t.path, err)
	}
	t.Width, t.Height = small.Rect.Dx(), small.Rect.Dy()
	t.Src = template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
	return nil
}

package report

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"html/template"
	"image"
	imagedraw "image/draw"
	"image/jpeg"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// Sizes of a sheet: the side of a tile in pixels, tiles in a row, and the quality of its JPEG.
const (
	tileSide     = 64
	tileColumns  = 16
	sheetQuality = 70
	slimmest     = 3 // a picture that is longer than so many times its width keeps bars beside it
)

// sheet is small pictures of one data set in one image, which the page holds once however often a tile of it
// is shown.
type sheet struct {
	ID            string
	Src           template.URL // "" = no tile could be drawn
	Width, Height int
	items         map[string]dataset.Item
	tiles         []*tile
	at            map[string]*tile
}

// tile is a picture in a sheet: the middle square of an image.
type tile struct {
	Sheet       string // id of the sheet
	X, Y, Side  int
	Label, Item string
	Drawn       bool // false = the page says "no picture"
}

func newSheet(id string, set *dataset.Set) *sheet {
	s := &sheet{ID: "sheet-" + id, items: map[string]dataset.Item{}, at: map[string]*tile{}}
	if set != nil {
		for _, item := range set.Items {
			s.items[item.ID] = item
		}
	}
	return s
}

// tile returns the tile of an item; develop draws it.
func (s *sheet) tile(id string) *tile {
	if t := s.at[id]; t != nil {
		return t
	}
	item, known := s.items[id]
	t := &tile{Item: id, Label: item.Label, Sheet: s.ID, Side: tileSide}
	s.at[id] = t
	if known {
		n := len(s.tiles)
		t.X, t.Y = n%tileColumns*tileSide, n/tileColumns*tileSide
		s.tiles = append(s.tiles, t)
	}
	return t
}

// develop draws the tiles that were asked for. One whose image cannot be decoded stays empty.
func (s *sheet) develop(ctx context.Context) error {
	if len(s.tiles) == 0 {
		return nil
	}
	rows := (len(s.tiles) + tileColumns - 1) / tileColumns
	s.Width, s.Height = min(len(s.tiles), tileColumns)*tileSide, rows*tileSide
	whole := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, t := range s.tiles {
		group.Go(func() error {
			t.Drawn = t.draw(whole, s.items[t.Item])
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("making small pictures: %w", err)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, whole, &jpeg.Options{Quality: sheetQuality}); err != nil {
		return fmt.Errorf("making small pictures: %w", err)
	}
	s.Src = template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
	return nil
}

// draw puts the middle square of the image into its place. It is false for one that cannot be decoded: the
// picture went away since the run.
func (t *tile) draw(whole *image.RGBA, item dataset.Item) bool {
	data, err := item.Read(nil)
	if err != nil {
		return false
	}
	pic, err := images.Decode(item.ID, data)
	if err != nil {
		return false
	}
	long, short := max(pic.Width, pic.Height), min(pic.Width, pic.Height)
	small := images.Thumbnail(pic, min(slimmest*tileSide, tileSide*long/short))
	size := small.Rect.Size()
	from := image.Pt((size.X-tileSide)/2, (size.Y-tileSide)/2)
	imagedraw.Draw(whole, image.Rect(t.X, t.Y, t.X+tileSide, t.Y+tileSide), small, from, imagedraw.Src)
	return true
}

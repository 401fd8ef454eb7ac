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

// sheetForm is how the tiles of a sheet look.
type sheetForm struct {
	Name    string
	Side    int  // of a tile, pixels
	Whole   bool // the whole image, else its middle square
	Quality int  // of the JPEG
}

// The forms of sheets. Where there are many galleries their pictures are smaller.
var (
	smallTiles   = sheetForm{"sheet", tileSide, false, 65}
	galleryTiles = sheetForm{"answers", 112, true, 80}
	crowdedTiles = sheetForm{"answers", 64, true, 70}
)

const (
	tileSide    = 56 // of the small ones
	tileColumns = 16
	slimmest    = 3 // a middle square of a picture that is longer than so many times its width keeps bars beside it
)

// sheet is small pictures of one data set in one image, which the page holds once however often a tile of it
// is shown.
type sheet struct {
	ID            string
	Href          template.HTMLAttr // of its JPEG, in which the template would escape each +; "" = no tile could be drawn
	Width, Height int
	form          sheetForm
	items         map[string]dataset.Item
	tiles         []*tile
	at            map[string]*tile
}

// tile is a picture in a sheet.
type tile struct {
	Sheet         string // id of the sheet
	Side          int
	X, Y          int // of the tile in the sheet
	Width, Height int // of what is drawn there, at most Side
	Label, Item   string
	Drawn         bool // false = the page says "no picture"
}

// Left and Top are how far a picture is from the edges of a square with it in the middle.
func (t *tile) Left() int { return (t.Side - t.Width) / 2 }
func (t *tile) Top() int  { return (t.Side - t.Height) / 2 }

func newSheet(id string, set *dataset.Set, form sheetForm) *sheet {
	s := &sheet{ID: id, form: form, items: map[string]dataset.Item{}, at: map[string]*tile{}}
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
	side := s.form.Side
	t := &tile{Item: id, Label: item.Label, Sheet: s.ID, Side: side, Width: side, Height: side}
	s.at[id] = t
	if known {
		n := len(s.tiles)
		t.X, t.Y = n%tileColumns*side, n/tileColumns*side
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
	s.Width, s.Height = min(len(s.tiles), tileColumns)*s.form.Side, rows*s.form.Side
	whole := image.NewRGBA(image.Rect(0, 0, s.Width, s.Height))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for _, t := range s.tiles {
		group.Go(func() error {
			t.Drawn = t.draw(whole, s.items[t.Item], s.form.Whole)
			return ctx.Err()
		})
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("making small pictures: %w", err)
	}
	var b bytes.Buffer
	if err := jpeg.Encode(&b, whole, &jpeg.Options{Quality: s.form.Quality}); err != nil {
		return fmt.Errorf("making small pictures: %w", err)
	}
	s.Href = template.HTMLAttr(`href="data:image/jpeg;base64,` + base64.StdEncoding.EncodeToString(b.Bytes()) + `"`)
	return nil
}

// draw puts an image, or its middle square, into its place. It is false for one that cannot be decoded: the picture
// went away since the run.
func (t *tile) draw(sheet *image.RGBA, item dataset.Item, whole bool) bool {
	data, err := item.Read(nil)
	if err != nil {
		return false
	}
	pic, err := images.Decode(item.ID, data)
	if err != nil {
		return false
	}
	longest := t.Side
	if long, short := max(pic.Width, pic.Height), min(pic.Width, pic.Height); !whole {
		longest = min(slimmest*t.Side, t.Side*long/short)
	}
	small := images.Thumbnail(pic, longest)
	size := small.Rect.Size()
	if whole {
		t.Width, t.Height = size.X, size.Y
	}
	from := image.Pt((size.X-t.Width)/2, (size.Y-t.Height)/2)
	imagedraw.Draw(sheet, image.Rect(t.X, t.Y, t.X+t.Width, t.Y+t.Height), small, from, imagedraw.Src)
	return true
}

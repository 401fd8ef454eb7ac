package nb

import (
	"context"
	"image"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// thumbnailSide is the longer side of the pictures in a notebook, in pixels. They are stored in it, so
// they are small: about 3 kB each.
const thumbnailSide = 96

// picture is an image as it is shown: a small copy, with words below it.
type picture struct {
	item    dataset.Item
	drawn   image.Image // instead of item: a picture that is in no file
	words   string      // instead of both: a text in the place of a picture
	alt     string      // what a person hears who cannot see it
	caption []caption
	border  string // colour of the frame; "" = none
	apart   bool   // with a gap after it
}

// caption is one line below a picture.
type caption struct {
	text   string
	strong bool
}

// gallery renders pictures side by side. A file that cannot be decoded becomes a box that says why.
func gallery(ctx context.Context, pictures []picture) (markup, error) {
	sources := make([]markup, len(pictures))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, p := range pictures {
		g.Go(func() error {
			sources[i] = p.image()
			return ctx.Err()
		})
	}
	if err := g.Wait(); err != nil {
		return "", err
	}
	all := markup(`<div style="display:flex;flex-wrap:wrap;gap:10px;margin:.4em 0">`)
	for i, p := range pictures {
		all += p.figure(sources[i])
	}
	return all + "</div>\n", nil
}

// image is the img element, or the reason why there is none.
func (p picture) image() markup {
	frame := "border:" + line
	if p.border != "" {
		frame = "border:3px solid " + p.border
	}
	if p.words != "" {
		return markup(`<div style="width:96px;min-height:96px;padding:6px;font-size:12px;line-height:1.3;box-sizing:border-box;border-radius:3px;`+frame+`">`) + escape("“"+p.words+"”") + "</div>"
	}
	src, err := p.source()
	if err != nil {
		return markup(`<span style="display:inline-block;box-sizing:border-box;width:96px;min-height:96px;padding:4px;font-size:11px;border:`+line+`">`) + escape("not shown: "+err.Error()) + "</span>"
	}
	return markup(`<img src="`+src+`" alt="`) + escape(p.alt) + markup(`" style="display:block;max-width:100%;box-sizing:content-box;margin:0;border-radius:3px;`+frame+`">`)
}

// source is the picture as a data URL.
func (p picture) source() (string, error) {
	if p.drawn != nil {
		return images.DataURL(p.drawn)
	}
	data, err := p.item.Read(nil)
	if err != nil {
		return "", err
	}
	src, _, err := images.ThumbnailURL(p.item.ID, data, thumbnailSide)
	return src, err
}

func (p picture) figure(img markup) markup {
	gap := ""
	if p.apart {
		gap = ";padding-right:14px;margin-right:4px;border-right:" + line
	}
	f := markup(`<figure style="margin:0;width:104px`+gap+`">`) + img + `<figcaption style="font-size:11px;line-height:1.3;overflow-wrap:anywhere;margin-top:2px">`
	for i, c := range p.caption {
		if i > 0 {
			f += "<br>"
		}
		if c.strong {
			f += "<strong>" + name(c.text) + "</strong>"
		} else {
			f += name(c.text)
		}
	}
	return f + "</figcaption></figure>\n"
}

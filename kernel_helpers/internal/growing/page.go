package growing

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

//go:embed page.html
var pageHTML string

var pageTemplate = template.Must(template.New("page").Parse(pageHTML))

// What the page shows at most: the tables have all.
const (
	seedsShown   = 24 // seeds with what they brought
	broughtShown = 6  // images of each
	droppedShown = 12 // images of each reason
)

// content is what the template shows.
type content struct {
	Name, Model, Seeds, Pool, Kept string
	Index, Warning                 string // how near images were looked for
	Counts                         []count
	Brought                        []brought
	More                           int // seeds that are not shown
	Dropped                        []droppedStrip
	Planted                        *plantedSection // nil = nothing was planted
}

type count struct{ Words, N string }

// brought is a seed and the images that it brought.
type brought struct {
	Seed   figure
	Images []figure
	More   int
}

// droppedStrip is images that were dropped for one reason, each beside the one it is like.
type droppedStrip struct {
	Words, N string
	Pairs    []couple
}

type couple struct{ Image, Of *figure }

// figure is a picture with its caption. Alt says what it is beside the others; its id stands below it.
type figure struct {
	Picture          template.URL
	ID, Caption, Alt string
}

// writePage writes a page that needs nothing but itself: the pictures are inside.
func writePage(w io.Writer, name string, out *curate.Outcome) error {
	page := content{Name: name, Model: out.Model, Seeds: strings.Join(out.Sources.Seeds, ", "), Pool: visible.Text(out.Sources.Pool), Kept: fmt.Sprint(len(out.Kept)), Index: out.Index.Words(), Warning: out.Index.Warning(), Planted: newPlantedSection(out.Planted)}
	for _, c := range out.Counts() {
		if c.N > 0 {
			page.Counts = append(page.Counts, count{c.Reason.Words(), fmt.Sprint(c.N)})
			page.Dropped = append(page.Dropped, stripOf(out, c))
		}
	}
	of := map[int][]curate.KeptImage{}
	var seeds []int
	for _, k := range out.Kept {
		if of[k.Seed] == nil {
			seeds = append(seeds, k.Seed)
		}
		of[k.Seed] = append(of[k.Seed], k)
	}
	page.More = max(0, len(seeds)-seedsShown)
	for _, at := range spread(len(seeds), seedsShown) {
		page.Brought = append(page.Brought, broughtBy(out, seeds[at], of[seeds[at]]))
	}
	return pageTemplate.Execute(w, page)
}

// spread are at most n of the numbers below count, evenly.
func spread(count, n int) []int {
	var all []int
	for i := range min(count, n) {
		all = append(all, i*count/min(count, n))
	}
	return all
}

func broughtBy(out *curate.Outcome, seed int, kept []curate.KeptImage) brought {
	s := out.Seeds[seed]
	b := brought{Seed: figure{thumbnail(s.Item), visible.Text(s.ID), visible.Text(s.Dataset + ": " + s.Label), "the seed"}, More: max(0, len(kept)-broughtShown)}
	for _, k := range kept[:len(kept)-b.More] {
		caption := fmt.Sprintf("%.3f, rank %d", k.Similarity, k.Rank)
		if k.Cluster >= 0 {
			caption += fmt.Sprintf(" of cluster %d", k.Cluster)
		}
		b.Images = append(b.Images, figure{thumbnail(k.Item), visible.Text(k.Item.ID), caption, "what it brought"})
	}
	return b
}

// stripOf shows some images of a reason.
func stripOf(out *curate.Outcome, c curate.Count) droppedStrip {
	strip := droppedStrip{Words: c.Reason.Words(), N: fmt.Sprint(c.N)}
	for _, at := range shown(out, c.Reason) {
		d := out.Dropped[at]
		p := couple{Image: &figure{ID: visible.Text(d.ID), Caption: visible.Text(d.Text), Alt: "the dropped image"}}
		if d.Item.ID != "" {
			p.Image.Picture = thumbnail(d.Item)
		}
		if d.Of != nil {
			p.Of = &figure{thumbnail(d.Of.Item), visible.Text(d.Of.ID), visible.Text(d.Of.Dataset), "what it is like"}
		}
		strip.Pairs = append(strip.Pairs, p)
	}
	return strip
}

// shown are the images that were dropped for a reason and are on the page, by their places in out.Dropped.
func shown(out *curate.Outcome, reason curate.Reason) (places []int) {
	var all []int
	for i, d := range out.Dropped {
		if d.Reason == reason {
			all = append(all, i)
		}
	}
	for _, at := range spread(len(all), droppedShown) {
		places = append(places, all[at])
	}
	return places
}

// Pictures are the images of the pool whose files Write reads: those that are kept, and those that the page shows.
func Pictures(out *curate.Outcome) (items []*dataset.Item) {
	for i := range out.Kept {
		items = append(items, &out.Kept[i].Item)
	}
	for _, c := range out.Counts() {
		for _, at := range shown(out, c.Reason) {
			d := &out.Dropped[at]
			if d.Item.ID != "" {
				items = append(items, &d.Item)
			}
			if d.Of != nil {
				items = append(items, &d.Of.Item)
			}
		}
	}
	return append(items, plantedPictures(out.Planted)...)
}

// thumbnailSide bounds the width and height of a picture, in pixels.
const thumbnailSide = 160

// thumbnail is the picture of an image as a URL that holds it; "" if it cannot be read any more.
func thumbnail(item dataset.Item) template.URL {
	data, err := item.Read(nil)
	if err != nil {
		return ""
	}
	url, _, err := images.ThumbnailURL(item.ID, data, thumbnailSide)
	if err != nil {
		return ""
	}
	return template.URL(url)
}

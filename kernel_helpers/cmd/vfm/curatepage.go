package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

//go:embed curate.html
var curateHTML string

var curateTemplate = template.Must(template.New("curate").Parse(curateHTML))

// What the page shows at most: the tables have all.
const (
	seedsShown   = 24 // seeds with what they brought
	broughtShown = 6  // images of each
	droppedShown = 12 // images of each reason
)

// curatePage is what the template shows.
type curatePage struct {
	Name, Model, Seeds, Pool, Kept string
	Index, Warning                 string // how near images were looked for
	Counts                         []curateCount
	Brought                        []brought
	More                           int // seeds that are not shown
	Dropped                        []droppedStrip
	Planted                        *plantedSection // nil = nothing was planted
}

type curateCount struct{ Words, N string }

// brought is a seed and the images that it brought.
type brought struct {
	Seed   figure
	Images []figure
	More   int
}

// droppedStrip is images that were dropped for one reason, each beside the one it is like.
type droppedStrip struct {
	Words, N string
	Pairs    []curatePair
}

type curatePair struct{ Image, Of *figure }

// figure is a picture with its caption. Alt says what it is beside the others; its id stands below it.
type figure struct {
	Picture          template.URL
	ID, Caption, Alt string
}

// writeCuratePage writes a page that needs nothing but itself: the pictures are inside.
func writeCuratePage(w io.Writer, name string, out *curate.Outcome) error {
	page := curatePage{Name: name, Model: out.Model, Seeds: strings.Join(out.Sources.Seeds, ", "), Pool: visible.Text(out.Sources.Pool), Kept: fmt.Sprint(len(out.Kept)), Index: out.Index.Words(), Warning: out.Index.Warning(), Planted: newPlantedSection(out.Planted)}
	for _, c := range out.Counts() {
		if c.N > 0 {
			page.Counts = append(page.Counts, curateCount{c.Reason.Words(), fmt.Sprint(c.N)})
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
	return curateTemplate.Execute(w, page)
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
	var all []curate.DroppedImage
	for _, d := range out.Dropped {
		if d.Reason == c.Reason {
			all = append(all, d)
		}
	}
	for _, at := range spread(len(all), droppedShown) {
		d := all[at]
		p := curatePair{Image: &figure{ID: visible.Text(d.ID), Caption: visible.Text(d.Text), Alt: "the dropped image"}}
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

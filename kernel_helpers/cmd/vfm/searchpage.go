package main

import (
	"cmp"
	_ "embed"
	"fmt"
	"html/template"
	"io"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

//go:embed search.html
var searchHTML string

var searchTemplate = template.Must(template.New("search").Parse(searchHTML))

// searchSide is the longest side of a picture on the page, in pixels.
const searchSide = 160

// found is one image of the page with what was found for it.
type found struct {
	Name    string
	Words   bool // Name is what was searched for
	Problem string
	Picture template.URL
	Matches []foundMatch
}

type foundMatch struct {
	ID, Label, Similarity string
	Picture               template.URL
}

// writeSearchPage writes a page that needs nothing but itself: the pictures are inside.
func writeSearchPage(w io.Writer, model, set string, answers []experiment.Answer) error {
	page := struct {
		Model, Dataset string
		Found          []found
	}{Model: model, Dataset: set}
	for _, a := range answers {
		f := found{Name: visible.Text(cmp.Or(a.Path, a.Text)), Words: a.Path == "", Problem: a.Problem}
		if a.Problem == "" && !f.Words {
			f.Picture = thumbnail(dataset.Item{ID: a.Path, Path: a.Path})
		}
		for _, m := range a.Matches {
			f.Matches = append(f.Matches, newFoundMatch(m))
		}
		page.Found = append(page.Found, f)
	}
	return searchTemplate.Execute(w, page)
}

func newFoundMatch(m experiment.Match) foundMatch {
	return foundMatch{
		ID: visible.Text(m.Item.ID), Label: visible.Text(m.Item.Label), Similarity: fmt.Sprintf("%.4f", m.Similarity),
		Picture: thumbnail(m.Item),
	}
}

// thumbnail returns a small picture of an image as a data URL, or "" if it went away or was changed since.
func thumbnail(item dataset.Item) template.URL {
	data, err := item.Read(nil)
	if err != nil {
		return ""
	}
	url, _, err := images.ThumbnailURL(item.ID, data, searchSide)
	if err != nil {
		return ""
	}
	return template.URL(url)
}

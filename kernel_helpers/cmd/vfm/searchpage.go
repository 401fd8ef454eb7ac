package main

import (
	"bytes"
	_ "embed"
	"encoding/base64"
	"fmt"
	"html/template"
	"image/jpeg"
	"io"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/images"
)

//go:embed search.html
var searchHTML string

var searchTemplate = template.Must(template.New("search").Parse(searchHTML))

// searchSide is the longest side of a picture on the page, in pixels.
const searchSide = 160

// found is one image of the page with what was found for it.
type found struct {
	Name    string
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
		f := found{Name: visible(a.Path), Problem: a.Problem}
		if a.Problem == "" {
			f.Picture = thumbnail(a.Path)
		}
		for _, m := range a.Matches {
			f.Matches = append(f.Matches, foundMatch{
				ID: visible(m.Item.ID), Label: visible(m.Item.Label), Similarity: fmt.Sprintf("%.4f", m.Similarity),
				Picture: thumbnail(m.Item.Path),
			})
		}
		page.Found = append(page.Found, f)
	}
	return searchTemplate.Execute(w, page)
}

// thumbnail returns a small picture of a file as a data URL, or "" if it went away or was changed since.
func thumbnail(path string) template.URL {
	data, err := os.ReadFile(path)
	if err != nil {
		return ""
	}
	picture, err := images.Decode(path, data)
	if err != nil {
		return ""
	}
	var b bytes.Buffer
	if jpeg.Encode(&b, images.Thumbnail(picture, searchSide), &jpeg.Options{Quality: 85}) != nil {
		return ""
	}
	return template.URL("data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()))
}

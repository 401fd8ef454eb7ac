package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/fetch"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

func fetchVerb() verb {
	return verb{
		name:    "fetch",
		summary: "downloads or draws the models and data sets of a suite that are not here, and verifies those that are",
		example: "vfm fetch -suite mine/suite.yaml -dry-run\nvfm fetch -suite mine/suite.yaml -zero-shot",
		run:     runFetch,
	}
}

func runFetch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("fetch")
	suiteName := suiteFlag(fs)
	words := zeroShotFlag(fs)
	dry := fs.Bool("dry-run", false, "only say what would be downloaded: sizes, licences, free space")
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "fetch", err)
	}
	p := newProgress(stderr)
	client, err := experiment.NewFetcher(p.event)
	if err != nil {
		return failed(ctx, stderr, "fetch", err)
	}
	f := fetching{client: client, dry: *dry, words: *words || s.ZeroShot, rows: [][]string{{"kind", "name", "state", " size", "licence", "where"}}}
	f.suite(ctx, s)
	p.end()
	if ctx.Err() != nil {
		return failed(ctx, stderr, "fetch", ctx.Err())
	}
	return f.print(ctx, stdout, stderr)
}

// fetching goes through a suite and notes what it finds.
type fetching struct {
	client  *experiment.Fetcher
	dry     bool
	words   bool // text models too
	rows    [][]string
	byHand  []*fetch.ByHandError
	missing []error
	bytes   uint64 // to download
	unknown int    // downloads whose size is not known
}

// fetchRow is a row of the table without its first two cells.
type fetchRow struct{ state, size, licence, where string }

func (f *fetching) suite(ctx context.Context, s *suite.Suite) {
	for _, family := range s.Groups() {
		for _, name := range family.Models {
			card, err := s.Model(name)
			if err != nil {
				f.note("model", name, fetchRow{}, err)
				continue
			}
			if ctx.Err() == nil {
				row, err := f.model(ctx, card)
				f.note("model", name, row, err)
			}
			if card.HasText() {
				f.texts(ctx, card)
			}
		}
	}
	for _, name := range s.Datasets {
		if ctx.Err() == nil {
			row, err := f.dataset(ctx, s, name)
			f.note("data set", name, row, err)
		}
	}
}

func (f *fetching) note(kind, name string, row fetchRow, err error) {
	var byHand *fetch.ByHandError
	switch {
	case errors.As(err, &byHand):
		f.byHand = append(f.byHand, byHand)
		row.state = "BY HAND"
	case err != nil:
		f.missing = append(f.missing, err)
		row.state = "MISSING"
	}
	f.rows = append(f.rows, []string{kind, name, row.state, row.size, row.licence, row.where})
}

// model fetches the weights of a model, or compares those that are here with their digest.
func (f *fetching) model(ctx context.Context, card zoo.Card) (fetchRow, error) {
	row := fetchRow{licence: card.License}
	w, remote, err := experiment.WeightsWanted(card)
	switch {
	case err != nil:
		return row, err
	case !remote:
		return localWeights(ctx, card)
	case f.dry:
		return f.plan(ctx, w)
	}
	got, err := f.client.Fetch(ctx, w)
	if err != nil {
		return row, err
	}
	row.state, row.size, row.where = "fetched, digest verified", humanize.Bytes(uint64(got.Size)), got.Path
	if !got.New {
		row.state = "here, digest verified"
		err = f.client.Verify(ctx, w, got)
	}
	return row, err
}

// texts goes through what a card's text model needs. What has to be downloaded is left out unless it was asked for.
func (f *fetching) texts(ctx context.Context, card zoo.Card) {
	wants, err := experiment.TextsWanted(card)
	if err == nil && len(wants) > 0 && !f.words {
		f.note("text model", card.Name, fetchRow{state: "left out; -zero-shot", licence: card.License, where: wants[0].Source.String()}, nil)
		return
	}
	if ctx.Err() == nil {
		row, err := f.text(ctx, card)
		f.note("text model", card.Name, row, err)
	}
	if ctx.Err() == nil && card.Text.Tokenizer != "" {
		row, err := f.model(ctx, card.TokenizerCard())
		f.note("tokenizer", card.Name, row, err)
	}
}

// text is model for the text model of a card. It is seen here whether the weights are what the card says.
func (f *fetching) text(ctx context.Context, card zoo.Card) (fetchRow, error) {
	row, err := f.model(ctx, card.TextCard())
	if err != nil || f.dry {
		return row, err
	}
	tower, err := experiment.TextTower(card)
	if err == nil {
		_, err = tower.Graph()
	}
	return row, err
}

// localWeights looks for a file of the user's own.
func localWeights(ctx context.Context, card zoo.Card) (fetchRow, error) {
	row := fetchRow{licence: card.License}
	path, err := card.WeightsPath()
	if err != nil {
		return row, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return row, fmt.Errorf("reading weights of %s: %w", card.Name, err)
	}
	row.state, row.size, row.where = "here, no digest on the card", humanize.Bytes(uint64(info.Size())), path
	if card.SHA256 == "" {
		return row, nil
	}
	d, err := digest.File(ctx, path)
	if err != nil {
		return row, fmt.Errorf("reading weights of %s: %w", card.Name, err)
	}
	row.state = "here, digest verified"
	return row, card.Verify(d)
}

// dataset fetches and unpacks, or draws, a data set, and counts its images.
func (f *fetching) dataset(ctx context.Context, s *suite.Suite, name string) (fetchRow, error) {
	card, err := s.Dataset(name)
	if err != nil {
		return fetchRow{}, err
	}
	row := fetchRow{licence: card.License, state: "here"}
	w, remote, err := experiment.ImagesWanted(card)
	if err != nil {
		return row, err
	}
	if remote && f.dry {
		return f.plan(ctx, w)
	}
	if remote {
		got, err := f.client.Fetch(ctx, w)
		switch {
		case err != nil:
			return row, err
		case got.Mounted:
			row.state = "mounted by Kaggle"
		case got.New && w.Drawn():
			row.state = "drawn"
		case got.New && w.Source.Scheme == "hf":
			row.state = "fetched, digests verified"
		case got.New:
			row.state = "fetched and unpacked"
		}
	}
	set, err := card.Open(ctx)
	if err != nil {
		return row, err
	}
	row.size, row.where = fmt.Sprintf("%d images", len(set.Items)), set.Dir
	return row, nil
}

// plan says what a download would be.
func (f *fetching) plan(ctx context.Context, w fetch.Want) (fetchRow, error) {
	row := fetchRow{licence: w.License}
	if w.Source.Scheme != "manual" {
		row.where = w.Source.String()
	}
	p, err := f.client.Plan(ctx, w)
	if err != nil {
		return row, err
	}
	if p.Draw {
		row.state, row.size = "to be drawn here", fmt.Sprintf("%d images", p.N)
		return row, nil
	}
	row.size = "unknown"
	if p.Size >= 0 {
		row.size = humanize.Bytes(uint64(p.Size))
	}
	if p.N > 0 {
		row.size += fmt.Sprintf(" in %d files", p.N)
	}
	switch {
	case p.Here:
		row.state, row.where = "here", p.Path
	case p.Left < 0:
		row.state = "to download"
		f.unknown++
	case p.Left == 0 && p.Path != "":
		row.state, row.where = "in the hub's cache", p.Path
	default:
		row.state = "to download"
		f.bytes += uint64(p.Left)
	}
	return row, nil
}

func (f *fetching) print(ctx context.Context, stdout, stderr io.Writer) int {
	visible.Table(stdout, f.rows)
	if f.dry {
		fmt.Fprintf(stdout, "\n%s\n", visible.Text(f.total()))
	}
	for _, h := range f.byHand {
		fmt.Fprintln(stdout)
		for _, line := range h.Instructions() {
			fmt.Fprintln(stdout, visible.Text(line))
		}
	}
	for _, err := range f.missing {
		failed(ctx, stderr, "fetch", err)
	}
	if len(f.missing)+len(f.byHand) > 0 {
		return exitFailed
	}
	return exitDone
}

// total says how much would be downloaded and whether there is room.
func (f *fetching) total() string {
	text := humanize.Bytes(f.bytes) + " to download"
	if f.unknown > 0 {
		text += fmt.Sprintf(", and %d files of unknown size", f.unknown)
	}
	dir, free, known := f.client.Space()
	if !known {
		return text + " into " + dir
	}
	text += fmt.Sprintf("; %s are free in %s", humanize.Bytes(free), dir)
	if f.bytes > free {
		text += ", which is too little: free some, or set VFM_CACHE to a folder on another disk"
	}
	return text
}

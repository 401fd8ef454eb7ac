package report

import (
	"cmp"
	"errors"
	"fmt"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// caveats collects every doubt of the page in one place.
type caveats struct {
	Notes      []caveat
	Skipped    []skippedFiles
	Unreadable []result.Unreadable // paths relative to the results folder
	Unlisted   []points.Listed
}

// caveat is a note with the sections that show it.
type caveat struct {
	Sections []section
	note
}

// note is a doubt about the numbers of one data set, and the command that ends it, if there is one.
type note struct{ Text, Command string }

// skippedFiles are the images of a data set that no model was given.
type skippedFiles struct {
	Dataset string
	Files   []result.Skipped
}

// Any reports whether there is anything to say.
func (c caveats) Any() bool {
	return len(c.Notes)+len(c.Skipped)+len(c.Unreadable)+len(c.Unlisted) > 0
}

func (e *evidence) caveats(sections []section) caveats {
	c := caveats{Unlisted: e.Points.Unlisted}
	for _, s := range sections {
		for _, n := range s.Notes {
			i := slices.IndexFunc(c.Notes, func(known caveat) bool { return known.note == n })
			if i < 0 {
				i = len(c.Notes)
				c.Notes = append(c.Notes, caveat{note: n})
			}
			c.Notes[i].Sections = append(c.Notes[i].Sections, s)
		}
		if files := skipped(e.ranked(s.Name)); len(files) > 0 {
			c.Skipped = append(c.Skipped, skippedFiles{s.Title, files})
		}
	}
	c.Unreadable = e.unreadable()
	return c
}

// unreadable lists the files that are no result, with paths relative to the results folder.
func (e *evidence) unreadable() []result.Unreadable {
	var out []result.Unreadable
	for _, u := range e.Unreadable {
		if rel, err := filepath.Rel(e.Dir, u.Path); err == nil {
			u.Path = filepath.ToSlash(rel)
		}
		u.Reason = e.words(errors.New(u.Reason))
		out = append(out, u)
	}
	return out
}

// Caveats are the doubts about the section's numbers, with the number of files that were skipped.
func (s section) Caveats() []note {
	if s.Skipped == 0 {
		return s.Notes
	}
	text := count(s.Skipped, "file was", "files were") + " skipped for every model; the reasons are under Warnings."
	return append(slices.Clone(s.Notes), note{Text: text})
}

// skipped returns the files that any of the results skipped, each once, sorted.
func skipped(ranked []result.Record) []result.Skipped {
	var all []result.Skipped
	for _, r := range ranked {
		all = append(all, r.Skipped...)
	}
	slices.SortFunc(all, func(a, b result.Skipped) int {
		return cmp.Or(cmp.Compare(a.Item, b.Item), cmp.Compare(a.Reason, b.Reason))
	})
	return slices.Compact(all)
}

// notes says what to know of the numbers of one data set.
func (e *evidence) notes(d points.DatasetPlaces, ranked []result.Record) []note {
	var notes []note
	name := d.Name
	for _, text := range e.notAbove(d) {
		notes = append(notes, note{Text: text})
	}
	for _, b := range d.Baselines {
		if b.Absent != "" {
			notes = append(notes, note{fmt.Sprintf("The baseline %s is not shown: %s.", e.title(b.Model), b.Absent), b.Command})
		}
	}
	for _, x := range e.Doubts {
		if x.Dataset == name {
			notes = append(notes, note{Text: x.Text})
		}
	}
	for _, o := range e.Points.Stale {
		if o.Dataset == name {
			notes = append(notes, note{fmt.Sprintf("The result of %s is not ranked: %s.", e.title(o.Model), o.Reason), o.Command})
		}
	}
	for _, o := range e.Points.Missing {
		if o.Dataset == name {
			notes = append(notes, note{e.title(o.Model) + " has no result.", o.Command})
		}
	}
	notes = append(notes, e.leakNotes(ranked)...)
	for _, text := range append(e.warnings(ranked), mixed(ranked)...) {
		notes = append(notes, note{Text: text})
	}
	return notes
}

// warnings lists the records' warnings, each with the models that have it.
func (e *evidence) warnings(ranked []result.Record) []string {
	var texts []string
	for _, d := range result.Doubts(ranked) {
		text := d.Text
		if len(d.Records) < len(ranked) {
			var models []string
			for _, r := range d.Records {
				models = append(models, e.title(r.Model))
			}
			text = list(models) + ": " + text
		}
		texts = append(texts, text)
	}
	return texts
}

// mixed says in what the results differ that should be equal for a fair comparison.
func mixed(ranked []result.Record) []string {
	var out []string
	for _, x := range []struct {
		what string
		of   func(result.Provenance) string
	}{
		{"engines", func(p result.Provenance) string { return p.Engine }},
		{"precisions", func(p result.Provenance) string { return p.Precision }},
		{"image decoders", func(p result.Provenance) string { return p.Decoder }},
	} {
		var values []string
		for _, r := range ranked {
			if v := x.of(r.Provenance); !slices.Contains(values, v) {
				values = append(values, v)
			}
		}
		if len(values) > 1 {
			out = append(out, fmt.Sprintf("These results come from different %s: %s.", x.what, list(values)))
		}
	}
	return out
}

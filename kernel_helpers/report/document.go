package report

import (
	"encoding/json"
	"io"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/claims"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// DocumentSchema is the version of [Document]. It grows when a key changes its meaning or goes; a key may be
// added at any time.
const DocumentSchema = 1

// Document is all that a report says, for programs: report.json holds it, and the tables for spreadsheets and
// model cards are made of it. The same results give the same document.
type Document struct {
	Schema  int    `json:"schema"`
	Suite   string `json:"suite"`
	Title   string `json:"title"`
	Notes   string `json:"notes,omitempty"` // the suite's own words
	Verdict string `json:"verdict"`         // who won, in a sentence
	Doubt   string `json:"doubt,omitempty"` // how far the places can be trusted
	Gaps    string `json:"gaps,omitempty"`  // what is not in the points

	Points     points.Table      `json:"points"`           // as summary.json has it: points, places, tests, what is stale or missing
	Models     []DocumentModel   `json:"models"`           // in the suite's order
	Datasets   []DocumentDataset `json:"datasets"`         // in the order of the page
	Metrics    []DocumentMetric  `json:"metrics"`          // every metric of the results
	Results    []result.Record   `json:"results"`          // those that are ranked, by data set, best first, as they are stored
	Unreadable []DocumentFile    `json:"unreadable"`       // files among the results that are none
	Claims     []claims.Claim    `json:"claims,omitempty"` // what is said of families, where queries were changed to test it
}

// DocumentModel is what a model's card says.
type DocumentModel struct {
	Family     string `json:"family"`
	Name       string `json:"name"`
	Title      string `json:"title"`
	TrainedOn  string `json:"trained_on,omitempty"`
	License    string `json:"license,omitempty"`
	Parameters string `json:"parameters,omitempty"` // in words, such as 3.5M
	Dim        int    `json:"dim,omitempty"`        // length of the embedding
	Note       string `json:"note,omitempty"`
}

// DocumentDataset is what is to know of a data set.
type DocumentDataset struct {
	Name        string           `json:"name"`
	Title       string           `json:"title"`
	Task        string           `json:"task"`             // classification or retrieval; empty if neither card nor result is there
	Source      string           `json:"source,omitempty"` // where it is published; empty for folders of this machine
	Description string           `json:"description,omitempty"`
	License     string           `json:"license,omitempty"`
	Citation    string           `json:"citation,omitempty"`
	Places      []string         `json:"places"`   // how far the places of the families can be trusted, in sentences
	Warnings    []DocumentDoubt  `json:"warnings"` // doubts about its numbers
	Skipped     []result.Skipped `json:"skipped"`  // images that no model was given

	Duplicates *DocumentDuplicates `json:"duplicates,omitempty"` // nil = nobody has looked for them

	ByWords []DocumentWords `json:"by_words,omitempty"` // classes named by their words, of models that read texts, best first
}

// DocumentDuplicates counts the pictures that a data set holds twice; what they are stands in the stored duplicates.
type DocumentDuplicates struct {
	Compared  int             `json:"compared"`   // images
	Crowded   int             `json:"crowded"`    // of them, those that resemble so many others that only the nearest were compared
	Queries   int             `json:"queries"`    // of them
	Leaked    int             `json:"leaked"`     // queries that the images searched hold again
	Within    int             `json:"within"`     // images that their own split holds already
	TwoLabels int             `json:"two_labels"` // images that are there again under another label
	Clean     []DocumentClean `json:"clean"`      // best first, as the results; empty where nothing is leaked
}

// DocumentClean is the headline metric of a model over the queries that are not leaked.
type DocumentClean struct {
	Model string  `json:"model"`
	N     int     `json:"n"`
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// DocumentDoubt is a doubt, and the command that ends it, if there is one.
type DocumentDoubt struct {
	Text    string `json:"text"`
	Command string `json:"command,omitempty"`
}

// DocumentFile is a file that cannot be read, and why. Its path is relative to the folder of the results.
type DocumentFile struct {
	Path   string `json:"path"`
	Reason string `json:"reason"`
}

// DocumentMetric says what a metric is.
type DocumentMetric struct {
	Name       string `json:"name"`
	Definition string `json:"definition"`
	Headline   bool   `json:"headline"` // whether it ranks the models of a data set
}

func (e *evidence) document() Document {
	d := Document{
		Schema: DocumentSchema, Suite: e.Suite.Name, Title: e.Suite.Title, Notes: e.Suite.Report.Notes,
		Verdict: e.verdict(), Doubt: e.doubtOfPlaces(), Gaps: e.gaps(), Points: e.Points,
		Models: []DocumentModel{}, Datasets: []DocumentDataset{}, Metrics: []DocumentMetric{}, Results: []result.Record{},
		Unreadable: []DocumentFile{},
	}
	if all, _ := e.probed(); len(all) > 0 {
		d.Claims = claims.Judge(all)
	}
	for _, u := range e.unreadable() {
		d.Unreadable = append(d.Unreadable, DocumentFile(u))
	}
	for _, f := range e.groups() {
		for _, m := range f.Models {
			d.Models = append(d.Models, DocumentModel{f.Name, m.Name, m.Title, m.TrainedOn, m.License, m.Parameters, m.Dim, m.Note})
		}
	}
	for _, p := range e.Points.Datasets {
		d.Datasets = append(d.Datasets, e.documentDataset(p))
		d.Results = append(d.Results, e.ranked(p.Name)...)
	}
	for _, m := range e.metrics() {
		d.Metrics = append(d.Metrics, DocumentMetric{m.Name, m.Text, m.Headline})
	}
	return d
}

func (e *evidence) documentDataset(p points.DatasetPlaces) DocumentDataset {
	c, ranked := e.Cards[p.Name], e.ranked(p.Name)
	task, _ := e.facts(p.Name, ranked)
	d := DocumentDataset{
		Name: p.Name, Title: e.datasetTitle(p.Name), Task: string(task), Source: published(c.Source), Description: c.Description,
		License: c.License, Citation: c.Citation, Places: append(append([]string{}, e.separability(p)...), e.absent(p)...),
		Warnings: []DocumentDoubt{}, Skipped: append([]result.Skipped{}, skipped(ranked)...),
	}
	for _, n := range e.notes(p, ranked) {
		d.Warnings = append(d.Warnings, DocumentDoubt(n))
	}
	d.Duplicates, d.ByWords = e.documentDuplicates(ranked), documentWords(ranked)
	return d
}

func (e *evidence) documentDuplicates(ranked []result.Record) *DocumentDuplicates {
	d, err := e.duplicates(ranked)
	if d == nil || err != nil {
		return nil
	}
	out := &DocumentDuplicates{Compared: d.Compared, Crowded: d.Crowded, Queries: d.Queries, Leaked: len(d.Leaked), Within: len(d.Within), TwoLabels: twoLabels(*d), Clean: []DocumentClean{}}
	for _, r := range ranked {
		if s, ok := d.Clean(r); ok {
			out.Clean = append(out.Clean, DocumentClean{r.Model, s.N, s.Value, s.Low, s.High})
		}
	}
	return out
}

// published is the source of a data set's card if others can reach it.
func published(source string) string {
	if s, err := card.ParseSource(source); err != nil || s.Local() {
		return ""
	}
	return source
}

// title is what the document calls a model.
func (d *Document) title(model string) string {
	for _, m := range d.Models {
		if m.Name == model {
			return m.Title
		}
	}
	return model
}

// ranks reports whether a model has a result.
func (d *Document) ranks(model string) bool {
	return slices.ContainsFunc(d.Results, func(r result.Record) bool { return r.Model == model })
}

// dataset returns what is to know of a data set.
func (d *Document) dataset(name string) DocumentDataset {
	for _, set := range d.Datasets {
		if set.Name == name {
			return set
		}
	}
	return DocumentDataset{Name: name, Title: name}
}

// writeJSON writes the document as indented JSON.
func (d *Document) writeJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetIndent("", "  ")
	return encoder.Encode(d)
}

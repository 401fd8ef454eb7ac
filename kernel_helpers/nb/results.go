package nb

import (
	"errors"
	"fmt"
	"io/fs"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// dir is the folder of the saved results.
func (s *session) dir() string { return filepath.Join(s.out, "results") }

// results reads the saved results of a family: by data set, then model, in the suite's order. None at all
// is an error that says which cell to run.
func (s *session) results(f suite.Family) ([]result.Record, error) {
	var records []result.Record
	for _, dataset := range s.suite.Datasets {
		for _, model := range f.Models {
			r, err := result.Read(result.Path(s.dir(), model, dataset))
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			records = append(records, r)
		}
	}
	if len(records) == 0 {
		return nil, fmt.Errorf("no results of the family %s in %s: run the cell nb.Score(%q) first", f.Name, s.dir(), f.Name)
	}
	return records, nil
}

// best returns the record with the highest headline for each data set, in the order of the records; the
// first of equals.
func best(records []result.Record) []result.Record {
	var winners []result.Record
	for _, r := range records {
		last := len(winners) - 1
		switch {
		case last < 0 || winners[last].Dataset != r.Dataset:
			winners = append(winners, r)
		case r.Score().Value > winners[last].Score().Value:
			winners[last] = r
		}
	}
	return winners
}

// title is the title of a data set, or its name if the card cannot be read.
func (s *session) title(dataset string) string {
	card, err := s.suite.Dataset(dataset)
	if err != nil {
		return dataset
	}
	return card.Title
}

// modelTitle is the title of a model, or its name if the card cannot be read.
func (s *session) modelTitle(model string) string {
	card, err := s.suite.Model(model)
	if err != nil {
		return model
	}
	return card.Title
}

// doubts lists the warnings and skipped images of results, one line for each distinct sentence.
func (s *session) doubts(records []result.Record) display {
	if len(records) == 0 {
		return paragraph("There are no results yet: run the notebooks of the families first.")
	}
	records = slices.Clone(records)
	for i := range records {
		r := &records[i]
		r.Warnings = slices.Clone(r.Warnings)
		for _, sk := range r.Skipped {
			r.Warnings = append(r.Warnings, result.Warning{Text: "skipped " + sk.Item + ": " + sk.Reason})
		}
	}
	doubts := result.Doubts(records)
	if len(doubts) == 0 {
		return paragraph("No warnings: every image was used, and no result rests on too few queries.")
	}
	t := table{caption: "Warnings", columns: []column{{name: "Data set"}, {name: "Warning", wrap: true}, {name: "Results of", wrap: true}}}
	for _, d := range doubts {
		var models []string
		for _, r := range d.Records {
			models = append(models, r.Title)
		}
		t.add(s.title(d.Dataset), d.Text, strings.Join(models, ", "))
	}
	return t.display()
}

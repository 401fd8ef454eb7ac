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

// headline returns the metric that ranks a result.
func headline(r result.Record) result.Metric { return metricOf(r, r.Headline) }

// metricOf returns the named metric of a record. Its Name is empty if the record has none such.
func metricOf(r result.Record, name string) result.Metric {
	i := slices.IndexFunc(r.Metrics, func(m result.Metric) bool { return m.Name == name })
	if i < 0 {
		return result.Metric{}
	}
	return r.Metrics[i]
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
		case headline(r).Value > headline(winners[last]).Value:
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
	type doubt struct{ dataset, text string }
	var order []doubt
	models := map[doubt][]string{}
	note := func(r result.Record, text string) {
		d := doubt{r.Dataset, text}
		if models[d] == nil {
			order = append(order, d)
		}
		models[d] = append(models[d], r.Title)
	}
	for _, r := range records {
		for _, w := range r.Warnings {
			note(r, w.Text)
		}
		for _, sk := range r.Skipped {
			note(r, "skipped "+sk.Item+": "+sk.Reason)
		}
	}
	if len(records) == 0 {
		return paragraph("There are no results yet: run the notebooks of the families first.")
	}
	if len(order) == 0 {
		return paragraph("No warnings: every image was used, and no result rests on too few queries.")
	}
	t := table{caption: "Warnings", columns: []column{{name: "Data set"}, {name: "Warning", wrap: true}, {name: "Results of", wrap: true}}}
	for _, d := range order {
		t.add(s.title(d.dataset), d.text, strings.Join(models[d], ", "))
	}
	return t.display()
}

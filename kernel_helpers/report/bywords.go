package report

import (
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// byWords is what models that read texts make of a data set beside their zero-shot score: each class by its words, and
// images by their captions.
type byWords struct {
	Models   []string // titles, the columns of Classes
	Classes  []namedRow
	Captions []captionRow
	Names    []string // of the metrics of a captionRow
}

// namedRow is a class, with a cell for each model.
type namedRow struct {
	Label string
	N     int
	Cells []*result.NamedClass // nil = the model's record lacks it
}

// captionRow is how well a model finds images by their captions.
type captionRow struct {
	Family, Title string
	result.Captions
	Values []result.Metric
}

func (e *evidence) byWords(ranked []result.Record) byWords {
	w := byWords{Names: metric.CaptionNames()}
	at := map[string]int{}
	for _, r := range ranked {
		if c := r.Captions; c != nil {
			row := captionRow{Family: r.Family, Title: e.title(r.Model), Captions: *c}
			for _, name := range w.Names {
				row.Values = append(row.Values, r.Metric(name))
			}
			w.Captions = append(w.Captions, row)
		}
		classes := r.NamedClasses()
		if len(classes) == 0 {
			continue
		}
		w.Models = append(w.Models, e.title(r.Model))
		for _, c := range classes {
			i, ok := at[c.Label]
			if !ok {
				i, at[c.Label] = len(w.Classes), len(w.Classes)
				w.Classes = append(w.Classes, namedRow{Label: c.Label, N: c.N})
			}
			w.Classes[i].set(len(w.Models)-1, &c)
		}
	}
	for i := range w.Classes {
		w.Classes[i].set(len(w.Models)-1, nil)
	}
	return w
}

// set fills in the cell of a column, unless there is nothing to fill in; cells that were not reached are nil.
func (r *namedRow) set(column int, c *result.NamedClass) {
	for len(r.Cells) <= column {
		r.Cells = append(r.Cells, nil)
	}
	if c != nil {
		r.Cells[column] = c
	}
}

// asked returns what a metric of a result rests on: so many queries in a gallery.
func asked(r result.Record, name string) (n, gallery int) {
	if r.Captions != nil && metric.IsCaptionMetric(name) {
		return r.Captions.Texts, r.Captions.Searched
	}
	return r.N, r.Gallery
}

// DocumentWords is what the words of classes name, by one model.
type DocumentWords struct {
	Model   string              `json:"model"`
	Classes []result.NamedClass `json:"classes"`
}

func documentWords(ranked []result.Record) []DocumentWords {
	var all []DocumentWords
	for _, r := range ranked {
		if classes := r.NamedClasses(); len(classes) > 0 {
			all = append(all, DocumentWords{r.Model, classes})
		}
	}
	return all
}

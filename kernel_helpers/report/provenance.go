package report

import (
	"slices"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// origin is everything that a second run needs to get the same numbers.
type origin struct {
	Common   []fact
	Models   []modelOrigin
	Datasets []datasetOrigin
	Results  []resultGroup
}

// fact is a property of the runs with all the values that it had.
type fact struct {
	Name   string
	Values []string
}

type modelOrigin struct{ Title, Name, Weights, Graph, Preprocess string }

// resultGroup holds a model's results.
type resultGroup struct {
	Title string
	Rows  []resultOrigin
}

type datasetOrigin struct{ Title, Name, Fingerprint, Truth string }

type resultOrigin struct {
	Dataset, Key      string
	Started, Finished time.Time
}

func (e *evidence) origin() origin {
	o := origin{Common: e.common()}
	for _, f := range e.Suite.Groups() {
		for _, m := range f.Models {
			g := resultGroup{Title: e.title(m)}
			for _, d := range e.Datasets {
				r, ok := e.Ranked[pair{m, d}]
				if !ok {
					continue
				}
				p := r.Provenance
				row := modelOrigin{e.title(m), m, p.Weights.String(), p.Graph, p.Preprocess}
				if !slices.Contains(o.Models, row) {
					o.Models = append(o.Models, row)
				}
				g.Rows = append(g.Rows, resultOrigin{e.datasetTitle(d), p.Key.String(), p.Started.UTC(), p.Finished.UTC()})
			}
			if len(g.Rows) > 0 {
				o.Results = append(o.Results, g)
			}
		}
	}
	for _, d := range e.Datasets {
		for _, r := range e.ranked(d) {
			row := datasetOrigin{e.datasetTitle(d), d, r.Provenance.Fingerprint.String(), r.Provenance.Truth.String()}
			if !slices.Contains(o.Datasets, row) {
				o.Datasets = append(o.Datasets, row)
			}
		}
	}
	return o
}

// common lists what is usually equal for all results.
func (e *evidence) common() []fact {
	facts := []fact{{Name: "Engine"}, {Name: "Device"}, {Name: "Precision"}, {Name: "Image decoder"}, {Name: "Host"}, {Name: "vfm"}, {Name: "Commit"}, {Name: "Go"}}
	for _, d := range e.Datasets {
		for _, r := range e.ranked(d) {
			for i, v := range commonValues(r.Provenance) {
				if v != "" && !slices.Contains(facts[i].Values, v) {
					facts[i].Values = append(facts[i].Values, v)
				}
			}
		}
	}
	return slices.DeleteFunc(facts, func(f fact) bool { return len(f.Values) == 0 })
}

func commonValues(p result.Provenance) []string {
	return []string{p.Engine, p.Device, p.Precision, p.Decoder, p.Host, p.VFM, p.Commit, p.Go}
}

package points

import (
	"slices"
	"sort"
)

// DatasetPlaces is the outcome of one data set.
type DatasetPlaces struct {
	Name         string   `json:"name"`
	Metric       string   `json:"metric"`        // the headline; "" without any result
	Places       []Place  `json:"places"`        // best first
	Missing      []string `json:"missing"`       // families without a result
	Pairs        []Pair   `json:"pairs"`         // all pairs of ranked models, tested; empty if Untested says why
	NotSeparable []Close  `json:"not_separable"` // neighbouring places that are not separable
	Untested     string   `json:"untested"`      // why there was no test, or ""

	Baselines []Baseline `json:"baselines,omitempty"` // in the suite's order
	NotAbove  []NotAbove `json:"not_above,omitempty"` // families and baselines, by place, then in the suite's order
}

// Place is a family's place on a data set.
type Place struct {
	Family   string  `json:"family"`
	Model    string  `json:"model"` // the family's best
	Value    float64 `json:"value"`
	Low      float64 `json:"low"` // its 95 % interval
	High     float64 `json:"high"`
	Points   int     `json:"points"`
	Position int     `json:"position"` // from 1 on; equal values share it
}

// rank orders the families by their best model.
func (in Input) rank(dataset string, found []entry) DatasetPlaces {
	d := DatasetPlaces{Name: dataset, Places: []Place{}, Missing: []string{}, Pairs: []Pair{}, NotSeparable: []Close{}}
	for _, family := range in.Families {
		best := -1
		for i, e := range found {
			if e.family == family.Name && (best < 0 || e.value > found[best].value) {
				best = i
			}
		}
		if best < 0 {
			d.Missing = append(d.Missing, family.Name)
			continue
		}
		e := found[best]
		d.Metric = e.record.Headline
		score := e.record.Score()
		d.Places = append(d.Places, Place{Family: e.family, Model: e.record.Model, Value: e.value, Low: score.Low, High: score.High})
	}
	sort.SliceStable(d.Places, func(i, j int) bool { return d.Places[i].Value > d.Places[j].Value })
	for i := range d.Places {
		p := &d.Places[i]
		p.Position = 1 + slices.IndexFunc(d.Places, func(q Place) bool { return q.Value == p.Value })
		p.Points = len(in.Families) + 1 - p.Position
	}
	in.test(&d, found)
	return d
}

// Open reports whether a family's place is not separable from a neighbouring one.
func (d DatasetPlaces) Open(family string) bool {
	return slices.ContainsFunc(d.NotSeparable, func(c Close) bool { return c.Above == family || c.Below == family })
}

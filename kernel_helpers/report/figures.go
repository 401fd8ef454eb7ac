package report

import (
	"fmt"
	"html/template"

	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// figure is a chart in both forms.
type figure struct {
	ID      string
	Caption string
	SVG     template.HTML
	Option  template.JS
}

// overview draws the best model of each family on every data set, and the baselines; nil without any.
func (e *evidence) overview() (*figure, error) {
	c := chart.Interval{ID: "overview", Axis: "headline metric of the data set, %", Title: "Best model of each family on every data set, with 95 % intervals"}
	for _, f := range e.Suite.Families {
		c.Series = append(c.Series, chart.Series{Name: f.Name})
	}
	for _, m := range e.Suite.Baselines {
		c.Series = append(c.Series, chart.Series{Name: e.title(m)})
	}
	for _, d := range e.Points.Datasets {
		if len(d.Places) == 0 {
			continue
		}
		row := len(c.Rows)
		c.Rows = append(c.Rows, fmt.Sprintf("%s (%s)", e.datasetTitle(d.Name), d.Metric))
		for i, f := range e.Suite.Families {
			for _, p := range d.Places {
				if p.Family == f.Name {
					m := mark(row, e.Ranked[pair{p.Model, d.Name}], true)
					c.Series[i].Marks = append(c.Series[i].Marks, m)
				}
			}
		}
		for i, model := range e.Suite.Baselines {
			if r, ok := e.Ranked[pair{model, d.Name}]; ok {
				s := &c.Series[len(e.Suite.Families)+i]
				s.Marks = append(s.Marks, mark(row, r, false))
			}
		}
	}
	if len(c.Rows) == 0 {
		return nil, nil
	}
	caption := "The best model of each family on every data set: a dot is the value, the line its 95 % interval. The tables hold the same numbers."
	if len(e.Suite.Baselines) > 0 {
		caption += " Hollow dots are baselines, which a model should beat."
	}
	f, err := draw(c.ID, c, caption)
	return &f, err
}

// modelChart draws all models of one data set, best first.
func (e *evidence) modelChart(id, title string, ranked []result.Record, d points.DatasetPlaces) (figure, error) {
	c := chart.Interval{ID: "chart-" + id, Axis: d.Metric + ", %", Title: fmt.Sprintf("%s of every model on %s, with 95 %% intervals", d.Metric, title)}
	for _, f := range e.Suite.Groups() {
		c.Series = append(c.Series, chart.Series{Name: f.Name})
	}
	for row, r := range ranked {
		c.Rows = append(c.Rows, e.title(r.Model))
		for i, f := range e.Suite.Groups() {
			if f.Name == r.Family {
				c.Series[i].Marks = append(c.Series[i].Marks, mark(row, r, isBest(d, r.Model)))
			}
		}
	}
	return draw(c.ID, c, "A dot is the value, the line its 95 % interval; filled dots are the best of their family. The table holds the same numbers.")
}

func isBest(d points.DatasetPlaces, model string) bool {
	for _, p := range d.Places {
		if p.Model == model {
			return true
		}
	}
	return false
}

// mark is the headline of a result.
func mark(row int, r result.Record, strong bool) chart.Mark {
	h := r.Score()
	return chart.Mark{Row: row, Value: h.Value, Low: h.Low, High: h.High, Strong: strong}
}

// drawable is a chart of any kind.
type drawable interface {
	SVG() (template.HTML, error)
	Option() (template.JS, error)
}

// draw makes both forms of a chart.
func draw(id string, c drawable, caption string) (figure, error) {
	svg, err := c.SVG()
	if err != nil {
		return figure{}, err
	}
	option, err := c.Option()
	if err != nil {
		return figure{}, err
	}
	return figure{ID: id, Caption: caption, SVG: svg, Option: option}, nil
}

package nb

import (
	"context"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Chart draws the saved scores of a family: for each data set and model the value and its 95 % interval.
func Chart(family string) {
	forFamily(family, func(_ context.Context, s *session, f suite.Family) error {
		records, err := s.results(f)
		if err != nil {
			return err
		}
		d, err := s.chart(f, records)
		if err != nil {
			return err
		}
		s.show(d)
		return nil
	})
}

func (s *session) chart(f suite.Family, records []result.Record) (display, error) {
	c := chart.Interval{ID: "scores", Title: "Scores of the " + f.Name + " models on each data set", Axis: "score with its 95 % interval"}
	var datasets, text []string
	series := map[string]int{}
	for _, r := range records {
		if !slices.Contains(datasets, r.Dataset) {
			datasets = append(datasets, r.Dataset)
			c.Rows = append(c.Rows, s.title(r.Dataset)+", "+r.Headline)
		}
		i, seen := series[r.Model]
		if !seen {
			i = len(c.Series)
			series[r.Model] = i
			c.Series = append(c.Series, chart.Series{Name: r.Title})
		}
		m := r.Score()
		mark := chart.Mark{Row: slices.Index(datasets, r.Dataset), Value: m.Value, Low: m.Low, High: m.High, Strong: true}
		c.Series[i].Marks = append(c.Series[i].Marks, mark)
		text = append(text, visible.Text(c.Rows[mark.Row]+", "+r.Title+": "+mark.Text())+"\n")
	}
	svg, err := c.SVG()
	if err != nil {
		return display{}, err
	}
	return display{html: `<div style="margin:.5em 0;max-width:760px">` + markup(svg) + "</div>\n", text: strings.Join(text, "")}, nil
}

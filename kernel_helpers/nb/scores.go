package nb

import (
	"context"
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// scoreTable says which metrics stand beside the headline for one task.
type scoreTable struct {
	task     dataset.Task
	caption  string
	headline string
	others   []string
}

var scoreTables = []scoreTable{
	{dataset.Classification, "Classification", "knn-1", []string{"knn-5", "knn-20", "balanced-1"}},
	{dataset.Retrieval, "Image search", "map", []string{"map@R", "recall@1", "recall@10"}},
}

// Table shows the saved scores of a family with their intervals, what the numbers mean, and all warnings.
func Table(family string) {
	forFamily(family, func(_ context.Context, s *session, f suite.Family) error {
		records, err := s.results(f)
		if err != nil {
			return err
		}
		var tables display
		for _, st := range scoreTables {
			tables = join(tables, st.display(s, records))
		}
		s.show(join(tables, s.doubts(records)))
		return nil
	})
}

// display is the table of the records that have the task, followed by the definitions of its columns. It is
// empty if there are none.
func (st scoreTable) display(s *session, records []result.Record) display {
	t := table{caption: st.caption, columns: []column{{name: "Data set"}, {name: "Model", wrap: true}, {name: st.headline, right: true}, {name: "95 % interval"}}}
	for _, name := range st.others {
		t.columns = append(t.columns, column{name: name, right: true})
	}
	t.columns = append(t.columns, column{name: "Queries", right: true})
	previous := ""
	for _, r := range records {
		if dataset.Task(r.Task) != st.task {
			continue
		}
		title := s.title(r.Dataset)
		if r.Dataset == previous {
			title = ""
		}
		previous = r.Dataset
		m := r.Score()
		row := []cell{{text: title}, {text: r.Title}, {text: percent(m.Value), html: "<strong>" + escape(percent(m.Value)) + "</strong>"}, interval(m)}
		for _, name := range st.others {
			row = append(row, value(r.Metric(name)))
		}
		t.rows = append(t.rows, append(row, cell{text: count(r.N)}))
	}
	if len(t.rows) == 0 {
		return display{}
	}
	return join(t.display(), definitions(append([]string{st.headline}, st.others...)))
}

func value(m result.Metric) cell {
	if m.Name == "" {
		return cell{text: "–"}
	}
	return cell{text: percent(m.Value)}
}

// interval draws the 95 % interval on a scale from 0 to 100 %, with its ends in figures. It is made of
// coloured spans: pages that do not trust a notebook show those, and drop SVG.
func interval(m result.Metric) cell {
	const width, mark = 117, 3 // pixels
	x := func(v float64) int { return int(math.Round(v * width)) }
	part := func(pixels, height int, color string) string {
		return fmt.Sprintf(`<span style="display:inline-block;vertical-align:middle;width:%dpx;height:%dpx;background:%s"></span>`, pixels, height, color)
	}
	ends := fmt.Sprintf("%.1f to %.1f", 100*m.Low, 100*m.High)
	bar := part(x(m.Low), 2, faint) + part(x(m.Value)-x(m.Low), 5, accent) + part(mark, 13, accent) +
		part(x(m.High)-x(m.Value), 5, accent) + part(width-x(m.High), 2, faint)
	return cell{text: ends, html: markup(`<span style="display:inline-block;white-space:nowrap;margin-right:8px" aria-hidden="true">`+bar+"</span>") + escape(ends)}
}

// definitions explains metrics by their names.
func definitions(names []string) display {
	d := display{html: `<ul style="margin:.2em 0 1em;padding-left:1.2em;font-size:.9em;max-width:60em">`}
	for _, name := range names {
		text := metric.Definition(name)
		d.html += "<li><strong>" + escape(name) + "</strong>: " + escape(text) + "</li>"
		d.text += "  " + name + ": " + text + "\n"
	}
	d.html += "</ul>\n"
	return d
}

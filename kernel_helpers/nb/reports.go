package nb

import (
	"context"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/report"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Report merges the saved results of all families into one page, and shows the points and where the page is.
func Report() {
	step(func(ctx context.Context, s *session) error {
		t, err := report.Write(ctx, s.suite, report.Options{Out: s.out})
		if err != nil {
			return err
		}
		page, err := link(filepath.Join(s.out, report.PageName))
		if err != nil {
			return err
		}
		s.show(join(s.points(t), gaps(t), page))
		return nil
	})
}

// Warnings lists the doubts about the saved results of the suite, and the images that were skipped.
func Warnings() {
	step(func(_ context.Context, s *session) error {
		records, unreadable, err := result.ReadAll(s.dir())
		if err != nil {
			return err
		}
		records = slices.DeleteFunc(records, func(r result.Record) bool {
			return s.suite.Family(r.Model) == "" || !slices.Contains(s.suite.Datasets, r.Dataset)
		})
		for _, u := range unreadable {
			s.show(paragraph("Not read: " + u.Path + ": " + u.Reason))
		}
		s.show(s.doubts(records))
		return nil
	})
}

// points is the table of points: a row for each data set, a column for each family, the sums and the winner.
func (s *session) points(t points.Table) display {
	pt := table{caption: "Points", columns: []column{{name: "Data set"}, {name: "Metric"}}}
	total := []cell{{text: "Sum"}, {}}
	for _, f := range t.Families {
		pt.columns = append(pt.columns, column{name: f.Name, wrap: true})
		total = append(total, cell{text: count(f.Points), html: "<strong>" + escape(count(f.Points)) + "</strong>"})
	}
	for _, model := range s.suite.Baselines {
		pt.columns = append(pt.columns, column{name: s.modelTitle(model) + " (baseline)", wrap: true})
		total = append(total, cell{})
	}
	for _, d := range t.Datasets {
		row := []cell{{text: s.title(d.Name)}, {text: d.Metric}}
		for _, f := range t.Families {
			row = append(row, s.place(d, f.Name, len(t.Families)))
		}
		for _, b := range d.Baselines {
			row = append(row, baseline(b))
		}
		pt.rows = append(pt.rows, row)
	}
	pt.rows = append(pt.rows, total)
	return join(pt.display(), s.close(t), s.notAbove(t), winner(t))
}

// close names the neighbouring places that the images do not suffice to tell apart.
func (s *session) close(t points.Table) display {
	var pairs []string
	for _, d := range t.Datasets {
		for _, c := range d.NotSeparable {
			pairs = append(pairs, fmt.Sprintf("%s and %s on %s", c.Above, c.Below, s.title(d.Name)))
		}
	}
	if len(pairs) == 0 {
		return display{}
	}
	return paragraph("Too close to call: " + list(pairs) + ". The points there follow a difference that may be chance.")
}

// notAbove names the families that a baseline is not clearly worse than.
func (s *session) notAbove(t points.Table) display {
	var pairs []string
	for _, d := range t.Datasets {
		for _, n := range d.NotAbove {
			pairs = append(pairs, fmt.Sprintf("%s on %s (%s)", n.Family, s.title(d.Name), s.modelTitle(n.Baseline)))
		}
	}
	if len(pairs) == 0 {
		return display{}
	}
	return paragraph("Not clearly better than a baseline: " + list(pairs) + ".")
}

// place is what a family has on a data set: points, and below them the score of its best model.
func (s *session) place(d points.DatasetPlaces, family string, families int) cell {
	for _, p := range d.Places {
		if p.Family != family {
			continue
		}
		color := accent
		switch p.Points {
		case families:
			color = good
		case 1:
			color = bad
		}
		model := s.modelTitle(p.Model)
		interval := fmt.Sprintf("%.1f to %.1f", 100*p.Low, 100*p.High)
		text := fmt.Sprintf("%d (%s, %s, %s)", p.Points, percent(p.Value), interval, model)
		return cell{text: text, html: markup(`<span style="border-left:5px solid `+color+`;padding-left:6px;display:inline-block"><strong>`+fmt.Sprint(p.Points)+`</strong> · `) +
			escape(percent(p.Value)) + "<br>" + muted(interval) + "<br>" + muted(model) + "</span>"}
	}
	return cell{text: "no result", html: muted("no result")}
}

// baseline is what a baseline has on a data set: a score, and no points.
func baseline(b points.Baseline) cell {
	if b.Absent != "" {
		return cell{text: "no result", html: muted("no result")}
	}
	return cell{text: percent(b.Value), html: muted(percent(b.Value))}
}

func winner(t points.Table) display {
	tied, draw := strings.CutPrefix(t.Winner, "draw: ")
	switch {
	case t.Winner == "":
		return paragraph("There is no winner: no family has points.")
	case draw:
		return heading("A draw: " + tied)
	}
	return heading("Winner: " + t.Winner)
}

// gaps lists results that are missing or were made from other images, with the command that makes each.
func gaps(t points.Table) display {
	if len(t.Missing)+len(t.Stale) == 0 {
		return display{}
	}
	gt := table{caption: "Not ranked", columns: []column{{name: "Family"}, {name: "Model"}, {name: "Data set"}, {name: "Why", wrap: true}, {name: "To mend", wrap: true}}}
	for _, o := range append(append([]points.Outdated{}, t.Stale...), t.Missing...) {
		gt.rows = append(gt.rows, []cell{{text: o.Family}, {text: o.Model}, {text: o.Dataset}, {text: o.Reason},
			{text: o.Command, html: "<code>" + escape(o.Command) + "</code>"}})
	}
	return gt.display()
}

// link names the page, as a link relative to the notebook that shows it.
func link(page string) (display, error) {
	info, err := os.Stat(page)
	if err != nil {
		return display{}, err
	}
	text := fmt.Sprintf("The report is one file of %s, which works offline: ", humanize.Bytes(uint64(info.Size())))
	target := page
	if relative, err := filepath.Rel(notebookFolder(), page); err == nil {
		target = filepath.ToSlash(relative)
	}
	target = (&url.URL{Path: target}).String()
	return display{
		html: `<p style="margin:.6em 0">` + escape(text) + `<a href="` + escape(target) + `" target="_blank" rel="noopener">` + escape(page) + "</a></p>\n",
		text: text + visible.Text(page) + "\n",
	}, nil
}

// notebookFolder is where the notebook with the outputs lies: the working folder of its cells in Jupyter,
// whose server names the session. A headless run has none, and its outputs go beside the results.
func notebookFolder() string {
	if out := os.Getenv("VFM_OUT"); out != "" && os.Getenv("JPY_SESSION_NAME") == "" {
		return filepath.Join(out, "notebooks")
	}
	folder, _ := os.Getwd() // "" where it cannot be found; then the link is as the page is named
	return folder
}

package nb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/claims"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Changes shows one query of a data set as the probes change it.
func Changes(dataset string, probes ...string) {
	step(func(ctx context.Context, s *session) error {
		card, err := s.suite.Dataset(dataset)
		if err != nil {
			return err
		}
		set, err := s.open(ctx, card)
		if err != nil {
			return err
		}
		changed, err := experiment.ShowProbes(set, set.Queries(), 0)
		if err != nil {
			return err
		}
		item := set.Items[set.Queries()[0]]
		pictures := []picture{{item: item, alt: "The query as it is: " + item.Label, caption: []caption{{text: "as it is", strong: true}, {text: item.Label}}, apart: true}}
		text := "  " + item.ID + " as it is"
		for _, c := range changed {
			if !listed(probes, c.Probe.Name) {
				continue
			}
			p := picture{drawn: images.Thumbnail(c.Picture, thumbnailSide), alt: c.Probe.What, caption: []caption{{text: c.Probe.Title}, {text: c.Probe.Label(c.Strength)}}}
			if c.Word != "" {
				p.caption = append(p.caption, caption{text: "“" + c.Word + "”"})
			}
			pictures, text = append(pictures, p), text+", "+c.Probe.Title+" "+c.Probe.Label(c.Strength)
		}
		row, err := gallery(ctx, pictures)
		s.show(display{html: row, text: text + "\n"})
		return err
	})
}

// listed reports whether a list of names, of which an empty one means all, has the name.
func listed(names []string, name string) bool {
	for _, n := range names {
		if n == name {
			return true
		}
	}
	return len(names) == 0
}

// Probe changes queries of each data set and searches again with all models of the families. What is saved is not
// done again.
func Probe() {
	step(func(ctx context.Context, s *session) error {
		o := s.options()
		o.OnEvent = func(e experiment.Event) {
			if e.Phase == experiment.PhaseProbe {
				s.update(paragraph(fmt.Sprintf("%s on %s: %s", s.modelTitle(e.Model), s.title(e.Dataset), e.Step)))
			}
		}
		found, err := experiment.Probe(ctx, s.suite, o)
		if err != nil {
			return err
		}
		trials, queries := 0, 0
		for _, p := range found {
			trials, queries = trials+len(p.Trials), queries+len(p.Asked)
		}
		s.update(paragraph(fmt.Sprintf("Saved %s of %s of a model and a data set, with %s.", amount(trials, "change", "changes"), amount(len(found), "pair", "pairs"), amount(queries, "query", "queries"))))
		return nil
	})
}

// evidence is what is saved of the best model of each family on each data set.
func (s *session) evidence() ([]claims.Evidence, error) {
	var all []claims.Evidence
	for _, f := range s.suite.Families {
		if len(f.Models) == 0 {
			continue
		}
		records, err := s.results(f)
		if err != nil {
			return nil, err
		}
		for _, r := range best(records) {
			p, err := result.ReadProbes(s.dir(), r.Model, r.Dataset, r.Provenance.Key, r.Provenance.Truth)
			if errors.Is(err, fs.ErrNotExist) {
				continue
			}
			if err != nil {
				return nil, err
			}
			all = append(all, claims.Evidence{Family: f.Name, Probes: p})
		}
	}
	if len(all) == 0 {
		return nil, fmt.Errorf("nothing was probed: run the cell nb.Probe() first")
	}
	return all, nil
}

// withEvidence is a step that shows what was measured.
func withEvidence(show func(s *session, all []claims.Evidence) (display, error)) {
	step(func(_ context.Context, s *session) error {
		all, err := s.evidence()
		if err != nil {
			return err
		}
		d, err := show(s, all)
		s.show(d)
		return err
	})
}

// Words shows how often the nearest image follows a printed word.
func Words() {
	withEvidence(func(s *session, all []claims.Evidence) (display, error) {
		t := table{caption: "The nearest image has the label whose name is printed", columns: []column{{name: "Data set"}, {name: "Family"}, {name: "wrong word", right: true}, {name: "nonsense word", right: true}, {name: "difference", right: true}, {name: "p (Holm)", right: true}}}
		for _, w := range claims.Words(all) {
			t.add(s.title(w.Dataset), w.Family, percent(w.Wrong), percent(w.Nonsense), span(w.Test.Value, w.Test.Low, w.Test.High), fmt.Sprintf("%.2g%s", w.Test.Adjusted, doubt(w.Test.Separable)))
		}
		return join(t.display(), remark("Percentage points with the 95 % interval; ≈ marks what is not separable.")), nil
	})
}

// Grounds shows how often a query before another background is nearer to its object than to that background.
func Grounds() {
	withEvidence(func(s *session, all []claims.Evidence) (display, error) {
		t := table{caption: "Queries before another background", columns: []column{{name: "Data set"}, {name: "Family"}, {name: "follows the object", right: true}, {name: "the background", right: true}, {name: "change of the score", right: true}, {name: "p (Holm)", right: true}}}
		for _, e := range all {
			if b := e.Probes.Trial(probe.Background, 0); b != nil {
				share := result.Share(b.Object)
				t.add(s.title(e.Probes.Dataset), e.Family, percent(share), percent(1-share), span(b.Change.Value, b.Change.Low, b.Change.High), fmt.Sprintf("%.2g%s", b.Change.Adjusted, doubt(b.Change.Separable)))
			}
		}
		return join(t.display(), remark("Percentage points with the 95 % interval; ≈ marks what is not separable.")), nil
	})
}

// Strength draws the score of each family against the strength of a probe.
func Strength(name string) {
	withEvidence(func(s *session, all []claims.Evidence) (display, error) {
		kind, err := probe.Find(name)
		if err != nil {
			return display{}, err
		}
		for _, c := range claims.Curves(all) {
			if c.Probe == name {
				return strengthChart(kind, c)
			}
		}
		return paragraph("There is no curve of " + kind.Title + ": it has one strength, or was not measured."), nil
	})
}

func strengthChart(kind probe.Probe, curve claims.Curve) (display, error) {
	c := chart.Lines{ID: "strength", Title: "Score of each family against " + kind.Title, XAxis: kind.Axis, YAxis: "score"}
	var text strings.Builder
	for i, f := range curve.Families {
		line := chart.Line{Name: f, Series: i}
		for at, p := range curve.Points[i] {
			label := kind.Label(p.Strength)
			if p.Strength == 0 {
				label = "as it is"
			}
			if i == 0 {
				c.Ticks = append(c.Ticks, chart.Tick{At: float64(at), Text: label})
			}
			line.Points = append(line.Points, chart.Point{X: float64(at), Y: p.Value, Low: p.Low, High: p.High})
			fmt.Fprintf(&text, "%s, %s: %s\n", f, label, percent(p.Value))
		}
		c.Lines = append(c.Lines, line)
	}
	svg, err := c.SVG()
	return display{html: `<div style="margin:.5em 0;max-width:760px">` + markup(svg) + "</div>\n", text: text.String()}, err
}

// Claims shows what is said of the families, and what the measurements say.
func Claims() {
	withEvidence(func(_ *session, all []claims.Evidence) (display, error) {
		t := table{columns: []column{{name: "Claim", wrap: true}, {name: "Mark"}, {name: "Why", wrap: true}}}
		numbers := table{caption: "The comparisons behind it", columns: []column{{name: "Measure", wrap: true}, {name: "against"}, {name: "difference", right: true}, {name: "p (Holm)", right: true}, {name: "queries", right: true}}}
		for _, c := range claims.Judge(all) {
			t.add(c.Text, string(c.Mark), c.Reason)
			for _, m := range c.Measures {
				for _, x := range m.Comparisons {
					against := x.Against
					if against == "" {
						against = "none"
					}
					numbers.add(c.Family+": "+m.Name, against, span(x.Value, x.Low, x.High), fmt.Sprintf("%.2g%s", x.Adjusted, doubt(x.Separable)), count(m.Queries))
				}
			}
		}
		return join(t.display(), numbers.display()), nil
	})
}

// span is a difference with its interval in percentage points.
func span(value, low, high float64) string {
	return fmt.Sprintf("%+.1f (%+.1f to %+.1f)", 100*value, 100*low, 100*high)
}

// doubt marks what a test leaves open.
func doubt(separable bool) string {
	if separable {
		return ""
	}
	return " ≈"
}

package report

import (
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"strconv"

	"github.com/vfm-go/vfm/kernel_helpers/claims"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// looks is what became of scores when queries were changed.
type looks struct {
	Claims   []claimView
	Measures factTable
	Rule     string
	Pictures []changedPicture
	Shown    string // which query the pictures are of
	Words    factTable
	Grounds  factTable
	Drawn    bool // some backgrounds were drawn anew
	Cut      bool // some were cut out around the middle
	Curves   []plot
	All      factTable
	Missing  []note
}

// claimView is a claim with its mark.
type claimView struct{ Text, Mark, Class, Reason string }

// changedPicture is one query as a probe shows it.
type changedPicture struct {
	Title, Strength, What string
	Src                   template.URL
	Width, Height         int
}

// markClasses are how marks look: those of a right and of a wrong answer, and of what is open.
var markClasses = map[claims.Mark]string{claims.Supported: "first", claims.NotSupported: "last", claims.NotSeparable: "between", claims.NotMeasured: "between"}

const claimRule = "Supported: by one measure at least every comparison is separable in the direction of the claim, and none is the other way round. Not supported: a comparison is separable the other way round, or by every measure there is one whose whole interval lies below 2 points. Not separable: otherwise. A comparison is the mean difference over the same queries, those of all data sets, with its bootstrap interval and the sign-flip test, Holm-corrected over all comparisons of the claim."

// looks shows the probes of the best model of each family; nil where there are none.
func (e *evidence) looks() (*looks, error) {
	l := &looks{Rule: claimRule}
	all, missing := e.probed()
	if len(all) == 0 {
		return nil, nil
	}
	l.Missing = missing
	l.judge(claims.Judge(all))
	l.pictures(e, all)
	e.wordTable(l, all)
	e.groundTable(l, all)
	e.allTable(l, all)
	return l, e.probeCurves(l, all)
}

// probed reads the probes of the best model of each family, and says which are missing.
func (e *evidence) probed() (all []claims.Evidence, missing []note) {
	for _, f := range e.Suite.Families {
		for _, d := range e.Points.Datasets {
			for _, place := range d.Places {
				if place.Family != f.Name {
					continue
				}
				r := e.Ranked[pair{place.Model, d.Name}]
				p, err := result.ReadProbes(e.Dir, r.Model, r.Dataset, r.Provenance.Key, r.Provenance.Truth)
				switch {
				case err == nil:
					all = append(all, claims.Evidence{Family: f.Name, Probes: p})
				case !errors.Is(err, fs.ErrNotExist):
					missing = append(missing, note{Text: "What was measured cannot be read: " + e.words(err)})
				default:
					missing = append(missing, note{Text: fmt.Sprintf("%s was not probed on %s.", e.title(r.Model), e.datasetTitle(d.Name)),
						Command: fmt.Sprintf("bin/vfm probe -suite %s -model %s -dataset %s", e.suitePath(), r.Model, d.Name) + e.outFlag()})
				}
			}
		}
	}
	return all, missing
}

// outFlag is what a command needs for results that are not in the suite's own folder.
func (e *evidence) outFlag() string {
	if out := e.otherOut(); out != "" {
		return " -out " + out
	}
	return ""
}

// judge shows claims with the comparisons that they rest on.
func (l *looks) judge(all []claims.Claim) {
	l.Measures = factTable{ID: "claims-numbers", Caption: "Comparisons behind the marks, in percentage points with the 95 % interval", Head: []string{"Claim and measure", "against", "difference", "p (Holm)", "queries"}}
	for _, c := range all {
		l.Claims = append(l.Claims, claimView{c.Text, string(c.Mark), markClasses[c.Mark], c.Reason})
		for _, m := range c.Measures {
			for _, x := range m.Comparisons {
				other := x.Against
				if other == "" {
					other = "none"
				}
				l.Measures.Rows = append(l.Measures.Rows, []string{c.Family + ": " + m.Name, other, span(x.Value, x.Low, x.High), tested(x.Adjusted, x.Separable), strconv.Itoa(m.Queries)})
			}
		}
	}
}

// span is a difference with its interval.
func span(value, low, high float64) string {
	return fmt.Sprintf("%s (%s to %s)", signed(value), signed(low), signed(high))
}

// tested is a p-value with the sign of what is not separable.
func tested(p float64, separable bool) string {
	if separable {
		return pvalue(p)
	}
	return "≈ " + pvalue(p)
}

// pictures shows one query as all probes change it: the first that was asked, of the first data set with a drawn
// ground or else the first whose images can be read.
func (l *looks) pictures(e *evidence, all []claims.Evidence) {
	for _, c := range all {
		set := e.Sets[c.Probes.Dataset]
		if set == nil {
			continue
		}
		shown, err := experiment.ShowProbes(set, c.Probes.Asked, 0)
		if err != nil {
			continue // its images have changed since: the page says so where it names stale results
		}
		item := set.Items[c.Probes.Asked[0]]
		l.Shown = fmt.Sprintf("%s of %s", item.ID, e.datasetTitle(c.Probes.Dataset))
		for _, s := range shown {
			small := images.Thumbnail(s.Picture, crowdedTiles.Side)
			url, err := images.DataURL(small)
			if err != nil {
				continue
			}
			size := small.Rect.Size()
			l.Pictures = append(l.Pictures, changedPicture{s.Probe.Title, s.Probe.Label(s.Strength), s.Probe.What, template.URL(url), size.X, size.Y})
		}
		return
	}
}

func (e *evidence) wordTable(l *looks, all []claims.Evidence) {
	l.Words = factTable{ID: "followed-words", Caption: "How often the nearest image has the label whose name is printed on the query, in per cent, against the same with a nonsense word of equal length; McNemar's test, Holm-corrected over the rows; ≈ marks what is not separable",
		Head: []string{"Data set and family", "wrong word", "nonsense word", "difference", "p (Holm)"}}
	for _, w := range claims.Words(all) {
		l.Words.Rows = append(l.Words.Rows, []string{e.datasetTitle(w.Dataset) + ", " + w.Family, percent(w.Wrong), percent(w.Nonsense), span(w.Test.Value, w.Test.Low, w.Test.High), tested(w.Test.Adjusted, w.Test.Separable)})
	}
}

func (e *evidence) groundTable(l *looks, all []claims.Evidence) {
	l.Grounds = factTable{ID: "followed-grounds", Caption: "Queries before another background: how often the same object before its own background is nearer (object), or another object before the same background; and the score of the queries as they are and of the changed ones, in per cent; ≈ marks what is not separable",
		Head: []string{"Data set and family", "object", "background", "as it is", "changed", "change", "p (Holm)"}}
	for _, c := range all {
		t := c.Probes.Trial(probe.Background, 0)
		if t == nil {
			continue
		}
		l.Drawn, l.Cut = l.Drawn || t.Drawn, l.Cut || !t.Drawn
		share := result.Share(t.Object)
		l.Grounds.Rows = append(l.Grounds.Rows, []string{e.datasetTitle(c.Probes.Dataset) + ", " + c.Family, percent(share), percent(1 - share),
			percent(c.Probes.Plain.Value), percent(t.Score.Value), span(t.Change.Value, t.Change.Low, t.Change.High), tested(t.Change.Adjusted, t.Change.Separable)})
	}
}

// allTable lists every trial.
func (e *evidence) allTable(l *looks, all []claims.Evidence) {
	l.All = factTable{ID: "all-probes", Caption: "Every change on every data set: the score in per cent, what it changed in percentage points, and the paired test (McNemar, or sign flips of average precisions), Holm-corrected over the changes of a model on a data set; ≈ marks what is not separable",
		Head: []string{"Data set, family and change", "as they are", "changed", "change", "p (Holm)"}}
	for _, c := range all {
		for _, t := range c.Probes.Trials {
			kind, err := probe.Find(t.Probe)
			if err != nil {
				continue // of another vfm
			}
			name := fmt.Sprintf("%s, %s: %s", e.datasetTitle(c.Probes.Dataset), c.Family, kind.Title)
			if label := kind.Label(t.Strength); label != "" {
				name += ", " + label
			}
			l.All.Rows = append(l.All.Rows, []string{name, percent(c.Probes.Plain.Value), percent(t.Score.Value), span(t.Change.Value, t.Change.Low, t.Change.High), tested(t.Change.Adjusted, t.Change.Separable)})
		}
	}
}

// probeCurves draws the score against the strength of each probe.
func (e *evidence) probeCurves(l *looks, all []claims.Evidence) error {
	for _, c := range claims.Curves(all) {
		kind, err := probe.Find(c.Probe)
		if err != nil {
			return err
		}
		lines := chart.Lines{ID: "probe-" + c.Probe, XAxis: kind.Axis, YAxis: "score", Title: "Score of each family against " + kind.Title}
		table := factTable{ID: lines.ID + "-table", Caption: fmt.Sprintf("Score by %s over %s, in per cent with its 95 %% interval", kind.Title, count(c.Queries, "query", "queries")), Head: append([]string{kind.Axis}, c.Families...)}
		for i, f := range c.Families {
			line := chart.Line{Name: f, Series: e.familyIndex(f)}
			for at, p := range c.Points[i] {
				label := strengthLabel(kind, p.Strength)
				line.Points = append(line.Points, chart.Point{X: float64(at), Y: p.Value, Low: p.Low, High: p.High, Text: fmt.Sprintf("%s: %s %%", label, percent(p.Value))})
				if i == 0 {
					lines.Ticks = append(lines.Ticks, chart.Tick{At: float64(at), Text: label})
					table.Rows = append(table.Rows, []string{label})
				}
				table.Rows[at] = append(table.Rows[at], fmt.Sprintf("%s (%s to %s)", percent(p.Value), percent(p.Low), percent(p.High)))
			}
			lines.Lines = append(lines.Lines, line)
		}
		f, err := draw(lines.ID, lines, kind.What)
		if err != nil {
			return err
		}
		l.Curves = append(l.Curves, plot{Figure: f, Table: table})
	}
	return nil
}

func strengthLabel(p probe.Probe, strength float64) string {
	if strength == 0 {
		return "as it is"
	}
	return p.Label(strength)
}

// figures are the charts, for the options at the end of the page.
func (l *looks) figures() []figure {
	if l == nil {
		return nil
	}
	var all []figure
	for _, p := range l.Curves {
		all = append(all, p.Figure)
	}
	return all
}

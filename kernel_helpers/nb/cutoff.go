package nb

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
)

// aroundCutOff is how many test images are shown on each side of a cut-off.
const aroundCutOff = 6

// CutOff chooses on the training images the similarity to the words of a class from which on the wanted share of the
// images taken is right, tries it on the test images, and shows those just above and just below it.
func CutOff(dataset, class string, precision float64) {
	step(func(ctx context.Context, s *session) error {
		model, err := s.suite.Reader()
		if err != nil {
			return err
		}
		wanted := experiment.Wanted{Classes: []string{class}, Precision: precision, Around: aroundCutOff}
		found, err := experiment.CutOffs(ctx, s.suite, s.options(), model, dataset, wanted)
		if err != nil {
			return err
		}
		for _, c := range found {
			d, err := cutOff(ctx, c, precision)
			if err != nil {
				return err
			}
			s.show(d)
		}
		return nil
	})
}

func cutOff(ctx context.Context, c experiment.CutOff, precision float64) (display, error) {
	d := heading("“" + c.Prompt.Words + "”")
	if len(c.Curve) > 0 {
		drawing, err := overThreshold(c.Curve).SVG()
		if err != nil {
			return d, err
		}
		d.html += `<div style="margin:.5em 0;max-width:760px">` + markup(drawing) + "</div>\n"
	}
	if !c.Found {
		return join(d, paragraph(fmt.Sprintf("On the training images no similarity takes images of which %s are right.", percent(precision)))), nil
	}
	p, r := c.Test.Precision(), c.Test.Recall()
	d = join(d, paragraph(fmt.Sprintf("From a similarity of %.3f on, %s of the training images taken are right. On the test images: precision %s (%s to %s), recall %s (%s to %s).",
		c.Train.Threshold, percent(c.Train.Precision().Value), percent(p.Value), percent(p.Low), percent(p.High), percent(r.Value), percent(r.Low), percent(r.High))))
	for _, side := range []struct {
		title   string
		matches []experiment.Match
	}{{"Just above", c.Above}, {"Just below", c.Below}} {
		row, err := gallery(ctx, framed(side.matches, c.Prompt.Label))
		if err != nil {
			return d, err
		}
		d = join(d, heading(side.title), display{html: row})
	}
	return d, nil
}

// overThreshold draws precision and recall of the test images over the threshold.
func overThreshold(curve []metric.Taken) chart.Lines {
	low, high := curve[len(curve)-1].Threshold, curve[0].Threshold
	c := chart.Lines{ID: "cutoff", Title: "Precision and recall of the test images over the threshold", XAxis: "similarity to the words", YAxis: "of the test images",
		Ticks: []chart.Tick{{At: low, Text: fmt.Sprintf("%.3f", low)}, {At: max(high, low+1e-6), Text: fmt.Sprintf("%.3f", high)}},
		Lines: []chart.Line{{Name: "precision"}, {Name: "recall", Series: 1}}}
	for i := len(curve) - 1; i >= 0; i-- {
		t := curve[i]
		for k, v := range []metric.Value{t.Precision(), t.Recall()} {
			c.Lines[k].Points = append(c.Lines[k].Points, chart.Point{X: t.Threshold, Y: v.Value, Text: fmt.Sprintf("from %.3f on: %s %s", t.Threshold, v.Name, percent(v.Value))})
		}
	}
	return c
}

// framed are images with their similarity, framed by whether they are of the class.
func framed(matches []experiment.Match, label string) []picture {
	var pictures []picture
	for _, m := range matches {
		p := picture{item: m.Item, alt: fmt.Sprintf("%s, similarity %.3f", m.Item.Label, m.Similarity), border: bad,
			caption: []caption{{text: m.Item.Label}, {text: fmt.Sprintf("similarity %.3f", m.Similarity)}}}
		if m.Item.Label == label {
			p.border = good
		}
		pictures = append(pictures, p)
	}
	return pictures
}

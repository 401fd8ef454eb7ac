package main

import (
	_ "embed"
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

//go:embed cutoff.html
var cutoffHTML string

var cutoffTemplate = template.Must(template.New("cutoff").Parse(cutoffHTML))

// cutoffSection is one class of the page.
type cutoffSection struct {
	Label, Words      string
	Found             bool
	From              string // the threshold
	Precision, Recall string // on the test images
	Low, High         string // ends of the axis
	PrecisionLine     string // points of an SVG polyline in a box of chartWidth and chartHeight
	RecallLine        string
	At                string // where the threshold is on the axis
	Above, Below      []cutoffImage
}

type cutoffImage struct {
	foundMatch
	Right bool
}

// The box of a curve, in SVG units.
const chartWidth, chartHeight = 600.0, 160.0

// writeCutOffPage writes a page that needs nothing but itself: curves and pictures are inside.
func writeCutOffPage(w io.Writer, model, set string, precision float64, found []experiment.CutOff) error {
	page := struct {
		Model, Dataset, Wanted string
		Sections               []cutoffSection
	}{model, set, fmt.Sprintf("%.1f", 100*precision), nil}
	for _, c := range found {
		s := cutoffSection{Label: visible.Text(c.Prompt.Label), Words: visible.Text(c.Prompt.Words), Found: c.Found}
		s.draw(c.Curve, c.Train.Threshold)
		if c.Found {
			s.From, s.Precision, s.Recall = fmt.Sprintf("%.4f", c.Train.Threshold), interval(c.Test.Precision()), interval(c.Test.Recall())
			s.Above, s.Below = strip(c.Above, c.Prompt.Label), strip(c.Below, c.Prompt.Label)
		}
		page.Sections = append(page.Sections, s)
	}
	return cutoffTemplate.Execute(w, page)
}

// draw lays out precision and recall over the threshold.
func (s *cutoffSection) draw(curve []metric.Taken, threshold float64) {
	if len(curve) == 0 {
		return // there are no test images
	}
	low, high := curve[len(curve)-1].Threshold, curve[0].Threshold
	x := func(threshold float64) float64 {
		return min(max((threshold-low)/max(high-low, 1e-12), 0), 1) * chartWidth
	}
	var precision, recall strings.Builder
	for _, t := range curve {
		fmt.Fprintf(&precision, "%.1f,%.1f ", x(t.Threshold), chartHeight*(1-t.Precision().Value))
		fmt.Fprintf(&recall, "%.1f,%.1f ", x(t.Threshold), chartHeight*(1-t.Recall().Value))
	}
	s.PrecisionLine, s.RecallLine, s.At = precision.String(), recall.String(), fmt.Sprintf("%.1f", x(threshold))
	s.Low, s.High = fmt.Sprintf("%.3f", low), fmt.Sprintf("%.3f", high)
}

func strip(matches []experiment.Match, label string) []cutoffImage {
	var images []cutoffImage
	for _, m := range matches {
		images = append(images, cutoffImage{newFoundMatch(m), m.Item.Label == label})
	}
	return images
}

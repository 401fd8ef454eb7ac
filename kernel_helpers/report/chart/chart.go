// Package chart draws values with their 95 % intervals from one description in two ways: a static SVG
// that needs no script (print, notebooks, code hosts), and an ECharts option, made with go-echarts, for
// a page that has the script. Both come from one layout, so they show the same picture.
//
//	c := chart.Interval{
//		ID:     "birds",
//		Title:  "knn-1 on Birds",
//		Axis:   "knn-1",
//		Rows:   []string{"MobileNetV2", "SqueezeNet"},
//		Series: []chart.Series{{Name: "ImageNet", Marks: []chart.Mark{{Row: 0, Value: 0.71, Low: 0.66, High: 0.75, Strong: true}}}},
//	}
//	svg, err := c.SVG()
//	option, err := c.Option() // JSON; give it to Script through the page
package chart

import (
	"fmt"
	"regexp"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Interval is a dot-and-interval chart over the scale from 0 to 1, written in per cent. Each row has a
// label and, below it, one line for each of its marks. Names may hold any text: both forms escape them.
type Interval struct {
	ID     string   // letters, digits, hyphens; unique in the page
	Title  string   // what is shown, one sentence without a full stop; screen readers say it
	Axis   string   // name of the value, such as "knn-1"
	Rows   []string // labels, top to bottom
	Series []Series // colour and shape follow the position, so pass empty series too
}

// Series is one family of marks: the same colour and the same shape.
type Series struct {
	Name  string
	Marks []Mark
}

// Mark is one value with its interval. All three are in 0 … 1, Low ≤ High.
type Mark struct {
	Row              int // index in Interval.Rows
	Value, Low, High float64
	Strong           bool // filled; the others are hollow
}

var validID = regexp.MustCompile(`^[A-Za-z][A-Za-z0-9-]*$`)

// Validate says what cannot be drawn.
func (c Interval) Validate() error {
	if !validID.MatchString(c.ID) {
		return fmt.Errorf("chart id %q: want a letter, then letters, digits and hyphens", c.ID)
	}
	for _, s := range c.Series {
		for _, m := range s.Marks {
			if m.Row < 0 || m.Row >= len(c.Rows) {
				return fmt.Errorf("chart %s, series %s: row %d, but there are %d rows", c.ID, s.Name, m.Row, len(c.Rows))
			}
			if !(0 <= m.Low && m.Low <= m.High && m.High <= 1 && 0 <= m.Value && m.Value <= 1) {
				return fmt.Errorf("chart %s, series %s: value %v with interval %v … %v, want numbers from 0 to 1",
					c.ID, s.Name, m.Value, m.Low, m.High)
			}
		}
	}
	return nil
}

// shown is the chart as it is drawn: with names in which nothing is hidden.
func (c Interval) shown() Interval {
	c.Title, c.Axis, c.Rows, c.Series = visible.Text(c.Title), visible.Text(c.Axis), slices.Clone(c.Rows), slices.Clone(c.Series)
	for i, text := range c.Rows {
		c.Rows[i] = visible.Text(text)
	}
	for i, s := range c.Series {
		c.Series[i].Name = visible.Text(s.Name)
	}
	return c
}

// Text is the value with its interval as it is written everywhere: "71.3 % (66.1 to 75.9)".
func (m Mark) Text() string {
	return fmt.Sprintf("%.1f %% (%.1f to %.1f)", 100*m.Value, 100*m.Low, 100*m.High)
}

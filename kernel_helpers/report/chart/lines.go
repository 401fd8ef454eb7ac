package chart

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Lines is a chart of shares against something that grows, such as a number of neighbours. It is drawn in
// the two ways of Interval.
type Lines struct {
	ID    string // as in Interval, as are Title and names
	Title string
	XAxis string // name of what grows
	YAxis string // name of the share
	Ticks []Tick // of the x axis, ascending; the first and the last are its ends
	Top   float64
	foot  float64 // where the y axis begins, and whether the plot is that of a Tradeoff
	tall  bool
	// Steps draws each line as the outline of a histogram: a point's share holds from its X to the next.
	Steps bool
	Lines []Line
}

// Tick is a place on the x axis and what is written there.
type Tick struct {
	At   float64
	Text string
}

// Line is one line of the chart. Lines of one Series have the same colour and shape and differ in their dashes.
type Line struct {
	Name   string
	Series int
	Points []Point // ascending X
}

// Point is a share at a place of the x axis, and what is said of it. Low and High are the edges of a band
// around the line; where no point of a line has them there is none.
type Point struct {
	X, Y      float64
	Low, High float64
	Text      string
}

// banded reports whether a band is drawn around the line.
func (l Line) banded() bool {
	return slices.ContainsFunc(l.Points, func(p Point) bool { return p.High > p.Low })
}

// Validate says what cannot be drawn.
func (c Lines) Validate() error {
	if !validID.MatchString(c.ID) {
		return fmt.Errorf("chart id %q: want a letter, then letters, digits and hyphens", c.ID)
	}
	if len(c.Ticks) < 2 || !slices.IsSortedFunc(c.Ticks, func(a, b Tick) int { return int(math.Copysign(1, a.At-b.At)) }) || c.from() == c.to() {
		return fmt.Errorf("chart %s: %d ticks that ascend from %v to %v, want two or more", c.ID, len(c.Ticks), c.from(), c.to())
	}
	for _, l := range c.Lines {
		for _, p := range l.Points {
			if !(c.from() <= p.X && p.X <= c.to() && 0 <= p.Y && p.Y <= c.top() && 0 <= p.Low && p.Low <= p.High && p.High <= c.top()) {
				return fmt.Errorf("chart %s, line %s: %v, %v is outside of %v … %v and 0 … %v", c.ID, l.Name, p.X, p.Y, c.from(), c.to(), c.top())
			}
		}
	}
	return nil
}

// from and to are the ends of the x axis.
func (c Lines) from() float64 {
	if len(c.Ticks) == 0 {
		return 0
	}
	return c.Ticks[0].At
}

func (c Lines) to() float64 {
	if len(c.Ticks) == 0 {
		return 0
	}
	return c.Ticks[len(c.Ticks)-1].At
}

// top is the upper end of the y axis: 1 unless Top says otherwise.
func (c Lines) top() float64 {
	if c.Top > 0 {
		return c.Top
	}
	return 1
}

// shown is the chart with names in which nothing is hidden.
func (c Lines) shown() Lines {
	c.Title, c.XAxis, c.YAxis, c.Lines = visible.Text(c.Title), visible.Text(c.XAxis), visible.Text(c.YAxis), slices.Clone(c.Lines)
	for i := range c.Lines {
		l := &c.Lines[i]
		l.Name, l.Points = visible.Text(l.Name), slices.Clone(l.Points)
		for j := range l.Points {
			l.Points[j].Text = visible.Text(l.Points[j].Text)
		}
	}
	return c
}

// Sizes of the plot, pixels.
const (
	linesPlot    = 200
	stepsPlot    = 110
	tradeoffPlot = 260
)

func (c Lines) plot() int {
	switch {
	case c.tall:
		return tradeoffPlot
	case c.Steps:
		return stepsPlot
	}
	return linesPlot
}

// across is a place of the x axis in 0 … 1, down is a share in pixels from the top of the plot.
func (c Lines) across(x float64) float64 { return (x - c.from()) / (c.to() - c.from()) }

func (c Lines) down(y float64) float64 {
	return math.Round(10*float64(c.plot())*(1-(y-c.foot)/(c.top()-c.foot))) / 10
}

// levels are the shares at which the y axis has a line, at round numbers.
func (c Lines) levels() []float64 {
	var out []float64
	step := roundStep(c.top() - c.foot)
	for y := c.foot; y <= c.top()+1e-9; y += step {
		out = append(out, y)
	}
	return out
}

// roundStep is a round number that fits at most five times into a range.
func roundStep(span float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(span)))
	step := 5 * power
	for _, factor := range []float64{2, 1, 0.5, 0.2} {
		if span/(power*factor) <= 5+1e-9 {
			step = power * factor
		}
	}
	return step
}

// legend places the names of the lines.
func (c Lines) legend() ([]legendEntry, int) {
	var entries []legendEntry
	for i, l := range c.Lines {
		if len(l.Points) > 0 {
			entries = append(entries, legendEntry{Series: i, Name: l.Name})
		}
	}
	return placeLegend(entries)
}

// dashes tell the lines of one series apart, in pixels of line and gap.
var dashes = []string{"", "7 4", "2 4", "9 4 2 4", "14 5", "4 2"}

// dash is that of line i: its place among the lines of its series decides.
func (c Lines) dash(i int) string {
	before := 0
	for _, l := range c.Lines[:i] {
		if l.Series == c.Lines[i].Series {
			before++
		}
	}
	return dashes[before%len(dashes)]
}

// path is line i as an SVG path over 1000 units of width, with its area down to zero if it is a histogram.
func (c Lines) path(i int) string {
	var b strings.Builder
	for n, p := range c.Lines[i].Points {
		x, y := math.Round(1e4*c.across(p.X))/10, c.down(p.Y)
		switch {
		case n == 0 && c.Steps:
			fmt.Fprintf(&b, "M%g,%gV%g", x, c.down(0), y)
		case n == 0:
			fmt.Fprintf(&b, "M%g,%g", x, y)
		case c.Steps:
			fmt.Fprintf(&b, "H%gV%g", x, y)
		default:
			fmt.Fprintf(&b, "L%g,%g", x, y)
		}
	}
	return b.String()
}

// band is the area between the low and the high edge of line i, as an SVG path like that of path.
func (c Lines) band(i int) string {
	points := c.Lines[i].Points
	if !c.Lines[i].banded() {
		return ""
	}
	var b strings.Builder
	command := "M"
	for _, p := range points {
		fmt.Fprintf(&b, "%s%g,%g", command, math.Round(1e4*c.across(p.X))/10, c.down(p.High))
		command = "L"
	}
	for _, p := range slices.Backward(points) {
		fmt.Fprintf(&b, "L%g,%g", math.Round(1e4*c.across(p.X))/10, c.down(p.Low))
	}
	return b.String() + "Z"
}

package chart

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Tradeoff is a chart of a share against a cost: a mark for each candidate, with its interval, and a line along
// those of the Pareto front, which no other candidate is as good as in both and better in one. It is drawn in the
// two ways of Interval.
type Tradeoff struct {
	ID     string // as in Interval, as are Title and names
	Title  string
	XAxis  string // name of the cost
	YAxis  string // name of the share
	Ticks  []Tick // of the x axis, as in Lines
	Less   bool   // whether less of the cost is better, as of parameters; of speed more is
	Series []Candidates
}

// Candidates are marks of the same colour and shape, which follow the position in Tradeoff.
type Candidates struct {
	Name  string
	Marks []Candidate
}

// Candidate is one mark: X is its place on the x axis, the share and its interval are in 0 … 1.
type Candidate struct {
	Name             string
	X                float64
	Value, Low, High float64
	Front            bool   // filled, and on the line
	Text             string // what is said of it, after its name
}

// Validate says what cannot be drawn.
func (c Tradeoff) Validate() error {
	if len(c.marks()) == 0 {
		return fmt.Errorf("chart %s: there is nothing to draw", c.ID)
	}
	for _, m := range c.marks() {
		if !(0 <= m.Low && m.Low <= m.Value && m.Value <= m.High && m.High <= 1) {
			return fmt.Errorf("chart %s, mark %s: value %v with interval %v … %v, want numbers from 0 to 1", c.ID, m.Name, m.Value, m.Low, m.High)
		}
	}
	return c.frame().Validate()
}

func (c Tradeoff) marks() []Candidate {
	var all []Candidate
	for _, s := range c.Series {
		all = append(all, s.Marks...)
	}
	return all
}

// frame is the axes, which cover all marks and their intervals.
func (c Tradeoff) frame() Lines {
	low, high := 1.0, 0.0
	line := Line{}
	for _, m := range c.marks() {
		low, high = min(low, m.Low), max(high, m.High)
		line.Points = append(line.Points, Point{X: m.X, Y: m.Value, Low: m.Low, High: m.High})
	}
	step := roundStep(max(high-low, 0.1))
	foot, top := math.Floor(low/step+1e-9)*step, math.Ceil(high/step-1e-9)*step
	return Lines{ID: c.ID, Title: c.Title, XAxis: c.XAxis, YAxis: c.YAxis, Ticks: c.Ticks, foot: foot, Top: max(top, foot+step), tall: true, Lines: []Line{line}}
}

// shown is the chart with names in which nothing is hidden.
func (c Tradeoff) shown() Tradeoff {
	c.Title, c.XAxis, c.YAxis, c.Series = visible.Text(c.Title), visible.Text(c.XAxis), visible.Text(c.YAxis), slices.Clone(c.Series)
	for i := range c.Series {
		s := &c.Series[i]
		s.Name, s.Marks = visible.Text(s.Name), slices.Clone(s.Marks)
		for j := range s.Marks {
			s.Marks[j].Name, s.Marks[j].Text = visible.Text(s.Marks[j].Name), visible.Text(s.Marks[j].Text)
		}
	}
	return c
}

// frontName is the name of the line in the legend.
const frontName = "Pareto front"

// legend places the names of the series that have marks, and that of the line.
func (c Tradeoff) legend() ([]legendEntry, int) {
	var entries []legendEntry
	for i, s := range c.Series {
		if len(s.Marks) > 0 {
			entries = append(entries, legendEntry{Series: i, Name: s.Name})
		}
	}
	return placeLegend(append(entries, legendEntry{Series: len(c.Series), Name: frontName}))
}

// stairs is the edge of what the front attains, from one end of the plot to its foot.
func (c Tradeoff) stairs() [][2]float64 {
	front := slices.DeleteFunc(c.marks(), func(m Candidate) bool { return !m.Front })
	slices.SortFunc(front, func(a, b Candidate) int { return cmp.Or(cmp.Compare(b.Value, a.Value), cmp.Compare(a.X, b.X)) })
	frame := c.frame()
	x := frame.from()
	if c.Less {
		x = frame.to()
	}
	var stairs [][2]float64
	for _, m := range front {
		stairs = append(stairs, [2]float64{x, m.Value}, [2]float64{m.X, m.Value})
		x = m.X
	}
	return append(stairs, [2]float64{x, frame.foot})
}

// path is the stairs as an SVG path like that of Lines.
func (c Tradeoff) path() string {
	var b strings.Builder
	frame, command := c.frame(), "M"
	for _, p := range c.stairs() {
		fmt.Fprintf(&b, "%s%g,%g", command, math.Round(1e4*frame.across(p[0]))/10, frame.down(p[1]))
		command = "L"
	}
	return b.String()
}

// tag is a name beside its mark: Dx and Dy are pixels from the mark to the middle of the end that Anchor names.
type tag struct {
	Text   string `json:"text"`
	Dx     int    `json:"dx"`
	Dy     int    `json:"dy"`
	Anchor string `json:"anchor"` // start or end; "" = there is no room for it
}

// Sizes of tags, pixels; runes of one.
const (
	tagHeight  = 14
	tagChar    = 7
	tagLongest = 28
	markReach  = 7 // from the middle of a mark to its edge
)

// box is a rectangle of the plot.
type box struct{ left, top, right, bottom float64 }

func (b box) meets(o box) bool {
	return b.left < o.right && o.left < b.right && b.top < o.bottom && o.top < b.bottom
}

// tags chooses where each mark's name stands, at the narrowest width: those of the front first, then by the
// share. A name that would cover another mark or name is left out; the mark's title and the table have it.
func (c Tradeoff) tags() map[Candidate]tag {
	frame := c.frame()
	width := narrowest * (100 - leftMargin - sideMargin) / 100
	at := func(m Candidate) (x, y float64) { return width * frame.across(m.X), frame.down(m.Value) }
	marks := c.marks()
	var taken []box
	for _, m := range marks {
		x, y := at(m)
		taken = append(taken, box{x - markReach, y - markReach, x + markReach, y + markReach}, box{x - 2, frame.down(m.High), x + 2, frame.down(m.Low)})
	}
	slices.SortStableFunc(marks, func(a, b Candidate) int {
		if a.Front != b.Front {
			return map[bool]int{true: -1, false: 1}[a.Front]
		}
		return cmp.Compare(b.Value, a.Value)
	})
	tags := map[Candidate]tag{}
	for _, m := range marks {
		x, y := at(m)
		for _, t := range c.places(m.Name) {
			b := box{x + float64(t.Dx), y + float64(t.Dy) - tagHeight/2, x + float64(t.Dx), y + float64(t.Dy) + tagHeight/2}
			if long := float64(tagChar * utf8.RuneCountInString(t.Text)); t.Anchor == "start" {
				b.right += long
			} else {
				b.left -= long
			}
			if b.left < 0 || b.right > width || b.top < 0 || b.bottom > float64(frame.plot()) || slices.ContainsFunc(taken, b.meets) {
				continue
			}
			tags[m], taken = t, append(taken, b)
			break
		}
	}
	return tags
}

// places are those that a name may have, the best first: on the side of the front where nothing is.
func (c Tradeoff) places(name string) []tag {
	if runes := []rune(name); len(runes) > tagLongest {
		name = string(runes[:tagLongest-1]) + "…"
	}
	const aside, above = 10, 10
	places := []tag{
		{name, aside, -above, "start"}, {name, -aside, -above, "end"}, {name, aside, above, "start"}, {name, -aside, above, "end"},
		{name, aside, 0, "start"}, {name, -aside, 0, "end"}, {name, aside, -2 * above, "start"}, {name, -aside, -2 * above, "end"},
	}
	if c.Less {
		for i := range places {
			places[i].Dx, places[i].Anchor = -places[i].Dx, map[string]string{"start": "end", "end": "start"}[places[i].Anchor]
		}
	}
	return places
}

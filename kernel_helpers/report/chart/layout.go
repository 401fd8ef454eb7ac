package chart

import "unicode/utf8"

// Heights in CSS pixels, and the part of the width that stays free at each side, in per cent.
const (
	legendLine = 22
	labelLine  = 22
	markLine   = 20
	rowGap     = 8
	axisHeight = 40
	sideMargin = 1.5

	narrowest = 330 // the width for which the legend is broken into lines
	charWidth = 8   // a generous average, for the same purpose
	longest   = 80  // runes of a label; more is cut
)

// layout is the geometry that both forms share. y is in pixels from the top of the plot, x in per cent
// of the scale.
type layout struct {
	Legend []legendEntry
	Labels []label
	Marks  [][]placed // for each series
	Top    int        // where the plot begins: below the legend
	Plot   int        // its height
}

type legendEntry struct {
	Series int
	Name   string
	X, Y   int
}

type label struct {
	Text string
	Y    int
}

type placed struct {
	Mark
	Name string // for the tooltip
	Y    int
}

// Height of the whole chart, pixels.
func (l layout) Height() int { return l.Top + l.Plot + axisHeight }

func (c Interval) layout() layout {
	l := layout{Marks: make([][]placed, len(c.Series))}
	l.Legend, l.Top = c.legend()
	y := 0
	for row, text := range c.Rows {
		l.Labels = append(l.Labels, label{shorten(text), y + labelLine/2 + 2})
		y += labelLine
		for i, s := range c.Series {
			for _, m := range s.Marks {
				if m.Row == row {
					l.Marks[i] = append(l.Marks[i], placed{m, text + " · " + s.Name, y + markLine/2})
					y += markLine
				}
			}
		}
		y += rowGap
	}
	l.Plot = y
	return l
}

// legend places the names of the series that have marks; one series alone needs no legend.
func (c Interval) legend() (entries []legendEntry, height int) {
	for i, s := range c.Series {
		if len(s.Marks) > 0 {
			entries = append(entries, legendEntry{Series: i, Name: s.Name})
		}
	}
	return placeLegend(entries)
}

// placeLegend fills in where each entry goes, and cuts long names.
func placeLegend(entries []legendEntry) ([]legendEntry, int) {
	x, y := 0, legendLine/2
	for i := range entries {
		e := &entries[i]
		e.Name = shorten(e.Name)
		width := 40 + charWidth*utf8.RuneCountInString(e.Name)
		if x > 0 && x+width > narrowest {
			x, y = 0, y+legendLine
		}
		e.X, e.Y = x, y
		x += width
	}
	if len(entries) < 2 {
		return nil, 0
	}
	return entries, y + legendLine
}

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= longest {
		return s
	}
	return string([]rune(s)[:longest-1]) + "…"
}

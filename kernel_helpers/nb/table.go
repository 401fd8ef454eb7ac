package nb

import (
	"strings"
	"unicode/utf8"
)

// table is rows of cells under a heading. The first column names its row.
type table struct {
	caption string
	columns []column
	rows    [][]cell
}

// column is the heading of a column. Numbers are aligned right, and long text is broken into lines.
type column struct {
	name        string
	right, wrap bool
}

// cell is text, and the markup that shows it where text alone would say less.
type cell struct {
	text string
	html markup // "" = the text
}

// add appends a row of plain cells.
func (t *table) add(texts ...string) {
	row := make([]cell, len(texts))
	for i, text := range texts {
		row[i].text = text
	}
	t.rows = append(t.rows, row)
}

// display renders the table as HTML that scrolls sideways on a narrow page, and as aligned text.
func (t table) display() display {
	return display{html: t.markup(), text: t.plain()}
}

func (t table) markup() markup {
	var b strings.Builder
	b.WriteString(`<div style="overflow-x:auto;margin:.5em 0"><table style="border-collapse:collapse;table-layout:auto;width:auto;margin:0;font-size:.95em">`)
	if t.caption != "" {
		b.WriteString(`<caption style="caption-side:top;text-align:left;padding:.2em 0;color:inherit"><strong>` + string(escape(t.caption)) + `</strong></caption>`)
	}
	b.WriteString("<thead><tr style=\"background:transparent\">")
	for _, c := range t.columns {
		b.WriteString(`<th scope="col" style="` + c.style() + `">` + string(escape(c.name)) + "</th>")
	}
	b.WriteString("</tr></thead>\n<tbody>")
	for _, row := range t.rows {
		b.WriteString(`<tr style="background:transparent">`)
		for i, c := range row {
			tag, scope := "td", ""
			if i == 0 {
				tag, scope = "th", ` scope="row"`
			}
			b.WriteString("<" + tag + scope + ` style="` + t.columns[i].style() + `">` + string(c.markup(t.columns[i].wrap)) + "</" + tag + ">")
		}
		b.WriteString("</tr>\n")
	}
	b.WriteString("</tbody></table></div>\n")
	return markup(b.String())
}

func (c column) style() string {
	align, width := "left", "white-space:nowrap"
	if c.right {
		align = "right"
	}
	if c.wrap {
		width = "white-space:normal;min-width:8em;max-width:40em"
	}
	return "text-align:" + align + ";" + width + ";padding:.3em 1.2em .3em 0;border-bottom:" + line + ";vertical-align:top"
}

func (c cell) markup(wrap bool) markup {
	switch {
	case c.html != "":
		return c.html
	case wrap:
		return name(c.text)
	}
	return escape(c.text)
}

// plain aligns the cells' text in columns, two blanks apart.
func (t table) plain() string {
	widths := make([]int, len(t.columns))
	measure := func(i int, text string) { widths[i] = max(widths[i], utf8.RuneCountInString(text)) }
	for i, c := range t.columns {
		measure(i, c.name)
	}
	for _, row := range t.rows {
		for i, c := range row {
			measure(i, c.text)
		}
	}
	var b strings.Builder
	if t.caption != "" {
		b.WriteString(t.caption + "\n")
	}
	line := func(text func(i int) string) {
		var l strings.Builder
		for i, c := range t.columns {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text(i)))
			if c.right {
				l.WriteString(pad + text(i) + "  ")
			} else {
				l.WriteString(text(i) + pad + "  ")
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	line(func(i int) string { return t.columns[i].name })
	for _, row := range t.rows {
		line(func(i int) string { return strings.Map(printable, row[i].text) })
	}
	return b.String()
}

package nb

import (
	"strings"
	"unicode/utf8"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
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

// display renders the table as HTML that scrolls sideways on a narrow page, by keyboard too, and as aligned text.
func (t table) display() display {
	return display{html: t.markup(), text: t.plain()}
}

func (t table) markup() markup {
	var b strings.Builder
	b.WriteString(`<div tabindex="0" role="region" aria-label="` + string(escape(t.label())) + `" style="overflow-x:auto;margin:.5em 0"><table style="border-collapse:collapse;table-layout:auto;width:auto;margin:0;font-size:.95em">`)
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

// label is what a screen reader calls the table: its caption, or the names of its columns.
func (t table) label() string {
	if t.caption != "" {
		return t.caption
	}
	var names []string
	for _, c := range t.columns {
		names = append(names, c.name)
	}
	return strings.Join(names, ", ")
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
	lines := make([][]string, 1+len(t.rows))
	add := func(line, i int, text string) {
		text = visible.Text(text)
		lines[line] = append(lines[line], text)
		widths[i] = max(widths[i], utf8.RuneCountInString(text))
	}
	for i, c := range t.columns {
		add(0, i, c.name)
	}
	for n, row := range t.rows {
		for i, c := range row {
			add(n+1, i, c.text)
		}
	}
	var b strings.Builder
	if t.caption != "" {
		b.WriteString(visible.Text(t.caption) + "\n")
	}
	for _, texts := range lines {
		var l strings.Builder
		for i, text := range texts {
			pad := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(text))
			if t.columns[i].right {
				l.WriteString(pad + text + "  ")
			} else {
				l.WriteString(text + pad + "  ")
			}
		}
		b.WriteString(strings.TrimRight(l.String(), " ") + "\n")
	}
	return b.String()
}

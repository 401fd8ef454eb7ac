package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// printTable prints rows of cells in aligned columns, two blanks apart; the first row is the heading.
// Control characters are made visible. Columns whose heading starts with a blank are aligned right.
func printTable(w io.Writer, rows [][]string) {
	var widths []int
	right := map[int]bool{}
	for i, row := range rows {
		for c := range row {
			if i == 0 {
				right[c] = strings.HasPrefix(row[c], " ")
				row[c] = strings.TrimPrefix(row[c], " ")
			}
			row[c] = visible.Text(row[c])
			for len(widths) <= c {
				widths = append(widths, 0)
			}
			widths[c] = max(widths[c], utf8.RuneCountInString(row[c]))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		for c, cell := range row {
			pad := strings.Repeat(" ", widths[c]-utf8.RuneCountInString(cell))
			if right[c] {
				cell, pad = pad+cell, ""
			}
			line.WriteString(cell + pad + "  ")
		}
		fmt.Fprintln(w, strings.TrimRight(line.String(), " "))
	}
}

// suggestion returns " (did you mean X?)" for the known names nearest to what was typed, or nothing.
func suggestion(typed string, known []string) string {
	near := card.Nearest(typed, known)
	if len(near) == 0 {
		return ""
	}
	return " (did you mean " + or(near) + "?)"
}

// or joins names: "a, b or c".
func or(names []string) string {
	if len(names) < 2 {
		return strings.Join(names, "")
	}
	last := len(names) - 1
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

package visible

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Table prints rows of cells in aligned columns, two blanks apart; the first row is the heading.
// Control characters are made visible. Columns whose heading starts with a blank are aligned right.
func Table(w io.Writer, rows [][]string) {
	var widths []int
	right := map[int]bool{}
	for i, row := range rows {
		for c := range row {
			if i == 0 {
				right[c] = strings.HasPrefix(row[c], " ")
				row[c] = strings.TrimPrefix(row[c], " ")
			}
			row[c] = Text(row[c])
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

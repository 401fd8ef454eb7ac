package main

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// visible returns s with control characters written as escapes (\n, \x1b, …), so that a name from data
// cannot move the cursor, colour the terminal or forge a line.
func visible(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsPrint(r):
			b.WriteRune(r)
		default: // controls, and marks such as right-to-left override that change how the rest is shown
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		i += size
	}
	return b.String()
}

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
			row[c] = visible(row[c])
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

// Package cell writes texts from data into CSV files that people open in spreadsheets.
//
//	row := []string{cell.Escape(name)} // Unescape(row[0]) is the name again
package cell

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Escape makes any text safe as a CSV cell, so that Unescape gives back the same bytes. Most texts stay as
// they are. One that a spreadsheet might take for a formula gets an apostrophe in front. One that holds
// control characters or is not UTF-8 (CSV readers change line ends) is written as a quoted Go string after
// an apostrophe.
func Escape(s string) string {
	switch {
	case !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return "'" + strconv.Quote(s)
	case s != "" && strings.ContainsRune("=+-@'", rune(s[0])):
		return "'" + s
	}
	return s
}

// Unescape reads what Escape wrote.
func Unescape(s string) (string, error) {
	rest, escaped := strings.CutPrefix(s, "'")
	if !escaped {
		return s, nil
	}
	if strings.HasPrefix(rest, `"`) {
		return strconv.Unquote(rest)
	}
	return rest, nil
}

// Package visible makes text from data safe to show. A name may hold what moves the cursor, colours the
// terminal, forges a line or changes the order in which the rest is read; here it becomes an escape:
//
//	visible.Text("a\x1b[31mred")   // a\x1b[31mred, in these very letters
//	visible.Text("\u202egnp.exe")  // \u202egnp.exe
//
// The letters, signs and blanks of all scripts stay as they are. HTML is escaped elsewhere.
package visible

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Text returns s as one line, with everything that does not show as itself written as an escape (\n, \x1b,
// \u202e, …), bytes that are not UTF-8 too.
func Text(s string) string { return escape(s, "") }

// Lines is Text that keeps line ends and tabs, for what is made of many lines.
func Lines(s string) string { return escape(s, "\n\t") }

// joiners shape letters and emoji, so that words of some scripts need them.
const joiners = "\u200c\u200d"

func escape(s, kept string) string {
	var b strings.Builder
	for i := 0; i < len(s); {
		r, size := utf8.DecodeRuneInString(s[i:])
		switch {
		case r == utf8.RuneError && size == 1:
			fmt.Fprintf(&b, `\x%02x`, s[i])
		case unicode.IsGraphic(r), strings.ContainsRune(joiners+kept, r):
			b.WriteRune(r)
		default:
			b.WriteString(strings.Trim(strconv.QuoteRuneToASCII(r), "'"))
		}
		i += size
	}
	return b.String()
}

// Package markdown writes texts from data into Markdown.
//
//	fmt.Fprintf(w, "| %s | %d |\n", markdown.Text(name), n)
package markdown

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Text writes a text from data so that it shows as itself in GitHub's Markdown, also in a table: signs
// with a meaning are escaped, control characters made visible, and what looks like an address is no link.
func Text(text string) string {
	text = strings.TrimSpace(visible.Text(text))
	var b strings.Builder
	for i, r := range text {
		if meansSomething(r, text[:i], text[i+utf8.RuneLen(r):]) {
			b.WriteByte('\\')
		}
		b.WriteRune(r)
	}
	return b.String()
}

// meansSomething reports whether Markdown takes a sign for more than itself, between what stands before and
// after it.
func meansSomething(r rune, before, after string) bool {
	switch r {
	case '\\', '`', '*', '_', '[', ']', '&', '|', '~', '#', '$', '@':
		return true
	case '<':
		return strings.IndexFunc(after, tagBegins) == 0
	case ':':
		return strings.HasPrefix(after, "//") // an address
	case '=', '>':
		return before == "" // a heading, a quotation
	case '-', '+':
		return before == "" && (ends(after) || after[0] == '-') // a list, a rule
	case '.', ')':
		return numbered(before) && ends(after) || strings.HasSuffix(strings.ToLower(before), "www") // a list, an address
	}
	return false
}

// tagBegins reports whether a sign after < makes it the beginning of a tag.
func tagBegins(r rune) bool { return unicode.IsLetter(r) || strings.ContainsRune("/!?", r) }

// ends reports whether a word ends before the text.
func ends(after string) bool { return strings.IndexFunc(after, unicode.IsSpace) == 0 || after == "" }

// numbered reports whether a text is digits only, as before the dot of a list.
func numbered(text string) bool {
	return text != "" && strings.Trim(text, "0123456789") == ""
}

// Code writes a text as code, outside of tables.
func Code(text string) string {
	fence := "`"
	for strings.Contains(text, fence) {
		fence += "`"
	}
	if len(fence) > 1 {
		return fence + " " + visible.Text(text) + " " + fence
	}
	return fence + visible.Text(text) + fence
}

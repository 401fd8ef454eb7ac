package tokenizer

import (
	"html"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
)

// clean prepares a text as open_clip does: repaired as ftfy's fix_text does, HTML entities resolved twice, single
// spaces between words, lower case.
func clean(text string) string {
	text = unescape(unescape(repair(text)))
	return cases.Lower(language.Und).String(strings.Join(strings.Fields(text), " "))
}

// words are special tokens, English contractions, runs of letters, single digits, and runs of all the rest. Whether
// ſ is an s matters: letter case is ignored.
var words = regexp.MustCompile(`(?i:` + startOfText + `|` + endOfText + `|'s|'t|'re|'ve|'m|'ll|'d)|\p{L}+|\p{N}|[^\s\p{L}\p{N}]+`)

// split cuts a cleaned text into the words that are encoded one by one.
func split(text string) []string { return words.FindAllString(text, -1) }

var reference = regexp.MustCompile(`&(?:#[0-9]+;?|#[xX][0-9a-fA-F]+;?|[^\t\n\f <&#;]{1,32};?)`)

// unescape resolves HTML entities as Python's html.unescape does: as browsers do, but numbers of characters that
// no document may hold are dropped.
func unescape(text string) string {
	return reference.ReplaceAllStringFunc(text, func(s string) string {
		if strings.HasPrefix(s, "&#") {
			return numbered(strings.TrimSuffix(s[2:], ";"))
		}
		return html.UnescapeString(s)
	})
}

// numbered returns the character of a number: decimal, or hexadecimal after an x.
func numbered(number string) string {
	base := 10
	if number[0] == 'x' || number[0] == 'X' {
		number, base = number[1:], 16
	}
	n, err := strconv.ParseUint(number, base, 32)
	r := rune(n)
	switch {
	case err != nil || n > utf8.MaxRune || n == 0 || 0xd800 <= n && n <= 0xdfff:
		return string(utf8.RuneError)
	case n == '\r':
		return "\r"
	case 0x80 <= n && n <= 0x9f: // meant as Windows-1252, the five without a character stay
		return html.UnescapeString("&#" + strconv.Itoa(int(n)) + ";")
	case n < 0x20 && n != '\t' && n != '\n' && n != '\f' || n == 0x7f || 0xfdd0 <= n && n <= 0xfdef || n&0xfffe == 0xfffe:
		return ""
	}
	return string(r)
}

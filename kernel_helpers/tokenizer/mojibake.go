package tokenizer

import (
	"regexp"
	"strings"
	"unicode/utf8"
)

// ungarble repairs text that was written in UTF-8 and read in another encoding, "cafÃ©" for "café", as often as that
// was done to it. Text that does not look garbled stays as it is.
func ungarble(text string) string {
	for {
		once := ungarbleOnce(text)
		if once == text {
			return text
		}
		text = once
	}
}

func ungarbleOnce(text string) string {
	if !strings.ContainsFunc(text, func(r rune) bool { return r >= 0x80 }) || !garbled().MatchString(text) {
		return text
	}
	for _, e := range encodings {
		if bytes, ok := e.encode(text); ok {
			if fixed, ok := e.asUTF8(string(bytes)); ok {
				return fixed
			}
		}
	}
	if fixed := ungarbleParts([]rune(text)); fixed != text {
		return fixed
	}
	return strings.Map(windows, text)
}

// Patterns over bytes that are written as characters of their number.
var (
	// spaced is UTF-8 in which a space stands for byte A0.
	spaced = regexp.MustCompile(`[\xc2\xc3\xc5\xce\xd0\xd9] |[\xe2\xe3] [\x80-\x84\x86-\x9f\xa1-\xbf]|[\xe0-\xe3][\x80-\x84\x86-\x9f\xa1-\xbf] ` +
		`|\xf0 [\x80-\xbf][\x80-\xbf]|\xf0[\x80-\xbf] [\x80-\xbf]|\xf0[\x80-\xbf][\x80-\xbf] `)
	// lost is UTF-8 of which some bytes are not known any more: 1A, or one question mark.
	lost = regexp.MustCompile(`[\xc2-\xdf]\x1a|[\xc2-\xc3]\?` +
		`|\xed[\xa0-\xaf][\x1a?]\xed[\xb0-\xbf][\x1a?\x80-\xbf]|\xed[\xa0-\xaf][\x1a?\x80-\xbf]\xed[\xb0-\xbf][\x1a?]` +
		`|[\xe0-\xef][\x1a?][\x1a\x80-\xbf]|[\xe0-\xef][\x1a\x80-\xbf][\x1a?]` +
		`|[\xf0-\xf4][\x1a?][\x1a\x80-\xbf]{2}|[\xf0-\xf4][\x1a\x80-\xbf][\x1a?][\x1a\x80-\xbf]|[\xf0-\xf4][\x1a\x80-\xbf]{2}[\x1a?]|\x1a`)
	// surrogates are a character beyond U+FFFF whose halves were written one by one (CESU-8).
	surrogates = regexp.MustCompile(`\xed[\xa0-\xaf][\x80-\xbf]\xed[\xb0-\xbf][\x80-\xbf]`)
)

// asUTF8 reads bytes as UTF-8, after what was lost of them is made good.
func (e encoding) asUTF8(bytes string) (text string, ok bool) {
	if e.space && spaced.MatchString(bytes) {
		bytes = spaced.ReplaceAllStringFunc(graveWords(bytes), func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0") })
	}
	if e.lossy {
		bytes = lost.ReplaceAllString(bytes, "\u00ef\u00bf\u00bd")
	}
	bytes = surrogates.ReplaceAllStringFunc(bytes, joinSurrogates)
	bytes = strings.ReplaceAll(bytes, "\u00c0\u0080", "\x00")
	raw := make([]byte, 0, len(bytes))
	for _, r := range bytes {
		raw = append(raw, byte(r))
	}
	return string(raw), utf8.Valid(raw)
}

// graveWords takes C3 and a space for the word "à", except before another space and in Portuguese words that begin
// with it.
func graveWords(bytes string) string {
	parts := strings.Split(bytes, "\u00c3 ")
	var out strings.Builder
	for i, part := range parts {
		out.WriteString(part)
		if i+1 == len(parts) {
			break
		}
		out.WriteString("\u00c3")
		next := parts[i+1]
		inside := strings.HasPrefix(next, " ") || strings.HasPrefix(next, "quele") || strings.HasPrefix(next, "quela") || strings.HasPrefix(next, "quilo") || strings.HasPrefix(next, "s ")
		if !inside {
			out.WriteString("\u00a0")
		}
		out.WriteString(" ")
	}
	return out.String()
}

// joinSurrogates returns the four bytes of a character in place of the six of its halves.
func joinSurrogates(s string) string {
	b := []rune(s)
	high, low := (b[1]&0x0f)<<6|b[2]&0x3f, (b[4]&0x0f)<<6|b[5]&0x3f
	var out []rune
	for _, x := range []byte(string(0x10000 + high<<10 + low)) {
		out = append(out, rune(x))
	}
	return string(out)
}

// ungarbleParts repairs the stretches of a text that look like UTF-8 read in a Latin encoding, each by itself.
func ungarbleParts(text []rune) string {
	var out strings.Builder
	for i := 0; i < len(text); {
		end := i
		if i == 0 || !clues[text[i-1]].strict {
			for next := sequence(text[end:]); next > 0; next = sequence(text[end:]) {
				end += next
			}
		}
		if end == i {
			out.WriteRune(text[i])
			i++
			continue
		}
		part := string(text[i:end])
		if end-i < len(text) && garbled().MatchString(part) {
			part = ungarble(part)
		}
		out.WriteString(part)
		i = end
	}
	return out.String()
}

// sequence is how many characters at the beginning of a text may be one of UTF-8; 0 if none.
func sequence(text []rune) int {
	if len(text) == 0 {
		return 0
	}
	first := clues[text[0]]
	following := 1
	for following < len(text) && following < 4 && clues[text[following]].next {
		following++
	}
	switch {
	case first.first2 && following >= 2:
		return 2
	case first.first3 && following >= 3:
		return 3
	case first.first4 && following >= 4:
		return 4
	}
	return 0
}

// windows is for strings.Map: what Windows-1252 has in the place of a control of Latin-1.
func windows(r rune) rune {
	if 0x80 <= r && r <= 0x9f {
		return encodings[1].runes[r]
	}
	return r
}

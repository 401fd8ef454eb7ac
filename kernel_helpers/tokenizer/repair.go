package tokenizer

import (
	"html"
	"regexp"
	"strings"

	"golang.org/x/text/cases"
	"golang.org/x/text/language"
	"golang.org/x/text/unicode/norm"
)

// repair does to a text what ftfy's fix_text does, line by line until nothing changes. From the first line that
// holds a "<" on the text is taken for HTML, whose entities are left alone.
func repair(text string) string {
	var out strings.Builder
	entities := true
	for line := range strings.SplitAfterSeq(strings.ToValidUTF8(text, "\ufffd"), "\n") {
		entities = entities && !strings.Contains(line, "<")
		out.WriteString(repairLine(line, entities))
	}
	return out.String()
}

func repairLine(line string, entities bool) string {
	for {
		before := line
		if entities {
			line = entity.ReplaceAllStringFunc(line, resolve)
		}
		line = plain(ungarble(line))
		line = strings.NewReplacer("\r\n", "\n", "\r", "\n", "\u2028", "\n", "\u2029", "\n").Replace(line)
		line = terminalEscape.ReplaceAllString(line, "")
		line = norm.NFC.String(strings.Map(withoutControl, line))
		if line == before {
			return line
		}
	}
}

var (
	entity         = regexp.MustCompile(`&#?[0-9A-Za-z]{1,24};`)
	terminalEscape = regexp.MustCompile("\x1b\\[[\\p{Nd};]*[a-zA-Z]")
)

// resolve returns the character of a whole entity, "&eacute;" or "&#233;", or the text as it is if there is none. A
// name in capitals is taken for the small one where it is no name itself.
func resolve(s string) string {
	if strings.HasPrefix(s, "&#") {
		if c := unescape(s); !strings.Contains(c, ";") {
			return c
		}
		return s
	}
	if c, ok := named(s); ok {
		return c
	}
	if small := strings.ToLower(s); s == strings.ToUpper(s) && html.UnescapeString(s) == s {
		if c, ok := named(small); ok {
			return cases.Upper(language.Und).String(c)
		}
	}
	return s
}

// named returns the character of "&name;" if the whole of it is an entity and not only its beginning.
func named(s string) (string, bool) {
	c := html.UnescapeString(s)
	return c, s == "&semi;" || c != s && !strings.HasSuffix(c, ";")
}

// ligatures are letters that stand for two or three, of typesetting and of old encodings.
var ligatures = map[rune]string{
	'Ĳ': "IJ", 'ĳ': "ij", 'ŉ': "ʼn", 'Ǳ': "DZ", 'ǲ': "Dz", 'ǳ': "dz", 'Ǆ': "DŽ", 'ǅ': "Dž", 'ǆ': "dž",
	'Ǉ': "LJ", 'ǈ': "Lj", 'ǉ': "lj", 'Ǌ': "NJ", 'ǋ': "Nj", 'ǌ': "nj",
	'ﬀ': "ff", 'ﬁ': "fi", 'ﬂ': "fl", 'ﬃ': "ffi", 'ﬄ': "ffl", 'ﬅ': "ſt", 'ﬆ': "st",
}

// plain replaces characters by the plain ones that they stand for: controls of Latin-1 by what Windows-1252 has in
// their place, ligatures by their letters, letters of full or half width by those of usual width, curly quotes by
// straight ones.
func plain(line string) string {
	var out strings.Builder
	for _, r := range line {
		switch r = windows(r); {
		case r == 0x3000:
			out.WriteByte(' ')
		case ligatures[r] != "":
			out.WriteString(strings.ReplaceAll(ligatures[r], "ʼ", "'"))
		case 0xff01 <= r && r < 0xfff0:
			out.WriteString(norm.NFKC.String(string(r)))
		case r == 0x2bc || 0x2018 <= r && r <= 0x201b:
			out.WriteByte('\'')
		case 0x201c <= r && r <= 0x201f:
			out.WriteByte('"')
		default:
			out.WriteRune(r)
		}
	}
	return out.String()
}

// withoutControl is for strings.Map. It drops characters that show nothing and do nothing; joiners, marks of
// direction and tags stay.
func withoutControl(r rune) rune {
	switch {
	case r < 0x20 && r != '\t' && r != '\n' && r != '\f' && r != '\r', r == 0x7f,
		0x206a <= r && r <= 0x206f, r == 0xfeff, 0xfff9 <= r && r <= 0xfffc:
		return -1
	}
	return r
}

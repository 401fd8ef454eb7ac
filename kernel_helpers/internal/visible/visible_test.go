package visible

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

func TestText(t *testing.T) {
	for in, want := range map[string]string{
		"plain":           "plain",
		"Äpfel 苹果":        "Äpfel 苹果",
		"a\x1b[31mred":    `a\x1b[31mred`,
		"two\nlines\t":    `two\nlines\t`,
		"\u202egnp.x":     `\u202egnp.x`,
		"\u2066a\u2069":   `\u2066a\u2069`,
		"a\u2028b\x7f":    `a\u2028b\x7f`,
		"\u0085\u009b":    `\u0085\u009b`,
		"\xff":            `\xff`,
		"\\n":             "\\n",
		"5\u00a0%":        "5\u00a0%",
		"می\u200cروم 👩‍🔬": "می\u200cروم 👩‍🔬",
	} {
		if got := Text(in); got != want {
			t.Errorf("%q: got %q, want %q", in, got, want)
		}
	}
}

func TestLines(t *testing.T) {
	if got, want := Lines("a\n\tb\r\x1b"), "a\n\tb"+`\r\x1b`; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func FuzzText(f *testing.F) {
	f.Add("a\x1b\u202e\xff\n")
	f.Fuzz(func(t *testing.T, s string) {
		got := Text(s)
		if !utf8.ValidString(got) || strings.ContainsFunc(got, unicode.IsControl) || strings.ContainsFunc(got, func(r rune) bool { return unicode.Is(unicode.Bidi_Control, r) }) {
			t.Errorf("%q became %q", s, got)
		}
		if again := Text(got); again != got {
			t.Errorf("%q became %q, and that %q", s, got, again)
		}
	})
}

package markdown

import (
	"html"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// shown renders GitHub's Markdown and returns the HTML.
func shown(t testing.TB, text string) string {
	t.Helper()
	var b strings.Builder
	if err := goldmark.New(goldmark.WithExtensions(extension.GFM)).Convert([]byte(text), &b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// asItself wants a text to show as itself wherever the report puts one.
func asItself(t testing.TB, text string) {
	t.Helper()
	want := strings.Join(strings.Fields(visible.Text(text)), " ")
	if want == "" {
		return
	}
	m := Text(text)
	for _, c := range []struct{ source, before, after string }{
		{m + "\n", "<p>", "</p>"},
		{"# " + m + "\n", "<h1>", "</h1>"},
		{"- " + m + "\n", "<ul>\n<li>", "</li>\n</ul>"},
		{"| a | b |\n| --- | --- |\n| " + m + " | x |\n", "<tbody>\n<tr>\n<td>", "</td>\n<td>x</td>"},
	} {
		got := shown(t, c.source)
		_, cell, ok := strings.Cut(got, c.before)
		cell, _, end := strings.Cut(cell, c.after)
		if cell = strings.Join(strings.Fields(html.UnescapeString(cell)), " "); !ok || !end || cell != want || strings.Contains(got, "<a ") {
			t.Errorf("%q, written %q, shows as\n%s", text, c.source, got)
		}
	}
}

var hostileTexts = []string{
	"plain", `</script><img src=x onerror=alert(1)>`, "`code`", "a|b", "*bold* _em_ ~~out~~", "[a](http://x)", "<http://x.org>", "https://x.org/a", "www.x.org", "me@x.org",
	"# title #", "- item", "+ item", "1. one", "12) two", "> quote", "=====", "---", "&lt;", "back\\slash", "\\", "p < 0.05", "a<b", "<!--", "a\nb", "![x](y)",
	"$x$", "knn-1", "map@1000", "ftp://x.org", "WWW.X.ORG", "Vögel \u202e שם", "", "   ", "a  b", "| --- |", "[^1]", "[ ] todo", "mailto:a@b.cd", "xmpp:a@b.cd", "\u00a0a", "~~~", "***",
}

func TestTextsShowAsThemselves(t *testing.T) {
	for _, text := range hostileTexts {
		asItself(t, text)
	}
}

func FuzzText(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { asItself(t, text) })
}

func TestCode(t *testing.T) {
	for command, want := range map[string]string{"vfm run": "<code>vfm run</code>", "a `b` ``c``": "<code>a `b` ``c``</code>", "<b>": "<code>&lt;b&gt;</code>"} {
		if got := shown(t, "x "+Code(command)); !strings.Contains(got, want) {
			t.Errorf("%q shows as %s", command, got)
		}
	}
}

package report

import (
	"html"
	"regexp"
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
	m := markdown(text)
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
	"plain", hostile, "`code`", "a|b", "*bold* _em_ ~~out~~", "[a](http://x)", "<http://x.org>", "https://x.org/a", "www.x.org", "me@x.org",
	"# title #", "- item", "+ item", "1. one", "12) two", "> quote", "=====", "---", "&lt;", "back\\slash", "\\", "p < 0.05", "a<b", "<!--", "a\nb", "![x](y)",
	"$x$", "knn-1", "map@1000", "ftp://x.org", "WWW.X.ORG", "Vögel \u202e שם", "", "   ", "a  b", "| --- |", "[^1]", "[ ] todo", "mailto:a@b.cd", "xmpp:a@b.cd", "\u00a0a", "~~~", "***",
}

func TestMarkdownShowsTextsAsThemselves(t *testing.T) {
	for _, text := range hostileTexts {
		asItself(t, text)
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, text := range hostileTexts {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) { asItself(t, text) })
}

func TestCodeAfter(t *testing.T) {
	for command, want := range map[string]string{"": "", "vfm run": "<code>vfm run</code>", "a `b` ``c``": "<code>a `b` ``c``</code>", "<b>": "<code>&lt;b&gt;</code>"} {
		if got := shown(t, "x"+codeAfter(command)); !strings.Contains(got, want) {
			t.Errorf("%q shows as %s", command, got)
		}
	}
}

// TestMarkdownReport wants a document of tables in which no name has become markup.
func TestMarkdownReport(t *testing.T) {
	f := newFixture(t)
	f.troubled()
	files := f.export(Markdown, ModelIndex)
	page := shown(t, files["report.md"])
	if strings.Count(page, "<table>") != 2 || strings.Count(page, "<h1>") != 1 || strings.Contains(page, "<img") {
		t.Errorf("the Markdown shows as\n%s", page)
	}
	rows := regexp.MustCompile(`(?s)<tr>.*?</tr>`).FindAllString(page, -1)
	if len(rows) != 1+2+1+1+4 { // points with their sum, best models
		t.Errorf("%d rows", len(rows))
	}
	_, body, _ := strings.Cut(strings.TrimPrefix(files["model-index/clip-a.md"], "---\n"), "\n---\n")
	if card := shown(t, body); strings.Count(card, "<table>") != 1 || strings.Contains(card, "<img") {
		t.Errorf("the card shows as\n%s", card)
	}
}

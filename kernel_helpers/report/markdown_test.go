package report

import (
	"regexp"
	"strings"
	"testing"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/extension"
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

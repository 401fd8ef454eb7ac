package nb

import (
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

const hostile = `<img src=x onerror="alert(1)">&'` + "\x1b[31m\u202e\nforged"

func TestEscapeLeavesNoMarkup(t *testing.T) {
	for text, want := range map[string]markup{
		"plain":              "plain",
		"<b>":                "&lt;b&gt;",
		`"quoted" & 'more'`:  "&#34;quoted&#34; &amp; &#39;more&#39;",
		"two\nlines":         `two\nlines`,
		"\x1b[2Jgone\x00":    `\x1b[2Jgone\x00`,
		"\u202eforged\u2066": `\u202eforged\u2066`,
	} {
		if got := escape(text); got != want {
			t.Errorf("escape(%q) = %q, want %q", text, got, want)
		}
	}
}

func TestNameBreaksOnlyBetweenWords(t *testing.T) {
	got := name("Red_Finch-2/<a>.jpg")
	if want := markup("Red_<wbr>Finch-<wbr>2/<wbr>&lt;a&gt;.<wbr>jpg"); got != want {
		t.Errorf("name = %q, want %q", got, want)
	}
}

// Names come from folders and files. Wherever one is shown, its signs must not become tags.
func TestNamesFromDataAreEscapedEverywhere(t *testing.T) {
	tab := table{caption: hostile, columns: []column{{name: hostile}, {name: hostile, wrap: true}}}
	tab.add(hostile, hostile)
	shown := map[string]display{
		"table":     tab.display(),
		"heading":   heading(hostile),
		"paragraph": paragraph(hostile),
		"remark":    remark(hostile),
	}
	figure := picture{item: dataset.Item{ID: hostile, Path: "no such file " + hostile}, alt: hostile, caption: []caption{{text: hostile}, {text: hostile, strong: true}}}
	shown["picture"] = display{html: figure.figure(figure.image())}
	for what, d := range shown {
		if html := string(d.html); strings.Contains(html, "<img") || strings.ContainsAny(html, "\x1b\u202e") {
			t.Errorf("%s: a name became markup:\n%s", what, html)
		}
		if strings.ContainsAny(d.text, "\x1b\u202e") || strings.Contains(d.text, "\nforged") {
			t.Errorf("%s: a name is not made visible in the text:\n%q", what, d.text)
		}
	}
}

package nb

import (
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/report"
)

// TestStills shows the charts of one kind below the titles of their data sets, with captions as text.
func TestStills(t *testing.T) {
	all := []report.Chart{
		{Kind: report.Scores, Dataset: "Birds", Caption: "one", SVG: "<svg>1</svg>"},
		{Kind: report.Maps, Dataset: "Birds", Caption: "two", SVG: "<svg>2</svg>"},
		{Kind: report.Maps, Dataset: "Birds", Caption: hostile, SVG: "<svg>3</svg>"},
		{Kind: report.Maps, Dataset: "Faces", Caption: "four", SVG: "<svg>4</svg>"},
	}
	d := stills(all, report.Maps)
	if html := string(d.html); strings.Count(html, "<svg>") != 3 || strings.Contains(html, "<svg>1") || strings.Contains(html, "<img") ||
		strings.Count(html, "<strong>Birds") != 1 || strings.Count(html, "<div") != 2 || strings.Count(html, "</div>") != 2 {
		t.Errorf("shown:\n%s", html)
	}
	for _, want := range []string{"Birds", "two", "Faces", "four"} {
		if !strings.Contains(d.text, want) {
			t.Errorf("the text has no %q:\n%s", want, d.text)
		}
	}
	if d := stills(all, report.Costs); d != (display{}) {
		t.Errorf("without charts: %q", d.html)
	}
}

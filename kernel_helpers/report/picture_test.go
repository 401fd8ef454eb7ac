package report

import (
	"net/url"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"
)

// pictures are the pictures in README.md, and which part of the page each shows.
var pictures = map[string]string{
	"report.png": "#answer",
	"why.png":    "main .abreast:has([data-chart^=similar])",
	"cost.png":   "#cost .abreast",
}

// TestPicture takes the pictures of the page that $VFM_REPORT names into the folder that $VFM_PICTURES names.
func TestPicture(t *testing.T) {
	page, to := os.Getenv("VFM_REPORT"), os.Getenv("VFM_PICTURES")
	if to == "" {
		t.Skip("VFM_PICTURES names no folder to write into")
	}
	b := newTab(t, chromium(t))
	b.open((&url.URL{Scheme: "file", Path: page}).String(), 1200, "screen", "light")
	for name, part := range pictures {
		b.run(chromedp.Evaluate(`document.querySelector("`+part+`").style.padding = "1.2rem"`, nil))
		var picture []byte
		b.run(chromedp.Screenshot(part, &picture, chromedp.ByQuery))
		if err := os.WriteFile(filepath.Join(to, name), picture, 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

package report

import (
	"net/url"
	"os"
	"testing"

	"github.com/chromedp/chromedp"
)

// TestPicture writes the answer of the page that $VFM_REPORT names into the file that $VFM_PICTURE names: the
// picture in README.md.
func TestPicture(t *testing.T) {
	page, to := os.Getenv("VFM_REPORT"), os.Getenv("VFM_PICTURE")
	if to == "" {
		t.Skip("VFM_PICTURE names no file to write")
	}
	b := newTab(t, chromium(t))
	b.open((&url.URL{Scheme: "file", Path: page}).String(), 1200, "screen", "light")
	b.want(`document.querySelector("#answer").style.padding = "1.2rem";`)
	var picture []byte
	b.run(chromedp.Screenshot("#answer", &picture, chromedp.ByQuery))
	if err := os.WriteFile(to, picture, 0o644); err != nil {
		t.Fatal(err)
	}
}

package report

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/cell"
	browser "github.com/vfm-go/vfm/kernel_helpers/internal/chromium"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// export writes the report in the given formats and returns the files by their names.
func (f *fixture) export(formats ...Format) map[string]string {
	f.Helper()
	w, err := Export(f.Context(), f.Suite, Options{Out: f.Out}, formats...)
	f.check(err)
	files := map[string]string{}
	for _, path := range w.Files {
		data, err := os.ReadFile(path)
		f.check(err)
		name, err := filepath.Rel(f.Out, path)
		f.check(err)
		files[filepath.ToSlash(name)] = string(data)
	}
	return files
}

// troubled stores results that are missing, stale, unreadable, of no model of the suite, or made with skipped
// files and another decoder.
func (f *fixture) troubled() {
	f.Helper()
	classes := func(r *result.Record) {
		r.Classes = []result.Class{{Label: "=bar", N: 4, Value: 0.75}, {Label: hostile, N: 8, Value: 1}}
	}
	f.result("clip-a", "shapes", 9, classes, func(r *result.Record) { r.Provenance.Decoder = "go image/jpeg" })
	f.result("net-a", "shapes", 8, func(r *result.Record) {
		r.Skipped = []result.Skipped{{Item: "test/bar/" + hostile + ".jpg", Reason: "it has no bytes"}}
	})
	f.result("clip-a", "twins", 7)
	f.result("net-b", "twins", 11)
	f.result("net-a", "shapes", 8, func(r *result.Record) { r.Model = "gone" })
	f.check(os.WriteFile(filepath.Join(f.Out, "results", "net-a", "broken.json"), []byte("{"), 0o644))
}

// TestExports keeps what each form of the report holds.
func TestExports(t *testing.T) {
	f := newFixture(t)
	f.troubled()
	files := f.export(Markdown, CSV, JSON, ModelIndex)
	names := []string{"report.md", "report.csv", "report.json", "model-index/clip-a.md", "model-index/net-a.md", "model-index/net-b.md"}
	if len(files) != len(names) {
		t.Errorf("%d files, want %v", len(files), names)
	}
	for _, name := range names {
		f.golden(filepath.Join("exports", filepath.Base(name)), anyDigest.ReplaceAllString(files[name], strings.Repeat("0", 64)))
	}
}

func TestExportsAreTheSameBytes(t *testing.T) {
	f := newFixture(t)
	f.results()
	formats := []Format{HTML, Markdown, CSV, JSON, ModelIndex}
	if first, second := f.export(formats...), f.export(formats...); !reflect.DeepEqual(first, second) {
		t.Error("two exports of the same results differ")
	}
}

func TestDocumentReadsBack(t *testing.T) {
	f := newFixture(t)
	f.troubled()
	text := f.export(JSON)["report.json"]
	var d Document
	f.check(json.Unmarshal([]byte(text), &d))
	var again strings.Builder
	f.check(d.writeJSON(&again))
	if again.String() != text {
		t.Error("the document that was read is not the one that was written")
	}
	if d.Schema != DocumentSchema || len(d.Results) != 4 || len(d.Unreadable) != 1 || len(d.Points.Unlisted) != 1 || len(d.Points.Missing) != 2 {
		t.Errorf("schema %d, %d results, unreadable %v, unlisted %v, missing %v", d.Schema, len(d.Results), d.Unreadable, d.Points.Unlisted, d.Points.Missing)
	}
	if strings.Contains(text, f.Out) || strings.Contains(text, f.Home) {
		t.Error("the document names folders of this machine")
	}
}

// TestSpreadsheet wants each number of the records once, with the cells that say what it is of.
func TestSpreadsheet(t *testing.T) {
	f := newFixture(t)
	f.troubled()
	rows, err := csv.NewReader(strings.NewReader(f.export(CSV)["report.csv"])).ReadAll()
	f.check(err)
	count, seen := map[string]int{}, map[string]bool{}
	for _, row := range rows[1:] {
		count[row[5]]++
		key := strings.Join(row[:9], "\x00")
		if seen[key] {
			t.Errorf("%q is there twice", row)
		}
		seen[key] = true
		if _, err := strconv.ParseFloat(row[9], 64); err != nil {
			t.Errorf("%q: %v", row, err)
		}
		for _, at := range []int{1, 3, 4, 7, 8} {
			if text, err := cell.Unescape(row[at]); err != nil || strings.HasPrefix(row[at], "=") {
				t.Errorf("%q, column %s: %q, %v", row, rows[0][at], text, err)
			}
		}
	}
	// Four results of two metrics and six costs; two data sets of two families each, with one pair each.
	if want := map[string]int{"metric": 8, "class": 2, "cost": 24, "points": 4, "difference": 2}; !reflect.DeepEqual(count, want) {
		t.Errorf("%v, want %v", count, want)
	}
}

func TestUnknownFormat(t *testing.T) {
	f := newFixture(t)
	f.results()
	_, err := Export(t.Context(), f.Suite, Options{Out: f.Out}, Markdown, "docx")
	if err == nil || !strings.Contains(err.Error(), "known: html, md, csv, json, pdf, model-index") {
		t.Errorf("got %v", err)
	}
	if _, err := os.Stat(filepath.Join(f.Out, "report.md")); err == nil {
		t.Error("something was written")
	}
}

func TestPDF(t *testing.T) {
	f := newFixture(t)
	f.results()
	if _, err := browser.Find(); err != nil {
		t.Skip(err)
	}
	w, err := Export(t.Context(), f.Suite, Options{Out: f.Out}, PDF, HTML)
	f.check(err)
	if want := []string{filepath.Join(f.Out, PageName), filepath.Join(f.Out, "report.pdf")}; !slices.Equal(w.Files, want) {
		t.Errorf("files %q, want %q", w.Files, want)
	}
	first, err := os.ReadFile(w.Files[1])
	f.check(err)
	if len(first) < 20_000 {
		t.Errorf("%d bytes hold no page with pictures", len(first))
	}
	time.Sleep(1100 * time.Millisecond) // a PDF is dated to the second
	if second := f.export(PDF)["report.pdf"]; second != string(first) {
		t.Error("two PDFs of the same results differ")
	}
}

func TestPDFWithoutBrowser(t *testing.T) {
	f := newFixture(t)
	f.results()
	t.Setenv("PATH", t.TempDir())
	t.Setenv("VFM_CHROMIUM", "")
	if _, err := browser.Find(); !errors.Is(err, browser.ErrNone) {
		t.Skip("a browser is installed beside the PATH")
	}
	w, err := Export(t.Context(), f.Suite, Options{Out: f.Out}, Markdown, PDF)
	if !errors.Is(err, browser.ErrNone) || !strings.Contains(err.Error(), "VFM_CHROMIUM") {
		t.Errorf("got %v", err)
	}
	if len(w.Files) != 1 {
		t.Errorf("files %q, want the one that could be written", w.Files)
	}
}

package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestReportFormats writes the report of a suite whose names hold what has to be escaped in every form but
// the PDF, and sees that each file is printed and is there.
func TestReportFormats(t *testing.T) {
	needsRuntime(t)
	s, out := tinySuite(t), t.TempDir()
	t.Setenv("VFM_CACHE", t.TempDir())
	run(t, "run", "-suite", s, "-out", out)
	text := run(t, "report", "-suite", s, "-out", out, "-format", "md,csv", "-format", "json, model-index")
	contains(t, "the points", text, "winner: A", " … ", "≈ not separable")
	for _, name := range []string{"report.md", "report.csv", "report.json", "model-index/tiny.md"} {
		path := filepath.Join(out, filepath.FromSlash(name))
		if !strings.Contains(text, path+"\n") {
			t.Errorf("%s is not printed:\n%s", path, text)
		}
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if strings.Contains(string(data), "\x1b") || len(data) < 500 {
			t.Errorf("%s: %d bytes, or a control character of a name", path, len(data))
		}
	}
	if _, err := os.Stat(filepath.Join(out, "index.html")); err == nil {
		t.Error("there is a page that nobody asked for")
	}
	code, stdout, stderr := vfm(t.Context(), "report", "-suite", s, "-out", out, "-format", "docx")
	if code != exitUsage || !strings.Contains(stderr, "known: html, md, csv, json, pdf, model-index") || stdout != "" {
		t.Errorf("an unknown format: exit code %d, %q", code, stderr)
	}
}

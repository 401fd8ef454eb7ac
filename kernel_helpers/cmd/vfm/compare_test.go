package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// TestCompare compares two folders of stored results.
func TestCompare(t *testing.T) {
	a, b := filepath.Join("testdata", "compare", "before"), filepath.Join("testdata", "compare", "after")
	text := run(t, "compare", a, b)
	golden.Check(t, filepath.Join("testdata", "compare", "table.txt"), []byte(text))
	if other := run(t, "compare", filepath.Join(a, "results"), filepath.Join(b, "results")); strings.Count(other, "\n") != strings.Count(text, "\n") {
		t.Errorf("by their folders of results:\n%s", other)
	}
	contains(t, "csv", run(t, "compare", "-format", "csv", a, b), "dataset,model,metric", "\nbirds,clip,knn-1,12,")
	contains(t, "md", run(t, "compare", "-format", "md", a, b), "| birds | clip |", "## Only in B")
	code, stdout, stderr := vfm(t.Context(), "compare", a, writeMoved(t, a))
	if code != exitFailed || !strings.Contains(stdout, "made on different images") || !strings.Contains(stderr, "no result of A can be compared") {
		t.Errorf("nothing to compare: exit code %d, %s%s", code, stdout, stderr)
	}
}

// writeMoved copies a result as one of other images, and returns the output folder.
func writeMoved(t *testing.T, from string) string {
	t.Helper()
	dir := filepath.Join("results", "clip")
	out := t.TempDir()
	for _, name := range []string{"birds.json", "birds.queries.csv"} {
		data, err := os.ReadFile(filepath.Join(from, dir, name))
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Replace(string(data), `"fingerprint": "0`, `"fingerprint": "1`, 1)
		writePage(t, filepath.Join(out, dir, name), text)
	}
	return out
}

func TestCompareSuites(t *testing.T) {
	needsRuntime(t)
	s := tinySuite(t)
	t.Setenv("VFM_CACHE", t.TempDir())
	t.Chdir(t.TempDir())
	run(t, "run", "-suite", s)
	text := run(t, "compare", s, filepath.Join("reports", "tiny"))
	contains(t, "a suite beside itself", text, "A: "+s, "B: "+filepath.Join("reports", "tiny"), "knn-1, per cent", "map, per cent", "~")
	if strings.Contains(text, "beside the scores") || strings.Contains(text, "only in") {
		t.Errorf("a suite differs from itself:\n%s", text)
	}
}

func TestCompareUsage(t *testing.T) {
	for _, c := range []struct {
		args []string
		code int
		want string
	}{
		{[]string{"compare"}, exitUsage, "name two suites"},
		{[]string{"compare", "a"}, exitUsage, "name two suites"},
		{[]string{"compare", "-format", "pdf", "a", "b"}, exitUsage, "known: text, csv or md"},
		{[]string{"compare", "nowhere", "b"}, exitFailed, "finding results of nowhere"},
		{[]string{"compare", tinySuite(t), "b"}, exitFailed, "make them with bin/vfm run"},
	} {
		code, stdout, stderr := vfm(t.Context(), c.args...)
		if code != c.code || !strings.Contains(stderr, c.want) || stdout != "" {
			t.Errorf("%q: exit code %d, want %d and %q on stderr; stdout %q, stderr %q", c.args, code, c.code, c.want, stdout, stderr)
		}
	}
}

package main

import (
	"fmt"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/duplicate/plant"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// curatePool writes a pool of scenes, one of which has a name that must be escaped.
func curatePool(t *testing.T, n int) string {
	t.Helper()
	pool := filepath.Join(t.TempDir(), "pool")
	for i := range n {
		name := fmt.Sprintf("%02d.png", i)
		if i == 0 {
			name = "<b>00\x1b.png"
		}
		m := world.New(81, i).Draw(96)
		if err := atomicfile.Write(filepath.Join(pool, name), func(w io.Writer) error { return png.Encode(w, m) }); err != nil {
			t.Fatal(err)
		}
	}
	return pool
}

// tableRow are the cells of a row of the page's table of planted copies, without markup.
func tableRow(t *testing.T, page, kind string) []string {
	t.Helper()
	page = strings.ReplaceAll(page, "\u00a0", " ")
	row := regexp.MustCompile(`<tr><th scope="row">` + regexp.QuoteMeta(kind) + `</th>(.*?)</tr>`).FindStringSubmatch(page)
	if row == nil {
		t.Fatalf("the page has no row %q", kind)
	}
	var cells []string
	for _, c := range regexp.MustCompile(`<td class="n">(.*?)</td>`).FindAllStringSubmatch(row[1], -1) {
		cells = append(cells, c[1])
	}
	return cells
}

// TestCurate grows a data set with the command, first with planted copies, then without.
func TestCurate(t *testing.T) {
	needsRuntime(t)
	s, pool, out := tinySuite(t), curatePool(t, 12), filepath.Join(t.TempDir(), "grown")
	cache := t.TempDir()
	t.Setenv("VFM_CACHE", cache)
	args := []string{"curate", "-suite", s, "-model", "tiny", "-seeds", "shapes", "-pool", pool, "-k", "1", "-out", out}
	read := func(name string) string {
		data, err := os.ReadFile(filepath.Join(out, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(data)
	}
	text := run(t, append(args, "-planted", "8")...)
	contains(t, "the terminal", text, "wrong pairs", "re-encoded", "100.0 % (67.6 … 100.0)", `index.html`)
	page, tables := read("index.html"), read("kept.csv")+read("dropped.csv")
	contains(t, "the page", page, "Copies of 8 images", `<th scope="col">kind of copy</th>`, `aria-labelledby="planted-caption"`, "data:image/jpeg;base64,")
	for _, c := range []struct{ kind, want string }{
		{"same file", "8 8 100.0 % (67.6 … 100.0) 8 0 100.0 %"},
		{"re-encoded", "8 8 100.0 % (67.6 … 100.0)"},
		{"resized", "8 8 100.0 % (67.6 … 100.0)"},
		{"all", "64 "},
	} {
		if got := strings.Join(tableRow(t, page, c.kind), " "); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", c.kind, got, c.want)
		}
	}
	if strings.Contains(page, "<b>") || strings.Contains(page, "\x1b") || strings.Contains(page, "http") {
		t.Error("the page has unescaped names or points elsewhere")
	}
	if got := strings.Count(read("planted.csv"), "\n"); got != 1+8*8 {
		t.Errorf("planted.csv has %d lines", got)
	}
	if strings.Contains(tables, "planted") || strings.Contains(tables, "re-encoded") {
		t.Errorf("a planted copy is in the data set:\n%s", tables)
	}

	// Without the copies: the same data set.
	if text := run(t, args...); strings.Contains(text, "wrong pairs") {
		t.Errorf("nothing was planted, and is counted:\n%s", text)
	}
	if read("kept.csv")+read("dropped.csv") != tables || strings.Contains(read("index.html"), "Would copies") {
		t.Error("planting changed the data set")
	}
	if _, err := os.Stat(filepath.Join(out, "planted.csv")); err == nil {
		t.Error("planted.csv of the run before is still there")
	}

	// A rule that takes any vectors for one picture, and copies that are none.
	run(t, append(args, "-planted", "8", "-judge", "vectors", "-near", "-1", "-leak", "1")...)
	if row := tableRow(t, read("index.html"), "re-encoded"); row[4] == "0" || row[5] == "100.0 %" {
		t.Errorf("a rule that takes anything for anything: %v", row)
	}
	contains(t, "the page", read("index.html"), "pairs of different pictures that were taken for one")
	resized, err := filepath.Glob(filepath.Join(cache, "planted", "*", "*", "resized.jpg"))
	if err != nil || len(resized) != 8 {
		t.Fatal(resized, err)
	}
	for i, path := range resized {
		file, err := plant.JPEG(world.New(82, i).Draw(96), 90)
		if err == nil {
			err = os.WriteFile(path, file, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	run(t, append(args, "-planted", "8")...)
	if got := strings.Join(tableRow(t, read("index.html"), "resized"), " "); !strings.HasPrefix(got, "8 0 0.0 % (0.0 … 32.4)") {
		t.Errorf("of other pictures in the place of copies are found: %s", got)
	}
	contains(t, "the page", read("index.html"), "copies that were not found", `alt="its original"`)
}

func TestCurateWrongUsage(t *testing.T) {
	s := tinySuite(t)
	args := []string{"curate", "-suite", s, "-model", "tiny", "-seeds", "shapes", "-pool", "p", "-out", "o"}
	for _, c := range []struct {
		args []string
		want string
	}{
		{[]string{"curate", "-suite", s}, "-model is missing"},
		{args[:5], "-pool is missing"},
		{append(args, "-planted", "-3"), "planted is -3; it must be at least 0"},
		{append(args, "-index", "tree"), `index is "tree"; it must be auto or exact or inverted`},
		{append(args, "-recall", "1.5"), "recall is 1.5"},
	} {
		code, _, stderr := vfm(t.Context(), c.args...)
		if code != exitUsage || !strings.Contains(stderr, c.want) {
			t.Errorf("%q: exit code %d, %s", c.args, code, stderr)
		}
	}
}

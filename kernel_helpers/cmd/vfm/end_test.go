package main

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// timings are what may differ between two runs.
var timings = regexp.MustCompile(`"(embed_seconds|search_seconds|fit_seconds|images_per_second|peak_memory_bytes|started|finished)": [^\n]*`)

// filesOf joins all files under a folder, without timings.
func filesOf(t *testing.T, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all.WriteString(strings.TrimPrefix(path, dir) + "\n" + timings.ReplaceAllString(string(b), "$1") + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

// run runs vfm and expects it to be done.
func run(t *testing.T, args ...string) string {
	t.Helper()
	code, stdout, stderr := vfm(t.Context(), args...)
	if code != exitDone {
		t.Fatalf("vfm %q: exit code %d\n%s", args, code, stderr)
	}
	if strings.Contains(stdout+stderr, "\x1b") {
		t.Errorf("vfm %q: a control character of a name reached the terminal:\n%s%s", args, stdout, stderr)
	}
	return stdout
}

func contains(t *testing.T, what, text string, wants ...string) {
	t.Helper()
	for _, want := range wants {
		if !strings.Contains(text, want) {
			t.Errorf("%s lacks %q:\n%s", what, want, text)
		}
	}
}

func TestEndToEnd(t *testing.T) {
	needsRuntime(t)
	s, out, again := tinySuite(t), t.TempDir(), t.TempDir()
	t.Setenv("VFM_CACHE", t.TempDir())
	table := run(t, "run", "-suite", s, "-out", out)
	contains(t, "the table", table, "tiny", "shapes knn-1", "twins map", "95 %", "skipped", filepath.Join(out, "results"))
	run(t, "run", "-suite", s, "-out", again)
	if filesOf(t, out) != filesOf(t, again) {
		t.Error("the second run, from the cache, wrote other results")
	}
	t.Setenv("VFM_CACHE", t.TempDir())
	run(t, "run", "-suite", s, "-out", again)
	if filesOf(t, out) != filesOf(t, again) {
		t.Error("a run with an empty cache wrote other results")
	}
	contains(t, "the report", run(t, "report", "-suite", s, "-out", out), "shapes", "twins", "winner: A", filepath.Join(out, "index.html"))
	contains(t, "an empty family", run(t, "run", "-suite", s, "-family", "None", "-out", out), "no models")
}

func TestLists(t *testing.T) {
	s := tinySuite(t)
	contains(t, "models", run(t, "models", "-suite", s), "tiny", "240", "CC0", "here, ", "None", "(no models)", "\ntiny: not \\x1b[2J much\n")
	contains(t, "datasets", run(t, "datasets", "-suite", s), "41 train, 40 test", "80 gallery, leave one out", "Shapes & colours", "CC0")
	contains(t, "fetch", run(t, "fetch", "-suite", s), "tiny.onnx", "no digest on the card", "81 images")
	if err := os.Remove(filepath.Join(filepath.Dir(s), "models", "tiny.onnx")); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := vfm(t.Context(), "fetch", "-suite", s)
	if code != exitFailed || !strings.Contains(stdout, "MISSING") || !strings.Contains(stderr, "there is no file") {
		t.Errorf("missing weights: exit code %d\n%s%s", code, stdout, stderr)
	}
	contains(t, "models", run(t, "models", "-suite", s), "missing")
}

func TestModelsWithoutSuite(t *testing.T) {
	t.Setenv("VFM_SUITE", "")
	t.Setenv("VFM_CACHE", t.TempDir())
	contains(t, "models", run(t, "models"), "dinov2-vit-b14 ", "86.6M", "768", "missing", "Apache-2.0", "\nimagenet-vit-l16: The article names")
	t.Setenv("VFM_SUITE", tinySuite(t))
	if text := run(t, "models"); strings.Contains(text, "dinov2") {
		t.Errorf("with $VFM_SUITE: %s", text)
	}
}

func TestSearch(t *testing.T) {
	needsRuntime(t)
	s, page := tinySuite(t), filepath.Join(t.TempDir(), "found.html")
	t.Setenv("VFM_CACHE", t.TempDir())
	image := filepath.Join(filepath.Dir(s), "shapes", "train", "<b>bold", "03.png")
	text := run(t, "search", "-suite", s, "-model", "tiny", "-dataset", "shapes", "-k", "50", "-html", page, image)
	contains(t, "search", text, "1.0000", "train/<b>bold/03.png", `esc \x1b[31m`)
	if got := strings.Count(text, ".png\n"); got != 51 { // the image itself and 50 found
		t.Errorf("%d files are named:\n%s", got, text)
	}
	html, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	contains(t, "the page", string(html), "&lt;b&gt;bold", "data:image/jpeg;base64,", "1.0000")
	if strings.Contains(string(html), "<b>") || strings.Contains(string(html), "http") {
		t.Error("the page has unescaped names or points elsewhere")
	}
	code, stdout, stderr := vfm(t.Context(), "search", "-suite", s, "-model", "tiny", "-dataset", "shapes", s, image)
	if code != exitFailed || !strings.Contains(stderr, "suite.yaml: holds text") || !strings.Contains(stdout, "1.0000") {
		t.Errorf("with a file that is no image: exit code %d\n%s%s", code, stdout, stderr)
	}
	for want, args := range map[string][]string{
		"model tiny reads no texts":          {"-model", "tiny", "a red bar"},
		"no model of suite tiny reads texts": {"a red bar"},
		"-model is missing":                  {"a red bar", "bar.png"},
		"bar.png: there is no such file":     {"-model", "tiny", "bar.png"},
	} {
		code, _, stderr := vfm(t.Context(), append([]string{"search", "-suite", s, "-dataset", "shapes"}, args...)...)
		if code == exitDone || !strings.Contains(stderr, want) {
			t.Errorf("%q: exit code %d, %s; want %q", args, code, stderr, want)
		}
	}
}

// stopper cancels a context when a line of progress has a text.
type stopper struct {
	text string
	stop context.CancelFunc
}

func (s stopper) Write(p []byte) (int, error) {
	if strings.Contains(string(p), s.text) {
		s.stop()
	}
	return len(p), nil
}

func TestStoppedRunGoesOn(t *testing.T) {
	needsRuntime(t)
	s, whole := tinySuite(t), t.TempDir()
	t.Setenv("VFM_CACHE", t.TempDir())
	run(t, "run", "-suite", s, "-out", whole)
	for _, at := range []string{"reading twins", "loading tiny", "tiny on shapes: 0 of", "shapes: saved", "tiny on twins: 80 of"} {
		out := t.TempDir()
		t.Setenv("VFM_CACHE", t.TempDir())
		ctx, cancel := context.WithCancel(t.Context())
		var stdout strings.Builder
		code := dispatch(ctx, []string{"run", "-suite", s, "-out", out}, &stdout, stopper{at, cancel})
		cancel()
		if code != exitFailed {
			t.Errorf("stopped at %q: exit code %d\n%s", at, code, stdout.String())
		}
		run(t, "run", "-suite", s, "-out", out)
		if filesOf(t, out) != filesOf(t, whole) {
			t.Errorf("stopped at %q and run again: other results", at)
		}
	}
}

package suite

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// makeCheckout makes a folder that looks like vfm's own and makes a folder in it the working folder.
func makeCheckout(t *testing.T, wd string) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root = filepath.Join(root, "vfm [1]") // a name that is also a pattern
	writeFile(t, root, "go.mod", "module github.com/vfm-go/vfm\n\ngo 1.26\n")
	for _, dir := range []string{"kernel_helpers/nb", "notebooks"} {
		if err := os.MkdirAll(filepath.Join(root, dir), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	t.Chdir(filepath.Join(root, wd))
	t.Setenv("VFM_SUITE", "")
	return root
}

func named(name string) string { return strings.Replace(goodSuite, "name: demo", "name: "+name, 1) }

func TestRoot(t *testing.T) {
	for _, wd := range []string{".", "notebooks", "kernel_helpers/nb"} {
		if root := makeCheckout(t, wd); Root() != root {
			t.Errorf("Root() from %s = %q, want %q", wd, Root(), root)
		}
	}
	root := makeCheckout(t, "notebooks")
	writeFile(t, root, "go.mod", "module github.com/vfm-go/vfmx\n")
	if got, want := Root(), filepath.Join(root, "notebooks"); got != want {
		t.Errorf("Root() in another module = %q, want the working folder %q", got, want)
	}
}

func TestRead(t *testing.T) {
	root := makeCheckout(t, "notebooks")
	writeFile(t, root, "reports/small/suite.yaml", named("small"))
	writeFile(t, root, "elsewhere/suite.yaml", named("elsewhere"))
	writeFile(t, root, "notebooks/mine/my.yaml", named("mine"))
	for arg, want := range map[string]string{
		"small":                          "small",     // by name
		"elsewhere":                      "elsewhere", // a folder, relative to Root()
		"elsewhere/suite.yaml":           "elsewhere",
		"../elsewhere":                   "elsewhere", // relative to the working folder
		"mine/my.yaml":                   "mine",
		filepath.Join(root, "elsewhere"): "elsewhere",
	} {
		s, err := Read(arg)
		if err != nil || s.Name != want {
			t.Errorf("Read(%q) = %+v, %v; want suite %s", arg, s, err, want)
			continue
		}
		if got := s.Out(); got != filepath.Join(root, "reports", want) {
			t.Errorf("Out() of %s = %q", want, got)
		}
	}
	want := writeFile(t, root, "reports/sampler/suite.yaml", named("sampler"))
	writeFile(t, root, "notebooks/sampler/suite.yaml", named("mine"))
	if s, err := Read(""); err != nil || s.Name != Default || s.Path != want {
		t.Errorf("Read of no name = %+v, %v; want the suite %s", s, err, want)
	}
	t.Setenv("VFM_SUITE", "../elsewhere/suite.yaml")
	if s, err := Read(""); err != nil || s.Name != "elsewhere" {
		t.Errorf("Read with $VFM_SUITE = %+v, %v", s, err)
	}
}

func TestReadErrors(t *testing.T) {
	root := makeCheckout(t, ".")
	if _, err := Read(""); err == nil || !strings.Contains(err.Error(), "name one with -suite or in $VFM_SUITE") || !strings.Contains(err.Error(), "there are none") {
		t.Errorf("no suite at all: %v", err)
	}
	writeFile(t, root, "reports/small/suite.yaml", named("small"))
	writeFile(t, root, "reports/article/suite.yaml", named("article"))
	if err := os.MkdirAll(filepath.Join(root, "reports", "photos", "results"), 0o755); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(""); err == nil || !strings.Contains(err.Error(), "(article, small)") {
		t.Errorf("two suites: %v", err)
	}
	_, err := Read("smal")
	for _, want := range []string{filepath.Join(root, "reports", "smal", "suite.yaml"), "did you mean small?", "(article, small)"} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("mistyped name: %v, want it to hold %q", err, want)
		}
	}
	if _, err := Read("reports/photos"); err == nil || !strings.Contains(err.Error(), "reports/photos/suite.yaml") {
		t.Errorf("a folder without suite: %v", err)
	}
}

// photos returns the suite of the real photographs, or skips the test.
func photos(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = filepath.Join(Root(), "..", "shared")
	}
	path := filepath.Join(shared, "photos", "suite.yaml")
	if _, err := os.Stat(path); err != nil {
		t.Skipf("the suite of the real photographs is not there: %v", err)
	}
	return path
}

// Package layers holds one test: it keeps the packages of vfm in layers. A package imports only from layers
// below its own, never sideways, and some third-party modules have one user only. Tests may use packages of
// their own layer too: a search is tested with a real engine.
package layers

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

const module = "github.com/vfm-go/vfm/kernel_helpers/"

// layers are all packages, from the bottom to the top.
var layers = []struct {
	name     string
	packages []string
}{
	{"base", []string{"digest", "matrix", "internal/atomicfile", "internal/card", "internal/cell", "internal/checkout", "internal/chromium", "internal/golden", "internal/layers", "internal/parquet", "internal/python", "internal/visible", "world/paint"}},
	{"subjects", []string{"world/birds", "world/faces", "world/xray"}},
	{"world", []string{"world"}},
	{"cache", []string{"internal/shelf"}},
	{"formats", []string{"architecture", "safetensors", "images", "dataset", "internal/markdown", "metric", "tokenizer"}},
	{"domain", []string{"fetch", "fetch/fetchtest", "zoo", "onnxgraph", "engine", "engine/pjrt", "embedding", "insight", "probe", "result"}},
	{"derived", []string{"engine/enginetest", "engine/ort", "engine/xla", "knn", "linear", "suite", "points", "claims", "report/chart"}},
	{"pairs", []string{"duplicate", "duplicate/plant"}},
	{"run", []string{"experiment", "headless", "setup", "train"}},
	{"growth", []string{"curate"}},
	{"show", []string{"comparison", "internal/growing", "report"}},
	{"notebook", []string{"nb"}},
	{"programs", []string{"cmd/bench", "cmd/train", "cmd/vfm"}},
}

// restricted are imports that only some packages may have: a path or the beginning of one.
var restricted = []struct {
	path  string
	users []string
}{
	{"net/http", []string{"fetch", "fetch/fetchtest"}},
	{"github.com/yalue/onnxruntime_go", []string{"engine/ort"}},
	{"github.com/gomlx/", []string{"engine/xla", "train"}},
	{"github.com/go-echarts/", []string{"report/chart"}},
	{"github.com/janpfeifer/gonb/", []string{"nb"}},
	{"github.com/goccy/go-yaml", []string{"internal/card"}},
	{"github.com/eliben/go-sentencepiece", []string{"tokenizer"}},
	{"gonum.org/v1/gonum", []string{"insight", "linear"}},
	{"github.com/edsrzf/mmap-go", []string{"safetensors"}},
	{"git.sr.ht/~sbinet/gg", []string{"world/paint"}},
}

// TestLayers parses the imports of every Go file, tests included, under every build tag.
func TestLayers(t *testing.T) {
	root := filepath.Join("..", "..")
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "testdata" || ownModule(path)):
			return fs.SkipDir
		case entry.IsDir() || filepath.Ext(path) != ".go":
			return nil
		}
		pkg, err := filepath.Rel(root, filepath.Dir(path))
		if err != nil {
			return err
		}
		problems, err := checkFile(path, filepath.ToSlash(pkg))
		for _, p := range problems {
			t.Errorf("%s: %s", path, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// ownModule reports whether a folder is a module, which is built upon all of this one.
func ownModule(dir string) bool {
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}

// checkFile says what is wrong with the imports of one file.
func checkFile(path, pkg string) ([]string, error) {
	if layer(pkg) < 0 {
		return []string{fmt.Sprintf("package %s is in no layer; add it to the table of internal/layers and to the one in README.md", pkg)}, nil
	}
	file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly)
	if err != nil {
		return nil, err
	}
	var problems []string
	for _, spec := range file.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		if p := check(pkg, imported, strings.HasSuffix(path, "_test.go")); p != "" {
			problems = append(problems, p)
		}
	}
	return problems, nil
}

// check says what is wrong with an import of a package that is in the table, or returns "".
func check(pkg, imported string, test bool) string {
	for _, r := range restricted {
		within := imported == r.path || strings.HasPrefix(imported, strings.TrimSuffix(r.path, "/")+"/")
		if within && !slices.Contains(r.users, pkg) {
			return fmt.Sprintf("package %s imports %s, which only %v may import", pkg, imported, r.users)
		}
	}
	other, ours := strings.CutPrefix(imported, module)
	if !ours || other == pkg {
		return "" // other == pkg: an external test of the package itself
	}
	from, to := layer(pkg), layer(other)
	switch {
	case to < 0:
		return fmt.Sprintf("package %s imports %s, which is in no layer; add it to the table of internal/layers", pkg, other)
	case to > from || to == from && !test:
		return fmt.Sprintf("package %s (layer %s) imports %s (layer %s); a package imports only from layers below its own", pkg, layers[from].name, other, layers[to].name)
	}
	return ""
}

// layer returns the position of a package's layer, or -1.
func layer(pkg string) int {
	for i, l := range layers {
		if slices.Contains(l.packages, pkg) {
			return i
		}
	}
	return -1
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ pkg, imported, want string }{
		{"suite", module + "zoo", ""},
		{"suite", module + "suite", ""},
		{"digest", "crypto/sha256", ""},
		{"safetensors", "github.com/edsrzf/mmap-go", ""},
		{"dataset", module + "images", "imports only from layers below"},
		{"report", module + "nb", "imports only from layers below"},
		{"digest", module + "nb", "imports only from layers below"},
		{"suite", module + "pocket", "is in no layer"},
		{"zoo", "github.com/goccy/go-yaml/ast", "only [internal/card] may import"},
		{"report", "github.com/go-echarts/go-echarts/v2/charts", "only [report/chart] may import"},
		{"setup", "net/http/httptest", "only [fetch fetch/fetchtest] may import"},
	} {
		if got := check(c.pkg, c.imported, false); (got == "") != (c.want == "") || !strings.Contains(got, c.want) {
			t.Errorf("check(%q, %q) = %q, want it to hold %q", c.pkg, c.imported, got, c.want)
		}
	}
}

func TestCheckOfTests(t *testing.T) {
	for imported, want := range map[string]string{"engine/ort": "", "matrix": "", "report": "imports only from layers below"} {
		if got := check("knn", module+imported, true); (got == "") != (want == "") || !strings.Contains(got, want) {
			t.Errorf("check of a test of knn that imports %s = %q, want it to hold %q", imported, got, want)
		}
	}
}

func TestEachPackageIsInOneLayer(t *testing.T) {
	seen := map[string]bool{}
	for _, l := range layers {
		for _, pkg := range l.packages {
			if seen[pkg] {
				t.Errorf("package %s is in the table twice", pkg)
			}
			seen[pkg] = true
		}
	}
}

func TestUnknownPackage(t *testing.T) {
	problems, err := checkFile("layers_test.go", "pocket")
	if err != nil || len(problems) != 1 || !strings.Contains(problems[0], "package pocket is in no layer") {
		t.Errorf("checkFile of an unknown package = %q, %v", problems, err)
	}
}

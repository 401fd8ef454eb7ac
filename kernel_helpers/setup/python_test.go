package setup

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// fakePython puts a python3 on the PATH that makes environments of itself. pip installs empty files named as
// the packages, and a program for jupyterlab; it refuses all if the file refuse lies beside it.
func fakePython(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	fakeProgram(t, dir, "python3", `
dir=$(cd "$(dirname "$0")" && pwd)
case "$1 $2 $3" in
-c*version_info*) echo 12 ;;
-c*) ;;
"-m venv "*) mkdir -p "$3/bin" && cp "$0" "$3/bin/python" ;;
"-m pip install") [ -e '`+dir+`/refuse' ] && { echo "ERROR: no network" >&2; exit 1; }
	for p; do case $p in *==*) touch "$dir/${p%%==*}" ;; esac; done
	[ -e "$dir/jupyterlab" ] && touch "$dir/jupyter" || true ;;
"-m pip uninstall") rm "$dir/onnxruntime" ;;
*) exit 9 ;;
esac`)
	return dir
}

// fakeNpm puts an npm on the PATH that installs a package as an empty folder.
func fakeNpm(t *testing.T) {
	fakeProgram(t, t.TempDir(), "npm", `shift; [ "$1" = --prefix ] && mkdir -p "$2/node_modules/onnxruntime-node"`)
}

// TestEngineKeepsJupyter: the library comes new without Jupyter going, and from npm if that one does not load.
func TestEngineKeepsJupyter(t *testing.T) {
	fakePython(t)
	fakeNpm(t)
	for _, tt := range []struct {
		name                  string
		jupyter               bool // is in .venv
		loads                 bool // the library of the Python package
		python, jupyters, npm bool // what is there in the end
	}{
		{"alone", false, true, true, false, false},
		{"beside Jupyter", true, true, true, true, false},
		{"broken", false, false, false, false, true},
		{"broken beside Jupyter", true, false, false, true, true},
	} {
		c := Checkout{Root: t.TempDir()}
		log, _ := newTestLog(t)
		if tt.jupyter {
			if err := (&pythonIndex{Checkout: c}).install(t.Context(), log, requirements()); err != nil {
				t.Fatal(err)
			}
		}
		find := func(context.Context) Finding {
			python, npm := exists(c.venvProgram(onnxruntimePackage)), exists(onnxruntimeNode.folder(c))
			return Finding{OK: python && tt.loads || !python && npm, What: "it does not load"}
		}
		f, err := c.installEngine(t.Context(), log, &pythonIndex{Checkout: c}, find)
		if err != nil || !f.OK {
			t.Errorf("%s: got %+v, %v", tt.name, f, err)
		}
		got := [3]bool{exists(c.venvProgram(onnxruntimePackage)), exists(c.venvProgram("jupyter")), exists(onnxruntimeNode.folder(c))}
		if want := [3]bool{tt.python, tt.jupyters, tt.npm}; got != want {
			t.Errorf("%s: there are library, Jupyter, npm's library: %v, want %v", tt.name, got, want)
		}
		if tt.jupyter && !c.venvHolds(requirements()) {
			t.Errorf("%s: .venv is no longer known to hold Jupyter", tt.name)
		}
	}
}

// TestOwnVenvIsKept: what set-up has not made it neither fills nor clears.
func TestOwnVenvIsKept(t *testing.T) {
	fakePython(t)
	c := Checkout{Root: t.TempDir()}
	own := c.venv("bin", "black")
	if err := os.MkdirAll(filepath.Dir(own), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(own, nil, 0o755); err != nil {
		t.Fatal(err)
	}
	log, _ := newTestLog(t)
	for range 2 {
		err := (&pythonIndex{Checkout: c}).install(t.Context(), log, requirements())
		if err == nil || !strings.Contains(err.Error(), "stays as it is; move it away") {
			t.Errorf("error is %v, want what to do", err)
		}
	}
	if !exists(own) || exists(c.venv(stampName)) || exists(c.venvPython()) {
		t.Error("a person's own .venv was changed")
	}
}

// TestVenvIsMadeAnew after an installation that failed, and at another list.
func TestVenvIsMadeAnew(t *testing.T) {
	dir := fakePython(t)
	c := Checkout{Root: t.TempDir()}
	log, _ := newTestLog(t)
	list := []requirement{{"jupyterlab", "1"}}
	if err := os.WriteFile(filepath.Join(dir, "refuse"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	index := &pythonIndex{Checkout: c}
	if err := index.install(t.Context(), log, list); err == nil || !strings.Contains(err.Error(), "no network") {
		t.Errorf("error is %v", err)
	}
	if err := os.Remove(filepath.Join(dir, "refuse")); err != nil {
		t.Fatal(err)
	}
	if err := index.install(t.Context(), log, list); err == nil {
		t.Error("the index that failed was tried again by the same set-up")
	}
	if c.venvHolds(list) {
		t.Error("a half-made .venv is taken for a whole one")
	}
	for _, list := range [][]requirement{list, {{"onnxruntime", "1"}}} {
		if err := (&pythonIndex{Checkout: c}).install(t.Context(), log, list); err != nil || !c.venvHolds(list) {
			t.Errorf("%v: %v", list, err)
		}
	}
	if exists(c.venvProgram("jupyterlab")) {
		t.Error("packages of the list before are left")
	}
}

package setup

import (
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

// fakeJupyter writes a program that answers --version for the applications named in versions.
func fakeJupyter(t *testing.T, dir string, versions map[string]string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a POSIX shell")
	}
	script := "#!/bin/sh\ncase $1 in\n"
	for app, version := range versions {
		script += app + ") echo '" + version + "' ;;\n"
	}
	script += "*) echo \"Jupyter command jupyter-$1 not found.\" >&2; exit 1 ;;\nesac\n"
	path := filepath.Join(dir, "jupyter")
	if err := os.WriteFile(path, []byte(script), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestTryJupyter(t *testing.T) {
	tests := []struct {
		name     string
		versions map[string]string
		oldest   string
		app      string
		problem  string
	}{
		{"lab", map[string]string{"nbconvert": "7.17.2", "lab": "4.6.6", "notebook": "7.6.5"}, newEnough, "lab", ""},
		{"notebook only", map[string]string{"nbconvert": "7.0.0", "notebook": "6.5.4"}, newEnough, "notebook", ""},
		{"old", map[string]string{"nbconvert": "6.5.3", "notebook": "6.4.12"}, newEnough, "", "older than 7.0.0"},
		{"Debian's", map[string]string{"nbconvert": "6.5.3", "notebook": "6.4.12"}, debianEnough, "notebook", ""},
		{"no nbconvert", map[string]string{"lab": "4.0.0"}, newEnough, "", "has no nbconvert"},
		{"nothing to open", map[string]string{"nbconvert": "7.1.0"}, newEnough, "", "neither JupyterLab nor"},
		{"babbling", map[string]string{"nbconvert": "what?"}, newEnough, "", "has no nbconvert"},
		{"warns first", map[string]string{"nbconvert": "Warning: x\n7.2.1", "lab": "4.0.0"}, newEnough, "lab", ""},
	}
	for _, tt := range tests {
		j, err := tryJupyter(t.Context(), fakeJupyter(t, t.TempDir(), tt.versions), tt.oldest)
		switch {
		case tt.problem == "" && (err != nil || j.App != tt.app):
			t.Errorf("%s: got %+v, %v", tt.name, j, err)
		case tt.problem != "" && (err == nil || !strings.Contains(err.Error(), tt.problem)):
			t.Errorf("%s: error is %v, want %q", tt.name, err, tt.problem)
		}
	}
}

// TestJupyterOnThePath is taken, remembered, and no longer trusted once it is replaced.
func TestJupyterOnThePath(t *testing.T) {
	dir := t.TempDir()
	program := fakeJupyter(t, dir, map[string]string{"nbconvert": "7.17.2", "lab": "4.6.6"})
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
	c := Checkout{Root: t.TempDir()}
	p := c.jupyterPart(&pythonIndex{Checkout: c})
	if f := p.Find(t.Context()); f.OK {
		t.Fatalf("found before set-up: %v", f)
	}
	log, _ := newTestLog(t)
	f, err := p.Install(t.Context(), log)
	if want := "JupyterLab 4.6.6, nbconvert 7.17.2, found on the PATH (" + program + ")"; err != nil || f.What != want {
		t.Fatalf("got %q, %v; want %q", f.What, err, want)
	}
	if j, err := c.Jupyter(); err != nil || j.Program != program || j.App != "lab" {
		t.Errorf("remembered %+v, %v", j, err)
	}
	if err := p.Probe(t.Context()); err != nil {
		t.Error(err)
	}
	fakeJupyter(t, dir, map[string]string{"nbconvert": "5.0.0"})
	if _, err := c.Jupyter(); err == nil || !strings.Contains(err.Error(), "make setup") {
		t.Errorf("error is %v, want advice to set up again", err)
	}
}

func TestVenvOfOtherPackages(t *testing.T) {
	c := Checkout{Root: t.TempDir()}
	write := func(path, content string) {
		t.Helper()
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(content), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	write(c.venvPython(), "")
	list := []requirement{{"a", "1"}}
	for stamp, want := range map[string]bool{
		digestOf(list) + "\n": true,
		"incomplete\n":        false,
		digestOf(nil) + "\n":  false,
	} {
		write(c.venv(stampName), stamp)
		if got := c.venvHolds(list); got != want {
			t.Errorf("stamp %q: holds is %v", stamp, got)
		}
	}
}

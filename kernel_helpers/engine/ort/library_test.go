package ort

import (
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine/enginetest"
)

// makeCheckout makes an empty checkout and a PATH with nothing on it, and goes there.
func makeCheckout(t *testing.T) string {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	root = filepath.Join(root, "vfm [1]") // a name that is also a pattern
	if err := os.WriteFile(touch(t, filepath.Join(root, "go.mod")), []byte("module github.com/vfm-go/vfm\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	touch(t, filepath.Join(root, "kernel_helpers", "x.go"))
	touch(t, filepath.Join(root, "notebooks", "x.ipynb"))
	t.Chdir(filepath.Join(root, "notebooks"))
	t.Setenv(LibraryVariable, "")
	t.Setenv("LD_LIBRARY_PATH", "")
	t.Setenv("PATH", filepath.Join(root, "path"))
	return root
}

func touch(t *testing.T, path string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func checkFound(t *testing.T, want string) {
	t.Helper()
	if got, tried, err := FindLibrary(); got != want || err != nil {
		t.Errorf("got %q, %v, want %s; tried %q", got, err, want, tried)
	}
}

// TestFindLibraryOrder adds libraries from the last place to the first: each one wins over those before.
func TestFindLibraryOrder(t *testing.T) {
	root := makeCheckout(t)
	name := strings.TrimSuffix(libraryPattern(), "*")
	system := filepath.Join(root, "system")
	t.Setenv("LD_LIBRARY_PATH", system)
	checkFound(t, touch(t, filepath.Join(system, name)))
	checkFound(t, touch(t, filepath.Join(root, ".tools", "node_modules", "onnxruntime-node", "bin", "napi-v6", nodePlatform(), name+".1")))

	site := filepath.Join(root, "site-packages", "onnxruntime")
	python := touch(t, filepath.Join(root, "path", "python3"))
	if err := errors.Join(os.WriteFile(python, []byte("#!/bin/sh\necho "+site+"\n"), 0o755), os.Chmod(python, 0o755)); err != nil {
		t.Fatal(err)
	}
	checkFound(t, touch(t, filepath.Join(site, "capi", name+".1.24.1")))
	checkFound(t, touch(t, filepath.Join(root, ".venv", "lib", "python3.12", "site-packages", "onnxruntime", "capi", name+".1.30.0")))

	own := touch(t, filepath.Join(root, "my.so"))
	t.Setenv(LibraryVariable, own)
	checkFound(t, own)
	t.Setenv(LibraryVariable, root)
	_, _, err := FindLibrary()
	enginetest.CheckError(t, err, LibraryVariable, root, "make setup")
}

func TestFindLibraryPassesOverOld(t *testing.T) {
	root := makeCheckout(t)
	name := strings.TrimSuffix(libraryPattern(), "*")
	capi := filepath.Join(root, ".venv", "lib", "python3.12", "site-packages", "onnxruntime", "capi")
	old := touch(t, filepath.Join(capi, name+".1.9.2"))
	touch(t, filepath.Join(capi, "libonnxruntime_providers_shared.so"))
	want := touch(t, filepath.Join(root, ".tools", "node_modules", "onnxruntime-node", "bin", "napi-v6", nodePlatform(), name+".1"))
	got, tried, err := FindLibrary()
	if got != want || err != nil || !slices.ContainsFunc(tried, func(s string) bool { return strings.HasPrefix(s, old) && strings.Contains(s, "older") }) {
		t.Errorf("got %q, %v; tried %q", got, err, tried)
	}
}

func TestFindLibraryNothing(t *testing.T) {
	root := makeCheckout(t)
	path, tried, err := FindLibrary()
	if err == nil {
		t.Skipf("the system itself has %s", path)
	}
	enginetest.CheckError(t, err, "make setup", LibraryVariable, filepath.Join(root, ".venv"))
	if len(tried) < 3 {
		t.Errorf("tried only %q", tried)
	}
}

func TestOlder(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"1.9.2", "1.24", true}, {"1.23.9", "1.24", true}, {"1.24", "1.24", false},
		{"1.24.1", "1.24", false}, {"2.0.0", "1.24", false}, {"0.99", "1.24", true},
	} {
		if got := older(c.a, c.b); got != c.want {
			t.Errorf("older(%s, %s) = %v", c.a, c.b, got)
		}
	}
}

// TestBadLibrary opens files that are not the runtime, in a process where nothing is loaded yet, and
// then the right one.
func TestBadLibrary(t *testing.T) {
	good, _, err := FindLibrary()
	if err != nil {
		t.Skip("no ONNX Runtime on this machine: run `make setup`")
	}
	const inChild = "VFM_TEST_BAD_LIBRARY"
	if os.Getenv(inChild) == "" {
		child := exec.Command(os.Args[0], "-test.run=^TestBadLibrary$", "-test.v")
		child.Env = append(os.Environ(), inChild+"=1", LibraryVariable+"="+good)
		if out, err := child.CombinedOutput(); err != nil {
			t.Errorf("%v:\n%s", err, out)
		}
		return
	}
	for _, bad := range []string{"library_test.go", filepath.Join(t.TempDir(), "missing.so")} {
		_, err := Open(Options{Library: bad})
		enginetest.CheckError(t, err, bad, "make setup", MinVersion)
	}
	e := open(t, Options{Library: good})
	_, err = Open(Options{Library: "library_test.go"})
	enginetest.CheckError(t, err, "library_test.go", "already runs")
	if e.Version() == "" {
		t.Error("no version")
	}
}

package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/setup"
)

func TestDoctorOfParts(t *testing.T) {
	t.Setenv("VFM_CACHE", t.TempDir())
	code, stdout, stderr := vfm(t.Context(), "doctor", "cache")
	if code != exitDone || !strings.HasPrefix(stdout, "ok       cache ") || strings.Count(stdout, "\n") != 1 || stderr != "" {
		t.Errorf("exit code %d, %q, %q", code, stdout, stderr)
	}
	code, _, stderr = vfm(t.Context(), "doctor", "cahce")
	if code != exitUsage || !strings.Contains(stderr, "did you mean cache?") {
		t.Errorf("a wrong name: exit code %d, %q", code, stderr)
	}
	t.Setenv("PATH", t.TempDir()) // a part that vfm can do without is what the caller asks for
	code, stdout, _ = vfm(t.Context(), "doctor", "Chromium")
	if code != exitFailed || !strings.HasPrefix(stdout, "MISSING  Chromium") {
		t.Errorf("no Chromium: exit code %d, %q", code, stdout)
	}
}

// TestStopsWithASentence: who presses Ctrl-C gets no "context canceled".
func TestStopsWithASentence(t *testing.T) {
	checkoutFolder(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, name := range []string{"setup", "doctor"} {
		code, _, stderr := vfm(ctx, name)
		if code != exitFailed || !strings.HasPrefix(stderr, "stopped; ") || strings.Count(stderr, "\n") != 1 {
			t.Errorf("%s: exit code %d, %q", name, code, stderr)
		}
	}
}

// TestPointsAreThoseOfThisRun: they are printed if a report replaced the file, at whatever time and with
// whatever in it.
func TestPointsAreThoseOfThisRun(t *testing.T) {
	out := t.TempDir()
	write := func() {
		t.Helper()
		tmp := summaryPath(out) + ".tmp"
		if err := os.WriteFile(tmp, []byte(`{"winner": "A"}`), 0o644); err != nil {
			t.Fatal(err)
		}
		if info, err := os.Stat(summaryPath(out)); err == nil { // a clock that stands still
			if err := os.Chtimes(tmp, info.ModTime(), info.ModTime()); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Rename(tmp, summaryPath(out)); err != nil {
			t.Fatal(err)
		}
	}
	print := func(before os.FileInfo) string {
		t.Helper()
		var b bytes.Buffer
		if err := printReport(&b, out, before); err != nil {
			t.Fatal(err)
		}
		return b.String()
	}
	if said := print(nil); said != "" {
		t.Errorf("no report, said %q", said)
	}
	write()
	if said := print(nil); !strings.Contains(said, "winner: A") || !strings.Contains(said, filepath.Join(out, "index.html")) {
		t.Errorf("the first report, said %q", said)
	}
	before, err := os.Stat(summaryPath(out))
	if err != nil {
		t.Fatal(err)
	}
	if said := print(before); said != "" {
		t.Errorf("no new report, said %q", said)
	}
	write()
	if said := print(before); !strings.Contains(said, "winner: A") {
		t.Errorf("the same report made again, said %q", said)
	}
}

// checkoutFolder makes an empty checkout and goes there.
func checkoutFolder(t *testing.T) (root string) {
	t.Helper()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(root, "kernel_helpers", "setup"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, "go.mod"), []byte("module github.com/vfm-go/vfm\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	return root
}

// TestJupyter starts a program that stands for jupyter and says how it was called.
func TestJupyter(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a POSIX shell")
	}
	suiteFile := tinySuite(t)
	root := checkoutFolder(t)
	program := filepath.Join(root, "jupyter")
	if err := os.WriteFile(program, []byte("#!/bin/sh\necho \"$PWD|$*|$VFM_SUITE|$VFM_OUT\"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	launcher, err := digest.File(t.Context(), program)
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(setup.Jupyter{Program: program, App: "lab", Launcher: launcher.String()})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.Mkdir(filepath.Join(root, ".tools"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(root, ".tools", "jupyter.json"), data, 0o644); err != nil {
		t.Fatal(err)
	}
	code, stdout, stderr := vfm(t.Context(), "jupyter", "-suite", suiteFile, "--", "--no-browser")
	want := fmt.Sprintf("%s|lab --notebook-dir=%s %s --no-browser|%s|%s\n", root, root,
		filepath.Join("notebooks", "00_start.ipynb"), suiteFile, filepath.Join(root, "reports", "tiny"))
	if code != exitDone || stdout != want {
		t.Errorf("exit code %d, %s\ngot  %swant %s", code, stderr, stdout, want)
	}
}

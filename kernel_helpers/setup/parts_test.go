package setup

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"golang.org/x/mod/modfile"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// TestGonbIsThatOfGoMod: cells are linked with gonb's package gonbui, and speak with the kernel through it.
func TestGonbIsThatOfGoMod(t *testing.T) {
	data, err := os.ReadFile("../../go.mod")
	if err != nil {
		t.Fatal(err)
	}
	mod, err := modfile.Parse("go.mod", data, nil)
	if err != nil {
		t.Fatal(err)
	}
	version, isTool := "", false
	for _, r := range mod.Require {
		if r.Mod.Path == gonb.module {
			version = r.Mod.Version
		}
	}
	for _, tool := range mod.Tool {
		isTool = isTool || tool.Path == gonb.path
	}
	if version != gonb.version || !isTool {
		t.Errorf("go.mod has gonb %q (tool: %v), set-up has %s", version, isTool, gonb.version)
	}
}

func TestToolCheck(t *testing.T) {
	program, err := os.Executable() // some Go program that is not the tool
	if err != nil {
		t.Fatal(err)
	}
	textFile := filepath.Join(t.TempDir(), "gopls")
	if err := os.WriteFile(textFile, []byte("#!/bin/sh\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		filepath.Join(t.TempDir(), "gopls"): "bin/gopls is not built",
		program:                             ", not v0.21.1",
		textFile:                            "reading bin/gopls",
	} {
		if err := gopls.check(path); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: error is %v, want %q", path, err, want)
		}
	}
}

func TestKernel(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("paths differ")
	}
	spec, err := json.MarshalIndent(Checkout{Root: "/home/ada/my $vfm"}.kernel("/usr/local/go/bin"), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/kernel.json", append(spec, '\n'))
}

func TestKernelPart(t *testing.T) {
	c := Checkout{Root: t.TempDir()}
	p := c.kernelPart()
	if p.Find(t.Context()).OK {
		t.Fatal("found before it was installed")
	}
	if f, err := p.Install(t.Context(), nil); err != nil || !f.OK {
		t.Fatalf("installed: %v, %v", f, err)
	}
	moved := Checkout{Root: t.TempDir()}
	if err := os.Rename(c.tools(), moved.tools()); err != nil {
		t.Fatal(err)
	}
	if f := moved.kernelPart().Find(t.Context()); f.OK {
		t.Error("the kernel of another checkout is taken for this one's")
	}
}

func TestEnvPutsOwnKernelFirst(t *testing.T) {
	c := Checkout{Root: "/vfm"}
	for old, want := range map[string]string{"": c.tools("jupyter"), "/other": c.tools("jupyter") + string(filepath.ListSeparator) + "/other"} {
		t.Setenv("JUPYTER_PATH", old)
		count := 0
		for _, v := range c.Env() {
			if value, ok := strings.CutPrefix(v, "JUPYTER_PATH="); ok {
				count++
				if value != want {
					t.Errorf("JUPYTER_PATH is %q, want %q", value, want)
				}
			}
		}
		if count != 1 {
			t.Errorf("JUPYTER_PATH is there %d times", count)
		}
	}
}

func TestCache(t *testing.T) {
	find := Checkout{}.cachePart().Find
	dir := t.TempDir()
	t.Setenv("VFM_CACHE", filepath.Join(dir, "cache"))
	if f := find(t.Context()); !f.OK || !strings.Contains(f.What, filepath.Join(dir, "cache")) {
		t.Errorf("got %+v", f)
	}
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Setenv("VFM_CACHE", filepath.Join(file, "cache"))
	if f := find(t.Context()); f.OK || !strings.Contains(f.Mend, "VFM_CACHE") {
		t.Errorf("a cache inside a file: got %+v", f)
	}
	if free, ok := shelf.Free(dir); ok && free == 0 {
		t.Error("no free space where a file was just written")
	}
}

// TestEngineChoiceIsKept: who names a library gets that one or an error, never another.
func TestEngineChoiceIsKept(t *testing.T) {
	t.Setenv("ONNXRUNTIME_LIB", filepath.Join(t.TempDir(), "none.so"))
	p := Checkout{Root: t.TempDir()}.enginePart(&pythonIndex{})
	f, err := p.Install(context.Background(), nil)
	if err != nil || f.OK || !strings.Contains(f.What, "none.so") {
		t.Errorf("got %+v, %v", f, err)
	}
}

// fakeProgram writes a shell script into dir, and puts dir on the PATH before all else.
func fakeProgram(t *testing.T, dir, name, script string) {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a POSIX shell")
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, name), []byte("#!/bin/sh\n"+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	t.Setenv("PATH", dir+string(filepath.ListSeparator)+os.Getenv("PATH"))
}

// TestGoIsThatOfThePath: cells are compiled by it, not by the Go that built this program.
func TestGoIsThatOfThePath(t *testing.T) {
	c, dir := Checkout{Root: t.TempDir()}, t.TempDir()
	fakeProgram(t, dir, "go", `[ "$1 $3 $4" = "-C env GOVERSION" ] && echo go1.99.7`)
	if f := c.goPart().Find(t.Context()); !f.OK || f.What != "go1.99.7 at "+filepath.Join(dir, "go") {
		t.Errorf("got %+v", f)
	}
	fakeProgram(t, dir, "go", `echo "go: go.mod requires go >= 1.26 (running go 1.18)" >&2; exit 1`)
	if f := c.goPart().Find(t.Context()); f.OK || !strings.Contains(f.What, "requires go >= 1.26") || f.Mend == "" {
		t.Errorf("an old Go: got %+v", f)
	}
}

// TestJPEGIsLookedForAfterInstallation: a package manager's word is not enough.
func TestJPEGIsLookedForAfterInstallation(t *testing.T) {
	dir := t.TempDir()
	fakeProgram(t, dir, "sudo", `[ "$1" = -n ] && shift; exec "$@"`)
	fakeProgram(t, dir, "apt-get", "exit 0")
	c := Checkout{Root: t.TempDir()}
	log, _ := newTestLog(t)
	for script, want := range map[string]bool{
		`[ "$*" = "doctor libjpeg-turbo" ]`:                          true,
		"echo without libjpeg-turbo: error: wrong ELF class; exit 1": false,
	} {
		fakeProgram(t, c.bin(""), "vfm", script)
		f, err := c.jpegPart().Install(t.Context(), log)
		if err != nil || f.OK != want || !want && (!strings.Contains(f.What, "wrong ELF class") || f.Mend == "") {
			t.Errorf("%s: got %+v, %v", script, f, err)
		}
	}
}

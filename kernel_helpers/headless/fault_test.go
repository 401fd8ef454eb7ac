package headless

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// TestFaults judges notebooks that Jupyter and gonb 0.11.3 wrote, one for each way in which a cell can fail;
// nbconvert's exit status was 0 for every one of them.
func TestFaults(t *testing.T) {
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	for _, file := range files {
		n, err := Read(file)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&got, "== %s\n", filepath.Base(file))
		for _, f := range n.Faults() {
			fmt.Fprintln(&got, f)
		}
		good := filepath.Base(file) == "fine.json"
		if len(n.Faults()) == 0 != good {
			t.Errorf("%s: %d faults", file, len(n.Faults()))
		}
	}
	golden.Check(t, "testdata/faults.txt", got.Bytes())
}

func TestFaultOfCell(t *testing.T) {
	stderr := func(s string) []Output { return []Output{{Type: "stream", Stream: "stderr", Text: text(s)}} }
	one := 1
	tests := []struct {
		name string
		cell Cell
		want string // part of the message; "" = no fault
	}{
		{"ran", Cell{ExecutionCount: &one}, ""},
		{"never ran", Cell{}, notExecuted},
		{"warning on stderr", Cell{ExecutionCount: &one, Outputs: stderr("vfm: warning: 3 images\n")}, ""},
		{"speaks of an exit status", Cell{ExecutionCount: &one, Outputs: stderr("the exit status 1 means failure\n")}, ""},
		{"exit status on stdout", Cell{ExecutionCount: &one, Outputs: []Output{{Type: "stream", Stream: "stdout", Text: "exit status 1\n"}}}, ""},
		{"interrupted", Cell{ExecutionCount: &one, Outputs: stderr("^C\nsignal: interrupt\n")}, "signal: interrupt"},
		{"out of memory", Cell{ExecutionCount: &one, Outputs: stderr("fatal error: runtime: out of memory\n\ngoroutine 1")}, "out of memory"},
		{"second shell line", Cell{ExecutionCount: &one, Outputs: stderr("exit status 3\nlater text\n")}, "exit status 3"},
		{"error without text", Cell{ExecutionCount: &one, Outputs: []Output{{Type: "error", ErrorName: "ERROR"}}}, "ERROR"},
	}
	for _, tt := range tests {
		tt.cell.Type, tt.cell.Source = "code", "%%\nwork()"
		faults := Notebook{Cells: []Cell{{Type: "markdown"}, tt.cell}}.Faults()
		switch {
		case tt.want == "" && len(faults) == 0:
		case tt.want != "" && len(faults) == 1 && faults[0].Cell == 2 && faults[0].Source == "work()" && strings.Contains(faults[0].Message, tt.want):
		default:
			t.Errorf("%s: got %v, want %q", tt.name, faults, tt.want)
		}
	}
}

// judge feeds the cells of notebooks to the hook of nbconvert.py and prints for each code cell whether it is
// taken for failed. Notebook files store texts as lists of lines; in nbconvert they are strings.
const judge = `
import json, sys, types
environment = {"get_config": lambda: types.SimpleNamespace(ExecutePreprocessor=types.SimpleNamespace())}
exec(open(sys.argv[1]).read(), environment)
for path in sys.argv[2:]:
    for cell in json.load(open(path), object_hook=lambda d: types.SimpleNamespace(**d)).cells:
        for o in cell.outputs:
            o.text = "".join(getattr(o, "text", ""))
        environment["failed"] = False
        environment["after"](cell=cell, cell_index=0)
        print(environment["failed"])
`

// TestHookAgrees: what stops a run early is what is judged to have failed afterwards.
func TestHookAgrees(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("needs python3")
	}
	config := filepath.Join(t.TempDir(), "nbconvert.py")
	if err := os.WriteFile(config, []byte(nbconvertConfig), 0o644); err != nil {
		t.Fatal(err)
	}
	long := filepath.Join(t.TempDir(), "long.json")
	said := `"\u001b[31m\u009f%nosuch\" unknown or not implemented yet.\r\n` + strings.Repeat(`line\n`, 40)
	cell := `{"cell_type": "code", "execution_count": 1, "source": "x", "outputs": [{"output_type": "stream", "name": "stderr", "text": "\` + said + `"}]}`
	if err := os.WriteFile(long, []byte(`{"nbformat": 4, "cells": [`+cell+`]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("testdata/*.json")
	if err != nil {
		t.Fatal(err)
	}
	files = append(files, long)
	out, err := exec.Command(python, append([]string{"-c", judge, config}, files...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	verdicts := strings.Fields(string(out))
	failed := 0
	for _, file := range files {
		n, err := Read(file)
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range n.Cells {
			want := c.fault() != "" && c.fault() != notExecuted
			if got := len(verdicts) > 0 && verdicts[0] == "True"; got != want {
				t.Errorf("%s, cell %d: the hook says failed %v, Faults says %v", file, i+1, got, want)
			}
			verdicts = verdicts[min(1, len(verdicts)):]
			if want {
				failed++
			}
		}
	}
	if failed != len(files)-1 || len(verdicts) > 0 {
		t.Errorf("%d cells of %d notebooks failed, %d verdicts are left; all notebooks but one have one", failed, len(files), len(verdicts))
	}
}

func TestEmptyCellsNeedNotRun(t *testing.T) {
	n := Notebook{Cells: []Cell{{Type: "code", Source: " \n"}, {Type: "raw", Source: "x"}, {Type: "markdown", Source: "x"}}}
	if faults := n.Faults(); len(faults) > 0 {
		t.Errorf("got %v, want no faults", faults)
	}
}

func TestReadRefuses(t *testing.T) {
	for name, content := range map[string]string{"not JSON": "{", "another format": `{"nbformat": 3, "worksheets": []}`, "no notebook": `{"cells": 1}`} {
		path := filepath.Join(t.TempDir(), "n.ipynb")
		if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := Read(path); err == nil || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: error is %v, want one that names the file", name, err)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, name := range []string{"fine", "panic", "compile"} {
		data, err := os.ReadFile("testdata/" + name + ".json")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		n, err := parse(data)
		if err != nil {
			return
		}
		for _, fault := range n.Faults() {
			if strings.ContainsAny(fault.Message+fault.Source, "\x1b\r\x00") {
				t.Errorf("control characters in %q", fault)
			}
		}
	})
}

package headless

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/gofrs/flock"
)

// fakeJupyter writes a shell script that stands for jupyter. It finds the folder of --output-dir in $out
// and the scratch folder in $TMPDIR.
func fakeJupyter(t *testing.T, script string) string {
	t.Helper()
	if runtime.GOOS == "windows" {
		t.Skip("needs a POSIX shell")
	}
	path := filepath.Join(t.TempDir(), "jupyter")
	head := "#!/bin/sh\nwhile [ $# -gt 1 ]; do [ \"$1\" = --output-dir ] && out=$2; shift; done\nnotebook=$1\n"
	if err := os.WriteFile(path, []byte(head+script+"\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestRunReadsOutputs(t *testing.T) {
	o := Options{Out: t.TempDir(), Jupyter: fakeJupyter(t, `
echo "I1123 12:55:39.950697   27875 main.go:187] kernel created" >&2
echo "vfm-cell 1" >&2; echo "vfm-cell 2" >&2
cp "$notebook" "$out/"`)}
	var seen []int
	o.OnCell = func(cell, cells int) { seen = append(seen, cell, cells) }
	if faults, err := Run(t.Context(), o, "testdata/fine.json"); err != nil || len(faults) != 0 {
		t.Errorf("fine: got %v, %v", faults, err)
	}
	if len(seen) != 4 || seen[0] != 1 || seen[1] != 3 || seen[2] != 2 {
		t.Errorf("cells reported: %v, want 1 of 3 and 2 of 3", seen)
	}
	if faults, err := Run(t.Context(), o, "testdata/panic.json"); err != nil || len(faults) != 1 {
		t.Errorf("panic: got %v, %v; want one fault", faults, err)
	}
}

func TestRunWithoutOutputs(t *testing.T) {
	out := t.TempDir()
	o := Options{Out: out, Jupyter: fakeJupyter(t, `printf 'Traceback\nDeadKernelError: Kernel died\n' >&2; exit 1`)}
	_, err := Run(t.Context(), o, "testdata/fine.json")
	if err == nil || !strings.Contains(err.Error(), "DeadKernelError: Kernel died") || !strings.Contains(err.Error(), "fine.json") {
		t.Errorf("error is %v, want the last line of what was said, and the notebook", err)
	}
	if log, err := os.ReadFile(filepath.Join(out, "fine.log")); err != nil || !strings.Contains(string(log), "Traceback") {
		t.Errorf("log is %q, %v", log, err)
	}
	// An earlier run's outputs must not be taken for those of a run that wrote none.
	o.Jupyter = fakeJupyter(t, "exit 0")
	if err := os.WriteFile(filepath.Join(out, "fine.json"), []byte(`{"nbformat": 4}`), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), o, "testdata/fine.json"); err == nil {
		t.Error("a run without outputs passed")
	}
}

func TestRunOfNothingSaysWhatToName(t *testing.T) {
	_, err := Run(t.Context(), Options{Out: t.TempDir()}, "testdata/none.ipynb")
	if err == nil || !strings.Contains(err.Error(), "testdata/none.ipynb") || !strings.Contains(err.Error(), "name an .ipynb file") {
		t.Errorf("error is %v, want the file and what to do", err)
	}
}

func TestRunKeepsTheNotebook(t *testing.T) {
	o := Options{Out: "testdata", Jupyter: fakeJupyter(t, "exit 0")}
	if _, err := Run(t.Context(), o, "testdata/fine.json"); err == nil {
		t.Error("the outputs went over the notebook itself")
	}
	if _, err := Read("testdata/fine.json"); err != nil {
		t.Error(err)
	}
}

func TestCancelStopsAllProcesses(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	ctx, cancel := context.WithCancel(t.Context())
	// A kernel in a session of its own that does not mind being asked to stop.
	o := Options{Out: t.TempDir(), Jupyter: fakeJupyter(t, `
sh -c 'trap "" TERM; while :; do sleep 1; done' "$TMPDIR/kernel" &
echo "vfm-cell 1" >&2
wait`)}
	var dir string
	o.OnCell = func(int, int) {
		dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), runPattern+"*"))
		if len(dirs) == 1 {
			dir = dirs[0]
		}
		cancel()
	}
	if _, err := Run(ctx, o, "testdata/fine.json"); err == nil || ctx.Err() == nil {
		t.Errorf("error is %v, want a cancelled context", err)
	}
	if dir == "" {
		t.Fatal("no scratch folder was seen")
	}
	if left := processesNaming(dir); len(left) > 0 {
		t.Errorf("%d processes are left", len(left))
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("the scratch folder is left: %v", err)
	}
}

// TestSweep leaves a scratch folder as a killed run does, and one that is in use.
func TestSweep(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("needs a POSIX shell")
	}
	t.Setenv("TMPDIR", t.TempDir())
	used, err := newScratch()
	if err != nil {
		t.Fatal(err)
	}
	defer used.remove()
	dead := filepath.Join(os.TempDir(), runPattern+"dead")
	if err := os.MkdirAll(dead, 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dead, lockName), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	orphan := exec.Command("sh", "-c", "while :; do sleep 1; done", dead+"/kernel")
	if err := orphan.Start(); err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- orphan.Wait() }()
	sweep()
	select {
	case <-ended:
	case <-time.After(10 * time.Second):
		t.Error("the process of a dead run goes on")
	}
	if _, err := os.Stat(dead); !os.IsNotExist(err) {
		t.Errorf("the folder of a dead run is left: %v", err)
	}
	if _, err := os.Stat(used.dir); err != nil {
		t.Errorf("the folder of a running one was removed: %v", err)
	}
	if locked, _ := flock.New(filepath.Join(used.dir, lockName)).TryLock(); locked {
		t.Error("a folder in use is not locked")
	}
}

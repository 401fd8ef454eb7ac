package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread/spreadtest"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
)

// workerScript starts a worker as a runner asks for one, and notes the number of its process.
const workerScript = `#!/bin/sh
id=$(echo "${1#--id=}" | tr -d "'")
at=${2#--provision_endpoint=}
echo $$ >> %q
exec env %s=1 %q -worker -id "$id" -logging_endpoint "$at" -control_endpoint "$at"
`

// TestWorkerKilled has workers that are processes of their own, and kills one in each of four jobs. Prism may wait for a
// worker that is gone, so the command is ended each time, and given again: nothing is doubled or missing.
func TestWorkerKilled(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir, cache, work := spreadtest.Demo(t), t.TempDir(), t.TempDir()
	script, workers := filepath.Join(t.TempDir(), "worker"), filepath.Join(t.TempDir(), "workers")
	if err := os.WriteFile(script, fmt.Appendf(nil, workerScript, workers, commandVariable, os.Args[0]), 0o755); err != nil {
		t.Fatal(err)
	}
	args := func(out string, more ...string) []string {
		return append([]string{"-suite", filepath.Join(dir, "suite.yaml"), "-model", "micro-clip", "-seeds", "seeds,more", "-pool", filepath.Join(dir, "pool"), "-tile", "64", "-block", "1", "-out", out}, more...)
	}
	apart := func(out string) []string {
		return args(out, "-runner", "universal", "-endpoint", jobServer(t), "-environment_type", "PROCESS", "-environment_config", fmt.Sprintf(`{"command": %q}`, script), "-work", work)
	}
	want, got := filepath.Join(t.TempDir(), "grown"), filepath.Join(t.TempDir(), "grown")
	if code, _, stderr := command(t, cache, args(want)...); code != exitDone {
		t.Fatalf("exit code %d, %s", code, stderr)
	}
	for _, kind := range []string{"seen-*", "alike-*/alike-*", "near-*/found-*", "compare-*/similar-*"} {
		c := exec.Command(os.Args[0], apart(got)...)
		c.Env = append(os.Environ(), commandVariable+"=1", "VFM_CACHE="+cache)
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		killWorker(t, workers, filepath.Join(work, "*", kind))
		c.Process.Kill()
		c.Wait()
	}
	if code, _, stderr := command(t, cache, apart(got)...); code != exitDone {
		t.Fatalf("after the kills: exit code %d, %s", code, stderr)
	}
	a, b := files(t, want), files(t, got)
	for _, name := range []string{curate.CardName, curate.KeptName, curate.DroppedName} {
		if a[name] == "" || a[name] != b[name] {
			t.Errorf("after the kills %s is not the same", name)
		}
	}
}

// killWorker kills the worker that was started last when a file appears.
func killWorker(t *testing.T, workers, pattern string) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(time.Millisecond) {
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("there is no %s", pattern)
		}
	}
	list, err := os.ReadFile(workers)
	if err != nil {
		t.Fatal(err)
	}
	numbers := strings.Fields(string(list))
	pid, err := strconv.Atoi(numbers[len(numbers)-1])
	if err != nil {
		t.Fatal(err)
	}
	if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
		t.Fatalf("%s: killing worker %d: %v", pattern, pid, err)
	}
}

package spread

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread/spreadtest"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
)

// micro is the model of the demo.
func micro(dir, cache string) Model {
	return Model{Suite: filepath.Join(dir, "suite.yaml"), Name: "micro-clip", Cache: cache}
}

// TestFailingShards lets a shard of each job fail: its file cannot be written. The engine, or here the next try, does it again.
func TestFailingShards(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir, cache, work := spreadtest.Demo(t), t.TempDir(), t.TempDir()
	want, err := grow(t, dir, cache, curate.Settings{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	obstacles := map[string]string{Embed: "seen-0000001", Alike: "alike-*/alike-0000002", Near: "near-*/found-0000002", Compare: "compare-*/similar-0000000", Retrieve: "retrieve-*/found-0000000"}
	tries := map[string]int{}
	m := &Machines{Model: micro(dir, cache), Work: work, Tile: 64, Block: 1, Tries: 2}
	m.OnJob = func(name string, _ int, failed error) {
		tries[name]++
		if tries[name] == 1 {
			blockFile(t, filepath.Join(work, "*", obstacles[name]))
			return
		}
		found, err := filepath.Glob(filepath.Join(work, "*", obstacles[name], "in the way"))
		if failed == nil || err != nil || len(found) == 0 {
			return
		}
		if err := os.RemoveAll(filepath.Dir(found[0])); err != nil {
			t.Error(err)
		}
	}
	got, err := grow(t, dir, cache, curate.Settings{}, m)
	if err != nil {
		t.Fatal(err)
	}
	for name := range obstacles {
		if tries[name] < 2 {
			t.Errorf("the job %s did not fail", name)
		}
	}
	differ(t, "after the failures", got, want)
}

// blockFile puts a folder where a file is to be, in the one folder that matches the pattern's.
func blockFile(t *testing.T, pattern string) {
	t.Helper()
	folders, err := filepath.Glob(filepath.Dir(pattern))
	if err != nil || len(folders) != 1 {
		t.Fatalf("%s: %v, %v", pattern, folders, err)
	}
	if err := os.MkdirAll(filepath.Join(folders[0], filepath.Base(pattern), "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
}

// TestTriesEnd has a shard that always fails.
func TestTriesEnd(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir, cache, work := spreadtest.Demo(t), t.TempDir(), t.TempDir()
	tries := 0
	m := &Machines{Model: micro(dir, cache), Work: work, Tile: 64, Tries: 2, OnJob: func(string, int, error) {
		if tries++; tries == 1 {
			blockFile(t, filepath.Join(work, "*", "seen-0000001"))
		}
	}}
	_, err := grow(t, dir, cache, curate.Settings{}, m)
	if err == nil || !strings.Contains(err.Error(), "seen-0000001") || tries != 2 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

// killedVariable names the folders of a curation that is to be killed.
const killedVariable = "VFM_TEST_KILLED"

// TestKilled kills the process, workers and all, when the first file of a kind appears, and starts it again.
func TestKilled(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir, cache, work := spreadtest.Demo(t), t.TempDir(), t.TempDir()
	want, err := grow(t, dir, cache, curate.Settings{}, nil)
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{"seen-*", "alike-*/alike-*", "near-*/found-*", "compare-*/similar-*"} {
		c := exec.Command(os.Args[0], "-test.run=^TestToBeKilled$")
		c.Env = append(os.Environ(), killedVariable+"="+strings.Join([]string{dir, cache, work}, "\n"))
		if err := c.Start(); err != nil {
			t.Fatal(err)
		}
		killWhen(t, c, filepath.Join(work, "*", file))
	}
	got, err := grow(t, dir, cache, curate.Settings{}, &Machines{Model: micro(dir, cache), Work: work, Tile: 64, Block: 1})
	if err != nil {
		t.Fatal(err)
	}
	differ(t, "after the kills", got, want)
}

// killWhen kills a command when a file appears.
func killWhen(t *testing.T, c *exec.Cmd, pattern string) {
	t.Helper()
	ended := make(chan error, 1)
	go func() { ended <- c.Wait() }()
	for {
		select {
		case err := <-ended:
			t.Fatalf("%s: the process ended before it was killed: %v", pattern, err)
		case <-time.After(time.Millisecond):
		}
		if found, _ := filepath.Glob(pattern); len(found) > 0 {
			c.Process.Kill()
			<-ended
			return
		}
	}
}

// TestToBeKilled is the process that TestKilled kills.
func TestToBeKilled(t *testing.T) {
	folders := strings.Split(os.Getenv(killedVariable), "\n")
	if len(folders) != 3 {
		t.Skip("TestKilled runs it")
	}
	m := &Machines{Model: micro(folders[0], folders[1]), Work: folders[2], Tile: 64, Block: 1}
	grow(t, folders[0], folders[1], curate.Settings{}, m)
	time.Sleep(time.Minute) // to be killed also if the file came last
}

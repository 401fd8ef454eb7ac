package main

import (
	"bytes"
	"flag"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread/spreadtest"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/growing"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// commandVariable makes this program the command.
const commandVariable = "VFM_TEST_COMMAND"

func TestMain(m *testing.M) {
	if os.Getenv(commandVariable) != "" {
		main()
	}
	os.Exit(m.Run())
}

// command runs vfm-beam and returns its exit code and what it printed.
func command(t *testing.T, cache string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	c := exec.Command(os.Args[0], args...)
	c.Env = append(os.Environ(), commandVariable+"=1", "VFM_CACHE="+cache)
	var out, problems bytes.Buffer
	c.Stdout, c.Stderr = &out, &problems
	if err := c.Run(); c.ProcessState == nil {
		t.Fatal(err)
	}
	return c.ProcessState.ExitCode(), out.String(), problems.String()
}

// files are the contents of all files below a folder.
func files(t *testing.T, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[name] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestCommand compares every file of the new data set, its page among them, with those of vfm curate.
func TestCommand(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir, cache := spreadtest.Demo(t), t.TempDir()
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r := growing.Request{From: curate.Sources{Model: "micro-clip", Seeds: []string{"seeds", "more"}, Pool: filepath.Join(dir, "pool")}, Settings: curate.Settings{K: 3, Planted: 4}, Out: filepath.Join(t.TempDir(), "grown")}
	out, err := curate.Run(t.Context(), s, experiment.Options{Cache: cache}, r.From, r.Settings)
	if err == nil {
		err = r.Write(out)
	}
	if err != nil {
		t.Fatal(err)
	}
	var printed bytes.Buffer
	r.Print(&printed, out)
	grown := filepath.Join(t.TempDir(), "grown")
	code, stdout, stderr := command(t, cache, "-suite", filepath.Join(dir, "suite.yaml"), "-model", "micro-clip", "-seeds", "seeds,more", "-pool", r.From.Pool, "-k", "3", "-planted", "4", "-tile", "64", "-block", "1", "-out", grown)
	if code != exitDone || stdout != strings.ReplaceAll(printed.String(), r.Out, grown) {
		t.Fatalf("exit code %d, it printed\n%s%s\nwant\n%s", code, stdout, stderr, printed.String())
	}
	if lines := strings.Split(stderr, "\n"); lines[0] != "embedding 189 images" || lines[len(lines)-2] != "retrieving for 8 seeds" {
		t.Errorf("the jobs are not told:\n%s", stderr)
	}
	want, got := files(t, r.Out), files(t, grown)
	if a, b := slices.Sorted(maps.Keys(want)), slices.Sorted(maps.Keys(got)); !slices.Equal(a, b) || len(a) < 20 {
		t.Fatalf("files %q\nwant %q", b, a)
	}
	for name := range want {
		if got[name] != want[name] {
			t.Errorf("%s is not the same", name)
		}
	}
	again := filepath.Join(t.TempDir(), "grown")
	code, _, stderr = command(t, cache, "-runner", "universal", "-endpoint", jobServer(t), "-environment_type", "LOOPBACK",
		"-suite", filepath.Join(dir, "suite.yaml"), "-model", "micro-clip", "-seeds", "seeds,more", "-pool", r.From.Pool, "-k", "3", "-planted", "4", "-out", again)
	if got = files(t, again); code != exitDone || got[curate.KeptName] != want[curate.KeptName] || got[curate.DroppedName] != want[curate.DroppedName] {
		t.Errorf("by a job server: exit code %d, %d files\n%s", code, len(got), stderr)
	}
}

// jobServer starts a portable runner that knows nothing of vfm, and returns its address.
func jobServer(t *testing.T) string {
	t.Helper()
	free, err := net.Listen("tcp", "localhost:0")
	if err != nil {
		t.Fatal(err)
	}
	port := free.Addr().(*net.TCPAddr).Port
	free.Close()
	if _, err := prism.CreateJobServer(t.Context(), prism.Options{Port: port}); err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("localhost:%d", port)
}

func TestWrongUsage(t *testing.T) {
	good := []string{"-model", "m", "-seeds", "s", "-pool", "p", "-out", "o"}
	for want, args := range map[string][]string{
		"-model is missing":    nil,
		"multiple of 64":       append(good, "-tile", "100"),
		"near is 3":            append(good, "-near", "3"),
		"looked for exactly":   append(good, "-index", "inverted"),
		"here is not expected": append(good, "here"),
		"not defined: -pools":  {"-pools", "x"},
		"finding suite":        append(good, "-suite", "nowhere/it.yaml"),
	} {
		code, _, stderr := command(t, t.TempDir(), args...)
		if code == exitDone || strings.HasPrefix(want, "finding") != (code == exitFailed) || !strings.Contains(stderr, want) {
			t.Errorf("%q: exit code %d, %s", args, code, stderr)
		}
	}
	if code, stdout, _ := command(t, t.TempDir(), "-h"); code != exitDone || !strings.Contains(stdout, "-endpoint") || !strings.Contains(stdout, "-neighbours NUMBER") {
		t.Errorf("-h: exit code %d, %s", code, stdout)
	}
}

// TestReadme parses each command of README.md and of the manual.
func TestReadme(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for line := range strings.Lines(string(page) + manual) {
		words := strings.Fields(strings.ReplaceAll(line, "~", "/home"))
		if len(words) < 2 || words[0] != "bin/vfm-beam" && words[0] != "vfm-beam" {
			continue
		}
		n++
		var j job
		all := flag.NewFlagSet("", flag.ContinueOnError)
		for _, name := range beamFlags {
			all.String(name, "", "")
		}
		flagsOf(all, &j)
		all.SetOutput(io.Discard)
		if err := all.Parse(words[1:]); err != nil {
			t.Errorf("%s: %v", line, err)
		}
		if err := j.Validate(); err != nil || all.NArg() > 0 {
			t.Errorf("%s: %v, %q", line, err, all.Args())
		}
	}
	if n < 5 {
		t.Errorf("%d commands were found", n)
	}
}

// TestReadmeRuns runs the commands of README.md that build the program and grow a data set in this process, with a drawn pool
// in the place of a person's pictures.
func TestReadmeRuns(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	module := filepath.Join("..", "..")
	page, err := os.ReadFile(filepath.Join(module, "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, block, _ := strings.Cut(string(page), "```sh\n")
	block, _, _ = strings.Cut(block, "```")
	grown := filepath.Join(t.TempDir(), "grown")
	script := block
	for old, here := range map[string]string{
		"cd kernel_helpers/beam\n": "",
		"../../bin/vfm-beam":       "$BIN/vfm-beam",
		"\nbin/vfm-beam":           "\n$BIN/vfm-beam",
		"~/Pictures":               filepath.Join(spreadtest.Demo(t), "pool"),
		"-out grown":               "-out " + grown,
	} {
		if !strings.Contains(script, old) {
			t.Fatalf("README.md has no %q in\n%s", old, block)
		}
		script = strings.ReplaceAll(script, old, here)
	}
	c := exec.Command("sh", "-ec", script)
	c.Dir = module
	c.Env = append(os.Environ(), "BIN="+t.TempDir(), "VFM_CACHE="+t.TempDir())
	if out, err := c.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s\n%s", err, script, out)
	}
	if _, err := os.Stat(filepath.Join(grown, "index.html")); err != nil {
		t.Error(err)
	}
}

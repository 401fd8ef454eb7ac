package main

import (
	"bufio"
	"bytes"
	"context"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// asProgram makes the test binary behave as vfm, for tests of signals.
const asProgram = "VFM_TEST_AS_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(asProgram) != "" {
		main()
	}
	os.Exit(m.Run())
}

// vfm runs the command in this process.
func vfm(ctx context.Context, args ...string) (code int, stdout, stderr string) {
	var out, errs bytes.Buffer
	code = dispatch(ctx, args, &out, &errs)
	return code, out.String(), errs.String()
}

// TestManual keeps what -h prints of every verb in testdata/manual.txt.
func TestManual(t *testing.T) {
	var manual strings.Builder
	code, list, stderr := vfm(t.Context(), "help")
	if code != exitDone || stderr != "" {
		t.Errorf("help: exit code %d, %s", code, stderr)
	}
	manual.WriteString(list)
	for _, v := range verbs() {
		code, out, stderr := vfm(t.Context(), v.name, "-h")
		if code != exitDone || stderr != "" {
			t.Errorf("%s -h: exit code %d, %s", v.name, code, stderr)
		}
		if again, same, _ := vfm(t.Context(), "help", v.name); again != exitDone || same != out {
			t.Errorf("help %s differs from %s -h", v.name, v.name)
		}
		manual.WriteString("\n--------\n\n" + out)
	}
	golden.Check(t, "testdata/manual.txt", []byte(manual.String()))
}

func TestWrongUsage(t *testing.T) {
	s := tinySuite(t)
	for _, c := range []struct {
		args []string
		want string
	}{
		{nil, ""},
		{[]string{"rum"}, "did you mean run?"},
		{[]string{"run\x1b[2J"}, `run\x1b[2J`},
		{[]string{"help", "reprot"}, "did you mean report?"},
		{[]string{"run", "-siute", "x"}, "did you mean -suite?"},
		{[]string{"run", "-family"}, "flag needs an argument: -family"},
		{[]string{"run", "model", "x"}, "did you mean -model?"},
		{[]string{"run", "stray"}, "stray is not expected here"},
		{[]string{"run", "-engine", "tpu"}, "known: ort, xla"},
		{[]string{"run", "-device", "gpu"}, "known: cpu, cuda"},
		{[]string{"run", "-suite", s, "-model", "tinny"}, "did you mean tiny?"},
		{[]string{"run", "-suite", s, "-family", "X"}, "known: A, None"},
		{[]string{"run", "-suite", s, "-dataset", "X"}, "known: shapes, twins"},
		{[]string{"models", "x"}, "x is not expected here"},
		{[]string{"run", "-suite", "nowhere", "-device", "gpu"}, "known: cpu, cuda"}, // before the suite is read
		{[]string{"search", "-suite", "nowhere", "-model", "m", "-dataset", "d", "-device", "gpu", "x.png"}, "known: cpu, cuda"},
		{[]string{"search", "-dataset", "shapes", "x.png"}, "-model is missing"},
		{[]string{"search", "-model", "tiny", "x.png"}, "-dataset is missing"},
		{[]string{"search", "-model", "tiny", "-dataset", "shapes"}, "name at least one image file, or words"},
		{[]string{"search", "-model", "tiny", "-dataset", "shapes", "-k", "0", "x.png"}, "at least 1"},
		{[]string{"search", "-model", "tiny", "-dataset", "shapes", "-k", "many", "x.png"}, "invalid value"},
	} {
		code, stdout, stderr := vfm(t.Context(), c.args...)
		if code != exitUsage || !strings.Contains(stderr, c.want) || stdout != "" {
			t.Errorf("%q: exit code %d, want 2 and %q on stderr; stdout %q, stderr %q", c.args, code, c.want, stdout, stderr)
		}
		if len(c.args) > 0 && strings.Count(stderr, "\n") != 1 {
			t.Errorf("%q: want one line, got %q", c.args, stderr)
		}
	}
}

func TestFailures(t *testing.T) {
	for _, args := range [][]string{
		{"run", "-suite", "nowhere/suite.yaml"}, {"report", "-suite", "nowhere"}, {"models", "-suite", "nowhere"},
		{"datasets", "-suite", "nowhere"}, {"fetch", "-suite", "nowhere"}, {"search", "-suite", "nowhere", "-model", "m", "-dataset", "d", "x.png"},
	} {
		code, stdout, stderr := vfm(t.Context(), args...)
		if code != exitFailed || !strings.Contains(stderr, "nowhere") || stdout != "" {
			t.Errorf("%q: exit code %d, stdout %q, stderr %q", args, code, stdout, stderr)
		}
	}
}

// TestInterrupt interrupts a run while it embeds. A run that was through before the signal came proves
// nothing and is done again.
func TestInterrupt(t *testing.T) {
	needsRuntime(t)
	s := tinySuite(t)
	for range 20 {
		code, stderr := interrupted(t, "0 of", "run", "-suite", s, "-out", t.TempDir())
		if code == exitDone {
			continue
		}
		if code != exitFailed || !strings.HasSuffix(stderr, "stopped; finished parts are kept; run the same command again to go on\n") {
			t.Errorf("exit code %d, stderr %q", code, stderr)
		}
		return
	}
	t.Error("an interrupted run goes on to its end")
}

// interrupted runs vfm as a process of its own, sends Ctrl-C when stderr has a text, and returns how it ended.
func interrupted(t *testing.T, when string, args ...string) (code int, stderr string) {
	t.Helper()
	cmd := exec.Command(os.Args[0], args...)
	cmd.Env = append(os.Environ(), asProgram+"=1", "VFM_CACHE="+t.TempDir())
	pipe, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	sent := false
	for lines := bufio.NewScanner(pipe); lines.Scan(); {
		stderr += lines.Text() + "\n"
		if !sent && strings.Contains(stderr, when) {
			sent = true
			cmd.Process.Signal(os.Interrupt)
			defer time.AfterFunc(10*time.Second, func() { cmd.Process.Kill() }).Stop()
		}
	}
	cmd.Wait()
	if !sent {
		t.Fatalf("stderr never had %q: %q", when, stderr)
	}
	return cmd.ProcessState.ExitCode(), stderr
}

func TestList(t *testing.T) {
	var l list
	for _, s := range []string{"a, b", ",,", "c"} {
		if err := l.Set(s); err != nil {
			t.Fatal(err)
		}
	}
	if want := (list{"a", "b", "c"}); !slices.Equal(l, want) {
		t.Errorf("got %q, want %q", l, want)
	}
}

func TestPrintTable(t *testing.T) {
	var b bytes.Buffer
	visible.Table(&b, [][]string{{"name", " n", "last"}, {"é", "5", "x"}, {"longer\n", "100"}})
	want := "name        n  last\né           5  x\nlonger\\n  100\n"
	if b.String() != want {
		t.Errorf("got\n%s\nwant\n%s", b.String(), want)
	}
}

package nb

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
	"time"
)

// stepVariable makes the test program run one step instead of the tests.
const stepVariable = "VFM_NB_TEST_STEP"

func TestMain(m *testing.M) {
	switch os.Getenv(stepVariable) {
	case "":
		os.Exit(m.Run())
	case "fail":
		step(func(context.Context, *session) error {
			return errors.New("reading card shoes\x1b[31m: line 3 is wrong; correct it")
		})
	case "sleep":
		step(func(ctx context.Context, _ *session) error {
			fmt.Println("asleep")
			<-ctx.Done()
			return fmt.Errorf("embedding shoes: %w", ctx.Err())
		})
	case "deaf":
		step(func(context.Context, *session) error {
			fmt.Println("asleep")
			time.Sleep(time.Hour)
			return nil
		})
	case "models":
		Models("ImageNet")
	case "doctor":
		Doctor()
	}
}

// start runs the step in a process of its own, as a cell does.
func start(t *testing.T, name, suite string) (cmd *exec.Cmd, stdout io.Reader, stderr *strings.Builder) {
	t.Helper()
	cmd = exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), stepVariable+"="+name, "VFM_SUITE="+suite)
	stderr = &strings.Builder{}
	cmd.Stderr = stderr
	stdout, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	return cmd, stdout, stderr
}

func TestFailingStepEndsTheCellWithOneSentence(t *testing.T) {
	for _, c := range []struct{ step, suite, want string }{
		{"fail", "testdata/tiny/suite.yaml", "vfm: error: reading card shoes\\x1b[31m: line 3 is wrong; correct it\n"},
		{"models", "testdata/nowhere/suite.yaml", "vfm: error: finding suite \"testdata/nowhere/suite.yaml\""},
	} {
		cmd, stdout, stderr := start(t, c.step, c.suite)
		shown, _ := io.ReadAll(stdout)
		err := cmd.Wait()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != 1 {
			t.Errorf("%s: ended with %v, want exit status 1", c.step, err)
		}
		if got := stderr.String(); !strings.HasPrefix(got, c.want) || strings.Count(got, "\n") != 1 || strings.Contains(got, "goroutine") {
			t.Errorf("%s: said %q, want one line that starts with %q", c.step, got, c.want)
		}
		if len(shown) > 0 {
			t.Errorf("%s: showed %q", c.step, shown)
		}
	}
}

func TestInterruptStopsAndSaysWhatIsKept(t *testing.T) {
	for _, name := range []string{"sleep", "deaf"} {
		cmd, stdout, stderr := start(t, name, "testdata/tiny/suite.yaml")
		if _, err := io.ReadFull(stdout, make([]byte, len("asleep"))); err != nil {
			t.Fatalf("%s: %v, %s", name, err, stderr)
		}
		if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
			t.Fatal(err)
		}
		err := cmd.Wait()
		var exit *exec.ExitError
		if !errors.As(err, &exit) || exit.ExitCode() != exitStopped {
			t.Errorf("%s: ended with %v, want exit status %d", name, err, exitStopped)
		}
		if got := stderr.String(); !strings.Contains(got, "Finished parts are kept") {
			t.Errorf("%s: said %q, want that finished parts are kept", name, got)
		}
	}
}

// TestDoctorNeedsNoSuite: what the other steps stop at is among the things that it finds.
func TestDoctorNeedsNoSuite(t *testing.T) {
	for suite, want := range map[string]string{
		"testdata/tiny/suite.yaml":    "A tiny suite (",
		"testdata/nowhere/suite.yaml": `finding suite "testdata/nowhere/suite.yaml"`,
	} {
		cmd, stdout, stderr := start(t, "doctor", suite)
		shown, _ := io.ReadAll(stdout)
		// A library without CUDA says itself that it found none.
		if err := cmd.Wait(); err != nil || strings.Contains(stderr.String(), "vfm:") {
			t.Errorf("%s: ended with %v, said %q", suite, err, stderr)
		}
		state := "ok"
		if strings.Contains(suite, "nowhere") {
			state = "MISSING"
		}
		line := ""
		for l := range strings.Lines(string(shown)) {
			if strings.HasPrefix(l, "suite ") {
				line = l
			}
		}
		if !strings.Contains(line, " "+state+" ") || !strings.Contains(line, want) {
			t.Errorf("%s: the line of the suite is %q, want %s and %q, in\n%s", suite, line, state, want, shown)
		}
		if state == "MISSING" && !strings.Contains(string(shown), "The notebooks cannot run until") {
			t.Errorf("%s: not said that notebooks cannot run:\n%s", suite, shown)
		}
	}
}

package setup

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// Log tells a person what set-up does, and keeps in a file what its commands printed.
type Log struct {
	out  io.Writer
	file *os.File
}

// newLog writes to out, and to the file .tools/setup.log of the checkout, which it starts anew.
func (c Checkout) newLog(out io.Writer) (*Log, error) {
	file, err := os.Create(c.tools("setup.log"))
	if err != nil {
		return nil, fmt.Errorf("starting the log of set-up: %w", err)
	}
	return &Log{out: out, file: file}, nil
}

// Close ends the log.
func (l *Log) Close() error { return l.file.Close() }

// Start says that a missing part is being installed.
func (l *Log) Start(name, missing string) {
	fmt.Fprintf(l.out, "setup    %-15s %s\n", name, oneLine(missing))
}

// Say prints a sentence under the part that is being installed.
func (l *Log) Say(format string, args ...any) {
	fmt.Fprintf(l.out, "%-8s %-15s %s\n", "", "", fmt.Sprintf(format, args...))
}

// Found prints what there is of a part in the end.
func (l *Log) Found(p Part, f Finding) { Print(l.out, p, f) }

// Run runs a command for a part, printing the command and the time it took; env is added to the process's
// own environment. Its output goes to the log file; an error holds the last line of it.
func (l *Log) Run(ctx context.Context, env []string, name string, args ...string) error {
	line := filepath.Base(name) + " " + strings.Join(args, " ")
	if len(line) > 96 {
		line = line[:93] + "..."
	}
	l.Say("%s", line)
	fmt.Fprintf(l.file, "\n$ %s %s\n", name, strings.Join(args, " "))
	start := time.Now()
	output, err := run(ctx, env, name, args...)
	if _, werr := l.file.Write(output); werr != nil {
		return fmt.Errorf("writing the log of set-up: %w", werr)
	}
	if err != nil {
		return fmt.Errorf("running %s: %w: %s (all of it in %s)", filepath.Base(name), err, lastError(output), l.file.Name())
	}
	l.Say("… %.0f s", time.Since(start).Seconds())
	return nil
}

// run runs a command and returns what it printed on both streams. When ctx ends, it is asked to stop and
// after a few seconds killed.
func run(ctx context.Context, env []string, name string, args ...string) ([]byte, error) {
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Env = append(os.Environ(), env...)
	var output bytes.Buffer
	cmd.Stdout, cmd.Stderr = &output, &output
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 5 * time.Second
	err := cmd.Run()
	return output.Bytes(), err
}

// lastError picks the line that tells most from a command's output: the last that speaks of an error, or
// else the last.
func lastError(output []byte) string {
	last, telling := "no output", ""
	for line := range strings.Lines(string(output)) {
		line = oneLine(line)
		if line == "" {
			continue
		}
		last = line
		if lower := strings.ToLower(line); strings.Contains(lower, "error") || strings.HasPrefix(lower, "e:") {
			telling = line
		}
	}
	if telling != "" {
		return telling
	}
	return last
}

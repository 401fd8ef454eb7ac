package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/setup"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func jupyterVerb() verb {
	return verb{
		name:    "jupyter",
		args:    "[-- ARGUMENT...]",
		summary: "opens the notebooks in JupyterLab, with this checkout's Go kernel",
		example: "vfm jupyter -suite mine/suite.yaml\nvfm jupyter -- --no-browser --port 8889",
		run:     runJupyter,
	}
}

func runJupyter(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("jupyter")
	suiteName := suiteFlag(fs)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "jupyter", err)
	}
	path, err := filepath.Abs(s.Path)
	if err != nil {
		return failed(ctx, stderr, "jupyter", err)
	}
	out, err := filepath.Abs(s.Out())
	if err != nil {
		return failed(ctx, stderr, "jupyter", err)
	}
	c := setup.Here()
	jupyter, err := c.Jupyter()
	if err != nil {
		return failed(ctx, stderr, "jupyter", err)
	}
	// The checkout is Jupyter's root, so that links from the notebooks to reports lead somewhere.
	open := []string{jupyter.App, "--notebook-dir=" + c.Root, filepath.Join("notebooks", "00_start.ipynb")}
	cmd := exec.CommandContext(ctx, jupyter.Program, append(open, fs.Args()...)...)
	cmd.Dir = c.Root
	cmd.Env = append(c.Env(), "VFM_SUITE="+path, "VFM_OUT="+out)
	cmd.Stdin, cmd.Stdout, cmd.Stderr = os.Stdin, stdout, stderr
	cmd.Cancel = func() error { return cmd.Process.Signal(os.Interrupt) }
	cmd.WaitDelay = 10 * time.Second
	if err := cmd.Run(); err != nil && ctx.Err() == nil {
		return failed(ctx, stderr, "jupyter", fmt.Errorf("running %s %s: %w", jupyter.Program, jupyter.App, err))
	}
	return exitDone
}

package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/headless"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/report"
	"github.com/vfm-go/vfm/kernel_helpers/setup"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func executeVerb() verb {
	return verb{
		name:    "execute",
		args:    "NOTEBOOK...",
		summary: "runs notebooks without a browser, in Jupyter with the Go kernel, and stops at the first cell that fails",
		example: "vfm execute -suite mine/suite.yaml notebooks/20_dino.ipynb notebooks/40_report.ipynb",
		run:     runExecute,
	}
}

func runExecute(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("execute")
	suiteName := suiteFlag(fs)
	var out string
	outFlag(fs, &out)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	if fs.NArg() == 0 {
		return usageError(stderr, "execute", "name the notebooks to run, such as notebooks/20_dino.ipynb")
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "execute", err)
	}
	if out == "" {
		out = s.Out()
	}
	before, _ := os.Stat(summaryPath(out)) // nil if there is none
	if err := execute(ctx, s, out, fs.Args(), stdout, newProgress(stderr)); err != nil {
		return failed(ctx, stderr, "execute", err)
	}
	if err := printReport(stdout, out, before); err != nil {
		return failed(ctx, stderr, "execute", err)
	}
	return exitDone
}

// errCells ends an execution whose failing cells have been printed.
var errCells = errors.New("a notebook did not run through; the notebooks after it were not run")

// execute runs the notebooks one after the other with the suite and output folder in their environment.
func execute(ctx context.Context, s *suite.Suite, out string, notebooks []string, stdout io.Writer, p *progress) error {
	c := setup.Here()
	jupyter, err := c.Jupyter()
	if err != nil {
		return err
	}
	suitePath, err := filepath.Abs(s.Path)
	if err != nil {
		return err
	}
	if out, err = filepath.Abs(out); err != nil {
		return err
	}
	o := headless.Options{
		Jupyter: jupyter.Program,
		Env:     append(c.Env(), "VFM_SUITE="+suitePath, "VFM_OUT="+out),
		Out:     filepath.Join(out, "notebooks"),
	}
	for _, notebook := range notebooks {
		o.OnCell = func(cell, cells int) {
			if p.terminal != nil {
				p.show(visible.Text(fmt.Sprintf("%s: cell %d of %d", notebook, cell, cells)))
			}
		}
		start := time.Now()
		faults, err := headless.Run(ctx, o, notebook)
		p.end()
		if err != nil {
			return err
		}
		result := visible.Text(filepath.Join(o.Out, filepath.Base(notebook)))
		if len(faults) > 0 {
			fmt.Fprintf(stdout, "%s: stopped after %.0f s, outputs in %s\n", visible.Text(notebook), time.Since(start).Seconds(), result)
			printFaults(stdout, faults)
			return errCells
		}
		fmt.Fprintf(stdout, "%s: done in %.0f s, outputs in %s\n", visible.Text(notebook), time.Since(start).Seconds(), result)
	}
	return nil
}

// printFaults prints the first failed cell, and how many were left out after it.
func printFaults(w io.Writer, faults []headless.Fault) {
	fmt.Fprintln(w, faults[0])
	if n := len(faults) - 1; n > 0 {
		fmt.Fprintf(w, "%d more cells failed or were left out after it\n", n)
	}
}

func summaryPath(out string) string { return filepath.Join(out, report.SummaryName) }

// printReport prints the points and the page, unless the file of the points is still the one from before the
// notebooks ran. A report replaces the file, so that it is another one even if it holds the same; its time
// tells, beyond clocks and their steps, a file that got the place of the removed one on the disk.
func printReport(w io.Writer, out string, before os.FileInfo) error {
	path := summaryPath(out)
	after, err := os.Stat(path)
	if err != nil || os.SameFile(before, after) && before.ModTime().Equal(after.ModTime()) {
		return nil // none of the notebooks makes a report
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("reading the points: %w", err)
	}
	var table points.Table
	if err := json.Unmarshal(data, &table); err != nil {
		return fmt.Errorf("reading the points in %s: %w", path, err)
	}
	fmt.Fprintln(w)
	printPoints(w, table)
	fmt.Fprintf(w, "\n%s\n", visible.Text(filepath.Join(out, report.PageName)))
	return nil
}

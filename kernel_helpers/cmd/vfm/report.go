package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/report"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func reportVerb() verb {
	return verb{
		name:    "report",
		summary: "merges the saved results of a suite into one page, and prints the points",
		example: "vfm report -suite mine/suite.yaml",
		run:     runReport,
	}
}

func runReport(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("report")
	suiteName := suiteFlag(fs)
	var o report.Options
	outFlag(fs, &o.Out)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "report", err)
	}
	if o.Out == "" {
		o.Out = s.Out()
	}
	table, err := report.Write(ctx, s, o)
	if err != nil {
		return failed(ctx, stderr, "report", err)
	}
	printPoints(stdout, table)
	fmt.Fprintf(stdout, "\n%s\n", visible.Text(filepath.Join(o.Out, report.PageName)))
	return exitDone
}

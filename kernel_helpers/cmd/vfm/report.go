package main

import (
	"context"
	"fmt"
	"io"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/report"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func reportVerb() verb {
	return verb{
		name:    "report",
		summary: "merges the saved results of a suite into one page, or into other forms, and prints the points",
		example: "vfm report -suite mine/suite.yaml\nvfm report -suite mine/suite.yaml -format html,md,csv,json,pdf",
		run:     runReport,
	}
}

func runReport(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("report")
	suiteName := suiteFlag(fs)
	var o report.Options
	outFlag(fs, &o.Out)
	fs.BoolVar(&o.Brief, "brief", false, "leave out the right and wrong answers with their pictures: a page of half the size")
	var names list
	fs.Var(&names, "format", "`FORMAT` to write: html, md, csv, json, pdf (by a Chromium) or model-index (for model cards); several with commas; default html")
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	if len(names) == 0 {
		names = list{string(report.HTML)}
	}
	var formats []report.Format
	for _, name := range names {
		f := report.Format(name)
		if err := f.Check(); err != nil {
			return usageError(stderr, "report", visible.Text(err.Error()))
		}
		formats = append(formats, f)
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "report", err)
	}
	written, err := report.Export(ctx, s, o, formats...)
	if err != nil {
		return failed(ctx, stderr, "report", err)
	}
	printPoints(stdout, written.Points)
	fmt.Fprintln(stdout)
	for _, path := range written.Files {
		fmt.Fprintln(stdout, visible.Text(path))
	}
	return exitDone
}

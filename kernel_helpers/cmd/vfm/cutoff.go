package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// aroundCutOff is how many test images the page shows on each side of a cut-off.
const aroundCutOff = 6

func cutoffVerb() verb {
	return verb{
		name:    "cutoff",
		summary: "chooses, by words, the similarity from which on an image counts as one of a class, and tries it on the test images",
		example: "vfm cutoff -suite mine/suite.yaml -dataset birds -precision 0.95\nvfm cutoff -suite mine/suite.yaml -dataset birds -class jay,mallard -html cutoff.html",
		run:     runCutoff,
	}
}

func runCutoff(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("cutoff")
	suiteName := suiteFlag(fs)
	model := fs.String("model", "", "`NAME` of a model that reads texts; default the first of the suite")
	set := fs.String("dataset", "", "`NAME` of a classification")
	wanted := experiment.Wanted{Around: aroundCutOff}
	fs.Var((*list)(&wanted.Classes), "class", "`NAME` of a class; several with commas; default all")
	fs.Float64Var(&wanted.Precision, "precision", 0.9, "wanted share of right images among those taken, 0 to 1")
	page := fs.String("html", "", "write a page with curves and pictures to `FILE`")
	var o experiment.Options
	engineFlags(fs, &o)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	switch {
	case *set == "":
		return usageError(stderr, "cutoff", "-dataset is missing; vfm datasets lists the data sets")
	case !(wanted.Precision >= 0 && wanted.Precision <= 1):
		return usageError(stderr, "cutoff", fmt.Sprintf("-precision is %v; it must be from 0 to 1", wanted.Precision))
	}
	if err := o.Validate(); err != nil {
		return failed(ctx, stderr, "cutoff", err)
	}
	s, err := suite.Read(*suiteName)
	if err == nil && *model == "" {
		*model, err = s.Reader()
	}
	if err != nil {
		return failed(ctx, stderr, "cutoff", err)
	}
	p := newProgress(stderr)
	o.OnEvent = p.event
	found, err := experiment.CutOffs(ctx, s, o, *model, *set, wanted)
	p.end()
	if err != nil {
		return failed(ctx, stderr, "cutoff", err)
	}
	printCutOffs(stdout, found, wanted.Precision)
	if *page != "" {
		err := atomicfile.Write(*page, func(w io.Writer) error { return writeCutOffPage(w, *model, *set, wanted.Precision, found) })
		if err != nil {
			return failed(ctx, stderr, "cutoff", err)
		}
		fmt.Fprintf(stdout, "\n%s\n", visible.Text(filepath.Clean(*page)))
	}
	return exitDone
}

func printCutOffs(w io.Writer, found []experiment.CutOff, precision float64) {
	rows := [][]string{{"class", "words", " from", " train precision", " recall", " test precision", " recall", " test images"}}
	for _, c := range found {
		row := []string{c.Prompt.Label, c.Prompt.Words, "–", "–", "–", "–", "–", "–"}
		if c.Found {
			row = append(row[:2], fmt.Sprintf("%.4f", c.Train.Threshold), fmt.Sprintf("%.1f", 100*c.Train.Precision().Value), fmt.Sprintf("%.1f", 100*c.Train.Recall().Value),
				interval(c.Test.Precision()), interval(c.Test.Recall()), fmt.Sprintf("%d of %d", c.Test.Right, c.Test.N))
		}
		rows = append(rows, row)
	}
	visible.Table(w, rows)
	fmt.Fprintf(w, "\nchosen on the training images for a precision of %.1f %%, tried on the test images; per cent, with the 95 %% interval\n", 100*precision)
	for _, c := range found {
		if !c.Found {
			fmt.Fprintf(w, "%s: on the training images no similarity has that precision\n", visible.Text(c.Prompt.Label))
		}
	}
}

func interval(v metric.Value) string {
	return fmt.Sprintf("%.1f (%.1f … %.1f)", 100*v.Value, 100*v.Low, 100*v.High)
}

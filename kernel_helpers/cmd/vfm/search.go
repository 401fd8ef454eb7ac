package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func searchVerb() verb {
	return verb{
		name:    "search",
		args:    "IMAGE...",
		summary: "finds the images of a data set that are most similar to yours, as one model sees them",
		example: "vfm search -suite mine/suite.yaml -model mobilenetv2 -dataset birds -k 5 photo.jpg\nvfm search -model mobilenetv2 -dataset birds -html found.html *.jpg",
		run:     runSearch,
	}
}

func runSearch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("search")
	suiteName := suiteFlag(fs)
	model := fs.String("model", "", "`NAME` of the model that makes the vectors")
	set := fs.String("dataset", "", "`NAME` of the data set to search, all its splits")
	k := fs.Int("k", 10, "`NUMBER` of images to show for each of yours")
	page := fs.String("html", "", "write a page with the pictures to `FILE`")
	var o experiment.Options
	engineFlags(fs, &o)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	switch {
	case *model == "":
		return usageError(stderr, "search", "-model is missing; vfm models lists the models")
	case *set == "":
		return usageError(stderr, "search", "-dataset is missing; vfm datasets lists the data sets")
	case fs.NArg() == 0:
		return usageError(stderr, "search", "name at least one image file")
	case *k < 1:
		return usageError(stderr, "search", fmt.Sprintf("-k is %d; it must be at least 1", *k))
	}
	if err := o.Validate(); err != nil {
		return failed(ctx, stderr, "search", err)
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "search", err)
	}
	p := newProgress(stderr)
	o.OnEvent = p.event
	answers, err := experiment.Nearest(ctx, s, o, *model, *set, fs.Args(), *k)
	p.end()
	if err != nil {
		return failed(ctx, stderr, "search", err)
	}
	code := printAnswers(stdout, stderr, answers)
	if *page != "" {
		err := atomicfile.Write(*page, func(w io.Writer) error { return writeSearchPage(w, *model, *set, answers) })
		if err != nil {
			return failed(ctx, stderr, "search", err)
		}
		fmt.Fprintf(stdout, "\n%s\n", visible.Text(filepath.Clean(*page)))
	}
	return code
}

// printAnswers prints a table for each image; one that could not be read is named on stderr.
func printAnswers(stdout, stderr io.Writer, answers []experiment.Answer) int {
	code := exitDone
	for i, a := range answers {
		if a.Problem != "" {
			fmt.Fprintf(stderr, "vfm search: %s: %s\n", visible.Text(a.Path), visible.Text(a.Problem))
			code = exitFailed
			continue
		}
		if i > 0 {
			fmt.Fprintln(stdout)
		}
		fmt.Fprintf(stdout, "%s\n", visible.Text(a.Path))
		rows := [][]string{{" similarity", "label", "image"}}
		for _, m := range a.Matches {
			rows = append(rows, []string{fmt.Sprintf("%.4f", m.Similarity), m.Item.Label, m.Item.ID})
		}
		printTable(stdout, rows)
	}
	return code
}

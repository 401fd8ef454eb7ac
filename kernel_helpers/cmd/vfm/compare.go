package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/comparison"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func compareVerb() verb {
	return verb{
		name:    "compare",
		args:    "A B",
		summary: "puts the saved results of two suites, or of two output folders, side by side, with a test of each difference",
		example: "vfm compare photos photos-fp16\nvfm compare -format md reports/photos /tmp/xla",
		run:     runCompare,
	}
}

// compareFormats are the forms of a comparison.
var compareFormats = []string{"text", "csv", "md"}

func runCompare(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("compare")
	format := fs.String("format", compareFormats[0], "`FORMAT` to print: "+or(compareFormats))
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	if !slices.Contains(compareFormats, *format) {
		return usageError(stderr, "compare", fmt.Sprintf("there is no format %s; known: %s", visible.Text(*format), or(compareFormats)))
	}
	if fs.NArg() != 2 {
		return usageError(stderr, "compare", "name two suites or output folders, after the flags")
	}
	var sides [2]comparison.Side
	for i, name := range fs.Args() {
		dir, err := resultsOf(name)
		if err == nil {
			sides[i], err = comparison.Read(name, dir)
		}
		if err != nil {
			return failed(ctx, stderr, "compare", err)
		}
	}
	t := comparison.Compare(sides[0], sides[1])
	if err := printComparison(stdout, t, *format); err != nil {
		return failed(ctx, stderr, "compare", err)
	}
	if t.Compared() == 0 {
		return failed(ctx, stderr, "compare", errors.New("no result of A can be compared with one of B: above is why"))
	}
	return exitDone
}

// resultsOf returns the folder of results that a name means: an output folder or its results, else the output
// folder of a suite.
func resultsOf(name string) (string, error) {
	inner := filepath.Join(name, "results")
	if info, err := os.Stat(inner); err == nil && info.IsDir() {
		return inner, nil
	}
	if found, _ := filepath.Glob(filepath.Join(name, "*", "*.queries.csv")); len(found) > 0 {
		return name, nil
	}
	s, err := suite.Read(name)
	if err != nil {
		return "", fmt.Errorf("finding results of %s: neither an output folder with results nor a suite: %w", name, err)
	}
	return filepath.Join(s.Out(), "results"), nil
}

func printComparison(w io.Writer, t comparison.Table, format string) error {
	switch format {
	case "csv":
		return t.WriteCSV(w)
	case "md":
		return t.WriteMarkdown(w)
	}
	fmt.Fprintf(w, "A: %s\nB: %s\n", visible.Text(t.A.Name), visible.Text(t.B.Name))
	for _, s := range t.Sections() {
		fmt.Fprintf(w, "\n%s\n", visible.Text(s.Title))
		for c := 2; c < len(s.Rows[0]); c++ {
			s.Rows[0][c] = " " + s.Rows[0][c] // numbers: to the right
		}
		visible.Table(w, s.Rows)
	}
	if t.Compared() > 0 {
		fmt.Fprintf(w, "\n%s\n", comparison.Key)
	}
	for _, r := range t.Remarks() {
		fmt.Fprintf(w, "\n%s:\n", r.Title)
		for _, line := range r.Lines {
			fmt.Fprintf(w, "  %s\n", visible.Text(line))
		}
	}
	return nil
}

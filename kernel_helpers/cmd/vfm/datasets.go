package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// shownProblems is how many problems of a data set are listed without -problems.
const shownProblems = 5

func datasetsVerb() verb {
	return verb{
		name:    "datasets",
		summary: "lists the data sets of a suite: task, counts, classes, licence, and files that cannot be used",
		example: "vfm datasets -suite mine/suite.yaml",
		run:     runDatasets,
	}
}

func runDatasets(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("datasets")
	suiteName := suiteFlag(fs)
	all := fs.Bool("problems", false, fmt.Sprintf("list all problems, not only the first %d of each data set", shownProblems))
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "datasets", err)
	}
	rows := [][]string{{"data set", "task", "images", " classes", " problems", "title", "licence"}}
	var sets []*dataset.Set
	p := newProgress(stderr)
	code := exitDone
	for _, name := range s.Datasets {
		set, err := openSet(ctx, s, name, p)
		p.end()
		if err != nil {
			code = failed(ctx, stderr, "datasets", err)
			if ctx.Err() != nil {
				return code
			}
			continue
		}
		sets = append(sets, set)
		rows = append(rows, []string{name, string(set.Card.Task), splits(set), fmt.Sprint(len(set.Classes())),
			fmt.Sprint(len(set.Problems)), set.Card.Title, set.Card.License})
	}
	visible.Table(stdout, rows)
	for _, set := range sets {
		printProblems(stdout, set, *all)
	}
	return code
}

// openSet reads a data set; one that is drawn needs no vfm fetch before.
func openSet(ctx context.Context, s *suite.Suite, name string, p *progress) (*dataset.Set, error) {
	card, err := s.Dataset(name)
	if err != nil {
		return nil, err
	}
	if err := experiment.Draw(ctx, card, p.event); err != nil {
		return nil, err
	}
	return card.Open(ctx)
}

// splits counts the images of each role, such as "440 train, 220 test".
func splits(set *dataset.Set) string {
	var counts []string
	for _, role := range set.Card.Roles() {
		counts = append(counts, fmt.Sprintf("%d %s", len(set.Index(role)), role))
	}
	if set.LeaveOneOut() {
		counts = append(counts, "leave one out")
	}
	return strings.Join(counts, ", ")
}

// printProblems lists what a data set has to be doubted for.
func printProblems(w io.Writer, set *dataset.Set, all bool) {
	if len(set.Problems)+len(set.Warnings) == 0 {
		return
	}
	fmt.Fprintf(w, "\n%s:\n", visible.Text(set.Card.Name))
	for _, warning := range set.Warnings {
		fmt.Fprintf(w, "  warning: %s\n", visible.Text(warning.Text))
	}
	for i, p := range set.Problems {
		if i == shownProblems && !all {
			fmt.Fprintf(w, "  … and %d more; vfm datasets -problems lists all\n", len(set.Problems)-i)
			break
		}
		fmt.Fprintf(w, "  %s: %s\n", visible.Text(p.Item), visible.Text(p.Reason))
	}
}

package main

import (
	"context"
	"fmt"
	"io"
	"os"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func fetchVerb() verb {
	return verb{
		name:    "fetch",
		summary: "says for each model and data set of a suite whether its files are here, and what to do if not",
		example: "vfm fetch -suite mine/suite.yaml",
		run:     runFetch,
	}
}

func runFetch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("fetch")
	suiteName := suiteFlag(fs)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "fetch", err)
	}
	rows := [][]string{{"kind", "name", "state", " size", "where"}}
	var missing []error
	note := func(kind, name string, row []string, err error) {
		if err != nil {
			row = []string{"MISSING", "", ""}
			missing = append(missing, err)
		}
		rows = append(rows, append([]string{kind, name}, row...))
	}
	for _, f := range s.Families {
		for _, name := range f.Models {
			row, err := weightsState(ctx, s, name)
			note("model", name, row, err)
		}
	}
	for _, name := range s.Datasets {
		row, err := imagesState(ctx, s, name)
		if ctx.Err() != nil {
			return failed(ctx, stderr, "fetch", err)
		}
		note("data set", name, row, err)
	}
	printTable(stdout, rows)
	for _, err := range missing {
		fmt.Fprintf(stderr, "vfm fetch: %s\n", visible.Text(err.Error()))
	}
	if len(missing) > 0 {
		return exitFailed
	}
	return exitDone
}

// weightsState looks for a model's weights and compares them with the card's digest.
func weightsState(ctx context.Context, s *suite.Suite, name string) ([]string, error) {
	card, err := s.Model(name)
	if err != nil {
		return nil, err
	}
	path, err := card.WeightsPath()
	if err != nil {
		return nil, err
	}
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("reading weights of %s: %w", name, err)
	}
	state := "here, no digest on the card"
	if card.SHA256 != "" {
		d, err := digest.File(ctx, path)
		if err != nil {
			return nil, fmt.Errorf("reading weights of %s: %w", name, err)
		}
		if err := card.Verify(d); err != nil {
			return nil, err
		}
		state = "here, digest verified"
	}
	return []string{state, humanize.Bytes(uint64(info.Size())), path}, nil
}

// imagesState looks for a data set's images.
func imagesState(ctx context.Context, s *suite.Suite, name string) ([]string, error) {
	set, err := openSet(ctx, s, name)
	if err != nil {
		return nil, err
	}
	return []string{"here", fmt.Sprintf("%d images", len(set.Items)), set.Dir}, nil
}

package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/report"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// scaleVariable names a folder where the suites of these cases stay: making their results takes minutes.
const scaleVariable = "VFM_BENCH_SCALE"

// scaleCase is a suite of many results. All its rows come from one measurement.
type scaleCase struct {
	name  string
	suite syntheticSuite
	rest  func(context.Context, *suite.Suite, syntheticSuite) error // stores the results that vfm run does not make; may be nil

	measured *scaleFigures
	err      error
}

// scaleFigures are what vfm run takes with all vectors in the cache, and vfm report after it.
type scaleFigures struct {
	runSeconds, runMiB      float64
	seconds, mib, megabytes float64
}

// manyResults are 40 models on 20 data sets. Four of the models are run; the others have results like theirs.
func manyResults() *scaleCase {
	s := syntheticSuite{name: "many-results", families: 5, models: []int{64, 48, 40, 32, 24, 16, 12, 8}, probes: 20}
	for i, classes := range []int{2, 10, 10, 16, 20, 24, 24, 36, 36, 50, 50, 100, 100, 200, 525} {
		images := max(2, 1000/classes)
		s.sets = append(s.sets, syntheticSet{name: fmt.Sprintf("classes-%02d", i+1), classes: classes, train: images, test: max(2, images/2), side: 128, spread: 1.5 + 0.1*float64(i), copied: 0.01})
	}
	for i := range 5 {
		s.sets = append(s.sets, syntheticSet{name: fmt.Sprintf("search-%d", i+1), retrieval: true, classes: 100, train: 5 + i, side: 128, spread: 1 + 0.2*float64(i), copied: 0.01})
	}
	return &scaleCase{name: "40 models on 20 data sets", suite: s, rest: likeResults}
}

// manyQueries are three models on one data set of 100,000 queries.
func manyQueries() *scaleCase {
	set := syntheticSet{name: "many", classes: 100, train: 200, test: 1000, side: 32, spread: 2, copied: 0.001}
	return &scaleCase{name: "100,000 queries", suite: syntheticSuite{name: "many-queries", families: 3, models: []int{256}, sets: []syntheticSet{set}}}
}

// rows are the figures of the case.
func (c *scaleCase) rows() []bench {
	row := func(name, unit, goal string, figure func(*scaleFigures) float64) bench {
		return bench{name + " " + c.name, func(ctx context.Context) (Row, error) {
			row := Row{Unit: unit, Goal: goal, PeerName: "none: an absolute bound"}
			if c.measured == nil && c.err == nil {
				c.measured, c.err = c.measure(ctx)
			}
			if c.err != nil {
				return row, c.err
			}
			return row.rates(figure(c.measured), 0), nil
		}}
	}
	rows := []bench{
		row("vfm report of", "s", "< 20 s", func(f *scaleFigures) float64 { return f.seconds }),
		row("memory of vfm report of", "MiB", "< 500 MiB", func(f *scaleFigures) float64 { return f.mib }),
		row("page of", "MB", "< 15 MB", func(f *scaleFigures) float64 { return f.megabytes }),
	}
	if c.rest == nil {
		rows = append(rows, row("vfm run, vectors in the cache, of", "s", "", func(f *scaleFigures) float64 { return f.runSeconds }),
			row("memory of vfm run of", "MiB", "", func(f *scaleFigures) float64 { return f.runMiB }))
	}
	return rows
}

// measure makes the suite and its results, where they do not lie there from another time, and reports on them.
func (c *scaleCase) measure(ctx context.Context) (*scaleFigures, error) {
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if kept := os.Getenv(scaleVariable); kept != "" {
		dir = filepath.Join(kept, c.suite.name)
	}
	s, err := c.suite.write(dir)
	if err != nil {
		return nil, err
	}
	last := s.Families[len(s.Families)-1].Models
	if _, err := os.Stat(result.Path(resultsOf(s), last[len(last)-1], s.Datasets[len(s.Datasets)-1])); err != nil {
		if err := c.run(ctx, s); err != nil {
			return nil, err
		}
	}
	f := &scaleFigures{}
	if c.rest == nil {
		if f.runSeconds, f.runMiB, err = timedPeak(vfm(ctx, dir, "run", s.Path)); err != nil {
			return nil, err
		}
	}
	if f.seconds, f.mib, err = timedPeak(vfm(ctx, dir, "report", s.Path)); err != nil {
		return nil, err
	}
	page, err := os.Stat(filepath.Join(dir, "out", report.PageName))
	if err != nil {
		return nil, err
	}
	f.megabytes = float64(page.Size()) / 1e6
	return f, nil
}

// run makes the first results: of all models, or of the first four where the rest are like those.
func (c *scaleCase) run(ctx context.Context, s *suite.Suite) error {
	cmd := vfm(ctx, filepath.Dir(s.Path), "run", s.Path)
	if c.rest == nil {
		return quietly(cmd)
	}
	for _, f := range s.Families[:runModels] {
		cmd.Args = append(cmd.Args, "-model", f.Models[0])
	}
	if err := quietly(cmd); err != nil {
		return err
	}
	return c.rest(ctx, s, c.suite)
}

// vfm is a command on a suite with a cache in a folder.
func vfm(ctx context.Context, dir, verb, suitePath string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, filepath.Join(suite.Root(), "bin", "vfm"), verb, "-suite", suitePath, "-out", filepath.Join(dir, "out"))
	cmd.Dir = suite.Root()
	cmd.Env = append(os.Environ(), "VFM_CACHE="+filepath.Join(dir, "cache"))
	return cmd
}

// timedPeak runs a command and returns its seconds and the peak of all that it has in memory, MiB.
func timedPeak(cmd *exec.Cmd) (seconds, mib float64, err error) {
	start := time.Now()
	mib, err = peakMiB(cmd, "VmHWM:")
	return time.Since(start).Seconds(), mib, err
}

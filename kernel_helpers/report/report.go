// Package report writes the page that shows a suite's results: one HTML file that needs no network, and
// beside it summary.json with the points. It is a fold over stored results and computes no score.
//
//	table, err := report.Write(ctx, s, report.Options{Out: s.Out()})
//	fmt.Println(table.Winner, "- see", filepath.Join(s.Out(), report.PageName))
//
// The same results and the same images give the same bytes.
package report

import (
	"context"
	"encoding/json"
	"fmt"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Names of the files that Write makes in the output folder.
const (
	PageName    = "index.html"
	SummaryName = "summary.json"
)

// Options says where results are and the page goes.
type Options struct {
	Out string // folder with results/; the page is written into it; "" = the suite's own
}

// Write reads Out/results and writes Out/index.html and Out/summary.json, each whole or not at all. It
// returns the points. Results that cannot be ranked are named on the page; none at all is an error.
func Write(ctx context.Context, s *suite.Suite, o Options) (points.Table, error) {
	if o.Out == "" {
		o.Out = s.Out()
	}
	e, err := gather(ctx, s, o.Out)
	if err != nil {
		return points.Table{}, err
	}
	p, err := e.page()
	if err != nil {
		return points.Table{}, fmt.Errorf("laying out the report of suite %s: %w", s.Name, err)
	}
	if err := p.album.develop(ctx); err != nil {
		return points.Table{}, err
	}
	if err := atomicfile.Write(filepath.Join(o.Out, PageName), p.render); err != nil {
		return points.Table{}, err
	}
	summary, err := json.MarshalIndent(e.Points, "", "  ")
	if err != nil {
		return points.Table{}, fmt.Errorf("writing the points of suite %s: %w", s.Name, err)
	}
	return e.Points, atomicfile.WriteBytes(filepath.Join(o.Out, SummaryName), append(summary, '\n'))
}

// Package report writes the page that shows a suite's results: one HTML file that needs no network, and
// beside it summary.json with the points. It is a fold over stored results and computes no score.
//
//	table, err := report.Write(ctx, s, report.Options{Out: s.Out()})
//	fmt.Println(table.Winner, "- see", filepath.Join(s.Out(), report.PageName))
//
// Export writes the same facts in other forms: for a README, a spreadsheet, a program, a model card, paper.
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

	Brief bool // leave out the right and wrong answers with their pictures, which are half of the page's size
}

// Write reads Out/results and writes Out/index.html and Out/summary.json, each whole or not at all. It
// returns the points. Results that cannot be ranked are named on the page; none at all is an error.
func Write(ctx context.Context, s *suite.Suite, o Options) (points.Table, error) {
	w, err := Export(ctx, s, o, HTML)
	return w.Points, err
}

// writePage writes the page into the folder out, and returns its path.
func (e *evidence) writePage(ctx context.Context, out string) (string, error) {
	p, err := e.page()
	if err != nil {
		return "", fmt.Errorf("laying out the report of suite %s: %w", e.Suite.Name, err)
	}
	if err := p.album.develop(ctx); err != nil {
		return "", err
	}
	path := filepath.Join(out, PageName)
	return path, atomicfile.Write(path, p.render)
}

// writeSummary writes the points into the folder out.
func (e *evidence) writeSummary(out string) error {
	summary, err := json.MarshalIndent(e.Points, "", "  ")
	if err != nil {
		return fmt.Errorf("writing the points of suite %s: %w", e.Suite.Name, err)
	}
	return atomicfile.WriteBytes(filepath.Join(out, SummaryName), append(summary, '\n'))
}

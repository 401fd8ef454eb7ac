package main

import (
	"context"
	"os"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// cellBench is the time from running a notebook cell that uses package nb to its last output, in a
// kernel that has run one before.
func cellBench(context.Context) (Row, error) {
	row := Row{Unit: "s", Goal: "< 2 s", PeerName: "none: an absolute bound"}
	shared, err := shared()
	if err != nil {
		return row, err
	}
	os.Setenv("JUPYTER_PATH", filepath.Join(suite.Root(), ".tools", "jupyter"))
	os.Setenv("VFM_SUITE", filepath.Join(shared, "photos", "suite.yaml"))
	kernel, err := startPeer("notebook_cell.py", "import \"github.com/vfm-go/vfm/kernel_helpers/nb\"\n%%\nnb.Suite()")
	if err != nil {
		return row, err
	}
	defer kernel.stop()
	var took []float64
	for range rounds + 1 {
		seconds, err := kernel.round()
		if err != nil {
			return row, err
		}
		took = append(took, seconds)
	}
	return row.rates(slices.Max(took[1:]), 0), nil
}

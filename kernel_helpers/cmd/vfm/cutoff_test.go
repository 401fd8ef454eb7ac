package main

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

func TestCutOffUsage(t *testing.T) {
	for want, args := range map[string][]string{
		"-dataset is missing":       nil,
		"it must be from 0 to 1":    {"-dataset", "shapes", "-precision", "90"},
		"reads texts; add one":      {"-dataset", "shapes"},
		"model tiny reads no texts": {"-dataset", "shapes", "-model", "tiny"},
	} {
		needsRuntime(t)
		t.Setenv("VFM_CACHE", t.TempDir())
		code, _, stderr := vfm(t.Context(), append([]string{"cutoff", "-suite", tinySuite(t)}, args...)...)
		if code == exitDone || !strings.Contains(stderr, want) {
			t.Errorf("%q: exit code %d, %s; want %q", args, code, stderr, want)
		}
	}
}

func TestCutOffPage(t *testing.T) {
	curve := metric.Thresholds([]metric.Scored{{Similarity: 0.3, Relevant: true}, {Similarity: 0.2}, {Similarity: 0.1, Relevant: true}})
	item := dataset.Item{ID: "test/<b>/1.png", Label: "<b>", Path: filepath.Join(t.TempDir(), "gone.png")}
	found := []experiment.CutOff{
		{Prompt: dataset.Prompt{Label: "<b>", Words: "bold & <i>"}, Found: true, Train: metric.Taken{Threshold: 0.2, N: 4, Right: 3, Relevant: 5},
			Test: metric.Taken{Threshold: 0.2, N: 2, Right: 1, Relevant: 2}, Curve: curve, Above: []experiment.Match{{Item: item, Similarity: 0.2}}},
		{Prompt: dataset.Prompt{Label: "c", Words: "c"}, Curve: curve},
	}
	var page, table strings.Builder
	if err := writeCutOffPage(&page, "m", "d", 0.75, found); err != nil {
		t.Fatal(err)
	}
	contains(t, "the page", page.String(), "&lt;b&gt;", "bold &amp; &lt;i&gt;", "From 0.2000 on: precision 50.0 (9.5 … 90.5) %, recall 50.0", "75.0 % of what it takes",
		`points="600.0,0.0 300.0,80.0 0.0,53.3 "`, `points="600.0,80.0 300.0,80.0 0.0,0.0 "`, `x1="300.0"`, "On the training images no similarity has that precision.")
	if strings.Contains(page.String(), "<b>") {
		t.Error("the page has unescaped names")
	}
	printCutOffs(&table, found, 0.75)
	contains(t, "the table", table.String(), "0.2000", "75.0", "60.0", "50.0 (9.5 … 90.5)", "1 of 2", "c: on the training images no similarity has that precision")
}

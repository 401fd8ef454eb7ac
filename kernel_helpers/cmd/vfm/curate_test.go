package main

import (
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

func TestCurateUsage(t *testing.T) {
	needed := []string{"-suite", "s.yaml", "-model", "m", "-seeds", "a", "-pool", "p", "-out", "o"}
	for want, args := range map[string][]string{
		`index is "tree"; it must be auto or exact or inverted`: {"-index", "tree"},
		"recall is 1.5": {"-recall", "1.5"},
	} {
		code, _, stderr := vfm(t.Context(), append(append([]string{"curate"}, needed...), args...)...)
		if code != exitUsage || !strings.Contains(stderr, want) {
			t.Errorf("%q: exit code %d, %s; want %q", args, code, stderr, want)
		}
	}
}

// TestCurateTellsOfTheIndex wants what an index finds on the page and in the terminal, with a warning where it is little.
func TestCurateTellsOfTheIndex(t *testing.T) {
	index := curate.Index{Cells: 2000, Probes: 9, Met: 0.01, Sampled: 480}
	for _, c := range []struct {
		index  curate.Index
		recall float64
		warned bool
	}{{index, 0.993, false}, {index, 0.91, true}} {
		c.index.Recall = metric.Value{Value: c.recall, Low: c.recall - 0.01, High: c.recall + 0.005}
		out := &curate.Outcome{Index: c.index}
		var page, table strings.Builder
		if err := writeCuratePage(&page, "grown", out); err != nil {
			t.Fatal(err)
		}
		printOutcome(&table, out)
		want := map[float64]string{0.993: "which finds 99.3 % of them (98.3 to 99.8, of 480 sampled images)", 0.91: "which finds 91.0 % of them (90.0 to 91.5, of 480 sampled images)"}[c.recall]
		if !strings.Contains(page.String(), want) || !strings.Contains(table.String(), want) {
			t.Errorf("want %q in the page and in\n%s", want, table.String())
		}
		if warned := strings.Contains(page.String(), "finds only 91.0 %"); warned != c.warned {
			t.Errorf("recall %v: warned %v", c.recall, warned)
		}
	}
	var page strings.Builder
	if err := writeCuratePage(&page, "grown", &curate.Outcome{}); err != nil || strings.Contains(page.String(), "index") {
		t.Errorf("a page of an exact search tells of an index, %v:\n%s", err, page.String())
	}
}

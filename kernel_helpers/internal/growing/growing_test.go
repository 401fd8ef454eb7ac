package growing

import (
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// TestTellsOfTheIndex wants what an index finds on the page and in the terminal, with a warning where it is little.
func TestTellsOfTheIndex(t *testing.T) {
	index := curate.Index{Cells: 2000, Probes: 9, Met: 0.01, Sampled: 480}
	for _, c := range []struct {
		index  curate.Index
		recall float64
		warned bool
	}{{index, 0.993, false}, {index, 0.91, true}} {
		c.index.Recall = metric.Value{Value: c.recall, Low: c.recall - 0.01, High: c.recall + 0.005}
		out := &curate.Outcome{Index: c.index}
		var page, table strings.Builder
		if err := writePage(&page, "grown", out); err != nil {
			t.Fatal(err)
		}
		(&Request{Out: "grown"}).Print(&table, out)
		want := map[float64]string{0.993: "which finds 99.3 % of them (98.3 to 99.8, of 480 sampled images)", 0.91: "which finds 91.0 % of them (90.0 to 91.5, of 480 sampled images)"}[c.recall]
		if !strings.Contains(page.String(), want) || !strings.Contains(table.String(), want) {
			t.Errorf("want %q in the page and in\n%s", want, table.String())
		}
		if warned := strings.Contains(page.String(), "finds only 91.0 %"); warned != c.warned {
			t.Errorf("recall %v: warned %v", c.recall, warned)
		}
	}
	for index, want := range map[curate.Index]string{{}: "", {Exact: true}: "exactly: each met every other"} {
		var page strings.Builder
		err := writePage(&page, "grown", &curate.Outcome{Index: index})
		if err != nil || strings.Contains(page.String(), "index") || strings.Contains(page.String(), "Near images") != (want != "") || !strings.Contains(page.String(), want) {
			t.Errorf("a page without an index, %v:\n%s", err, page.String())
		}
	}
}

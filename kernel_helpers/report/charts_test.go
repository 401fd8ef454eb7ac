package report

import (
	"strings"
	"testing"
)

// TestCharts finds each chart on the page without script, in the order of the page.
func TestCharts(t *testing.T) {
	f := explained(t)
	all, err := Charts(f.Context(), f.Suite, Options{Out: f.Out})
	f.check(err)
	page, kinds, at := f.page(), map[Kind]int{}, 0
	for _, c := range all {
		kinds[c.Kind]++
		next := strings.Index(page[at:], string(c.SVG))
		if next < 0 {
			t.Fatalf("the chart of %s %q, %q, is not on the page after those before it", c.Kind, c.Dataset, c.Caption)
		}
		at += next + len(c.SVG)
	}
	for _, k := range []Kind{BestOfFamilies, Scores, Neighbours, FewShots, Similarities, Maps, Costs} {
		if kinds[k] == 0 {
			t.Errorf("no chart of %s", k)
		}
	}
}

package xray

import (
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// TestFindings looks at many bodies with and without a finding: its spots are denser than the bare lung, and the
// other lung is as it was.
func TestFindings(t *testing.T) {
	for f := range Labels() {
		for i := range 100 {
			c := newChest(paint.Source(1001, "test", i), finding(f))
			if (finding(f) == healthy) != (len(c.finding) == 0) {
				t.Fatalf("%s has %d spots", Labels()[f], len(c.finding))
			}
			if finding(f) == healthy {
				continue
			}
			bare, extra, n := c, 0.0, float64(len(c.finding))
			bare.finding = nil
			for _, b := range c.finding {
				extra += (c.density(b.x, b.y) - bare.density(b.x, b.y)) / n
				if far := -b.x; c.density(far, b.y) != bare.density(far, b.y) {
					t.Errorf("%s %d is seen in the other lung", Labels()[f], i)
				}
			}
			if extra < 0.2 {
				t.Errorf("%s %d: its spots are denser by %.2f only", Labels()[f], i, extra)
			}
		}
	}
}

// TestBodies says that the body does not tell the finding: with the same numbers the three bodies are one.
func TestBodies(t *testing.T) {
	for i := range 20 {
		var films [len(findings)]float64
		for f := range films {
			c := newChest(paint.Source(1001, "test", i), finding(f))
			c.finding = nil
			films[f] = c.film(0.2, 0.3)
		}
		if films[healthy] != films[nodule] || films[healthy] != films[patch] {
			t.Errorf("body %d: %v", i, films)
		}
	}
}

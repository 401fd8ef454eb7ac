package experiment

import (
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// TestLinearProbe has it for a classification alone, with its own classes, and not where the suite leaves it out.
func TestLinearProbe(t *testing.T) {
	s, o := testSuite(t)
	o.Models = []string{"one"}
	value := func(r result.Record) float64 {
		i := slices.IndexFunc(r.Metrics, func(m result.Metric) bool { return m.Name == metric.LinearProbeName })
		if i < 0 {
			return -1
		}
		return r.Metrics[i].Value
	}
	for _, r := range mustRun(t, s, o) {
		if r.Dataset == "copies" {
			if r.LinearProbe != nil || value(r) != -1 {
				t.Errorf("an image search has a linear probe: %+v", r.LinearProbe)
			}
			continue
		}
		right, n := 0.0, 0
		for _, c := range r.LinearProbe.Classes {
			right, n = right+c.Value*float64(c.N), n+c.N
		}
		if got := value(r); n != r.N || got < right/float64(n)-1e-9 || got > right/float64(n)+1e-9 || got <= 1.0/3 {
			t.Errorf("the linear probe is right for %v of %d, its classes say %v of %d", got, r.N, right/float64(n), n)
		}
	}
	s.NoLinearProbe = true
	for _, r := range mustRun(t, s, o) {
		if r.LinearProbe != nil || value(r) != -1 {
			t.Errorf("%s: left out, it is there: %+v", r.Dataset, r.LinearProbe)
		}
	}
}

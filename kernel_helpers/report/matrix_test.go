package report

import (
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func TestSigned(t *testing.T) {
	for v, want := range map[float64]string{0: "0.0", 0.123: "+12.3", -0.5: "−50.0", -0.0004: "0.0", 0.0004: "0.0", 1: "+100.0"} {
		if got := signed(v); got != want {
			t.Errorf("signed(%v) = %s, want %s", v, got, want)
		}
	}
}

func TestPValue(t *testing.T) {
	for p, want := range map[float64]string{1: "p = 1.00", 0.3: "p = 0.30", 0.0312: "p = 0.031", 0.00312: "p = 0.0031", 0.0004: "p < 0.001", 0: "p < 0.001"} {
		if got := strings.ReplaceAll(pvalue(p), "\u00a0", " "); got != want {
			t.Errorf("pvalue(%v) = %q, want %q", p, got, want)
		}
	}
}

func TestMatrixOfUntestedModels(t *testing.T) {
	f := newFixture(t)
	f.result("clip-a", "shapes", 9)
	e, err := gather(f.Context(), f.Suite, f.Out)
	f.check(err)
	for _, d := range e.Points.Datasets {
		if m := e.matrix(e.ranked(d.Name), d); m != nil {
			t.Errorf("%s has a matrix of one model: %+v", d.Name, m)
		}
	}
}

func TestMatrixLeavesBaselinesOut(t *testing.T) {
	f := newFixture(t)
	f.Suite.Families, f.Suite.Baselines = []suite.Family{{Name: "CLIP", Models: []string{"clip-a"}}, {Name: "Nets", Models: []string{"net-a"}}}, []string{"net-b"}
	for i, model := range []string{"clip-a", "net-b", "net-a"} {
		f.result(model, "shapes", 11-i)
	}
	e, err := gather(f.Context(), f.Suite, f.Out)
	f.check(err)
	m := e.matrix(e.ranked("shapes"), e.Points.Datasets[0])
	if m == nil || m.Pairs != 1 || len(m.Columns) != 1 || len(m.Rows) != 1 || len(m.Rows[0].Cells) != 1 || m.Rows[0].Title != e.title("net-a") {
		t.Errorf("matrix of two models and a baseline: %+v", m)
	}
}

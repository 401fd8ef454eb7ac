package report

import (
	"fmt"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
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

// TestMatrixOfManyModels has the best of 30 models, and the best of a family that comes last.
func TestMatrixOfManyModels(t *testing.T) {
	d := points.DatasetPlaces{Places: []points.Place{{Model: "m00"}, {Model: "m29"}}}
	var ranked []result.Record
	for i := range 30 {
		name := fmt.Sprintf("m%02d", i)
		for _, better := range ranked {
			d.Pairs = append(d.Pairs, points.Pair{A: better.Model, B: name, Test: points.Test{Difference: 0.1, Separable: i%2 == 0}})
		}
		ranked = append(ranked, result.Record{Model: name})
	}
	e := &evidence{Suite: &suite.Suite{}}
	m := e.matrix(ranked, d)
	last := m.Rows[len(m.Rows)-1]
	if m.Pairs != 435 || m.Separable != 210 || m.Models != 30 || m.Shown() != mostMatrix+1 || len(m.Columns) != mostMatrix || last.Title != "m29" || len(last.Cells) != mostMatrix || last.Rest != 0 || m.Rows[0].Rest != mostMatrix-1 {
		t.Errorf("%d of %d models, %d columns, %d of %d pairs separable, the last row is %s with %d cells", m.Shown(), m.Models, len(m.Columns), m.Separable, m.Pairs, last.Title, len(last.Cells))
	}
	if len(ranked) != 30 || ranked[29].Model != "m29" {
		t.Error("the ranking has changed")
	}
}

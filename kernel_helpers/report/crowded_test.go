package report

import (
	"fmt"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// mapped is an insight of 1,500 images with 100 labels, one of them rare, as one of two models has it.
func mapped(model int) *result.Insight {
	i := &result.Insight{Map: result.Map{Images: 3000}}
	for label := range 100 {
		i.Map.Labels = append(i.Map.Labels, fmt.Sprint("label ", label))
	}
	for n := range 1500 {
		label := n % 99
		if n == 700 {
			label = 99
		}
		i.Map.Points = append(i.Map.Points, result.MapPoint{Item: fmt.Sprint(n), Label: label, X: float64(model)})
	}
	return i
}

// TestFewer wants the same images in the maps of all models, every label among them, and what is stored left alone.
func TestFewer(t *testing.T) {
	one, two := mapped(1), mapped(2)
	a, b := fewer(one).Map, fewer(two).Map
	labels := map[int]bool{}
	for i, p := range a.Points {
		labels[p.Label] = true
		if p.Item != b.Points[i].Item || p.X != 1 || b.Points[i].X != 2 {
			t.Fatalf("point %d is %+v of one model and %+v of the other", i, p, b.Points[i])
		}
	}
	if len(a.Points) != crowdedPoints || len(labels) != 100 || len(one.Map.Points) != 1500 {
		t.Errorf("%d points of %d labels, %d before", len(a.Points), len(labels), len(one.Map.Points))
	}
	if got, want := mapText(a), "A sample of 500 images out of 3,000 images, one of each label in turn."; got != want {
		t.Errorf("%s\nwant %s", got, want)
	}
}

func TestFew(t *testing.T) {
	e := &evidence{Suite: &suite.Suite{Families: make([]suite.Family, 5)}, Datasets: make([]string, 4)}
	if got := e.few(3); got != 3 {
		t.Errorf("20 galleries: %d of 3", got)
	}
	e.Datasets = make([]string, 20)
	for n, want := range map[int]int{6: 3, 3: 2, 1: 1} {
		if got := e.few(n); got != want {
			t.Errorf("100 galleries: %d of %d, want %d", got, n, want)
		}
	}
}

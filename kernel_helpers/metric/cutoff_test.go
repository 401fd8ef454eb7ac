package metric

import (
	"reflect"
	"testing"
)

func TestCutOff(t *testing.T) {
	images := []Scored{{0.1, false}, {0.9, true}, {0.5, true}, {0.7, false}, {0.5, false}, {0.3, true}, {0.8, true}}
	curve := Thresholds(images)
	want := []Taken{{0.9, 1, 1, 4}, {0.8, 2, 2, 4}, {0.7, 3, 2, 4}, {0.5, 5, 3, 4}, {0.3, 6, 4, 4}, {0.1, 7, 4, 4}}
	if !reflect.DeepEqual(curve, want) {
		t.Fatalf("Thresholds = %v, want %v", curve, want)
	}
	for _, c := range []struct {
		precision, threshold float64
		ok                   bool
	}{{1, 0.8, true}, {0.7, 0.8, true}, {0.65, 0.3, true}, {0.6, 0.3, true}, {0, 0.3, true}} {
		if got, ok := CutOff(curve, c.precision); ok != c.ok || got.Threshold != c.threshold {
			t.Errorf("CutOff(%v) = %v, %v; want %v", c.precision, got, ok, c.threshold)
		}
	}
	if got, ok := CutOff(Thresholds([]Scored{{0.9, false}, {0.8, true}}), 0.9); ok {
		t.Errorf("CutOff where the best is wrong = %v", got)
	}
	for _, point := range curve {
		if got := Take(images, point.Threshold); got != point {
			t.Errorf("Take(%v) = %v, want %v", point.Threshold, got, point)
		}
	}
	none := Take(images, 1)
	if p, r := none.Precision(), none.Recall(); p.Value != 0 || p.Low != 0 || p.High != 1 || r.Value != 0 {
		t.Errorf("nothing taken: %v, %v", p, r)
	}
	if p, w := want[3].Precision(), Wilson(3, 5); p != (Value{"precision", 0.6, w.Low, w.High}) {
		t.Errorf("precision %v", p)
	}
	if r := (Taken{N: 3}).Recall(); r.Value != 0 || r.High != 1 {
		t.Errorf("recall of nothing to find: %v", r)
	}
}

package curate

import (
	"reflect"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// cloudStock has four classes around the axes that overlap, and images of no class all around.
func cloudStock(noise float32) Stock {
	const n = 200
	s := Stock{Rows: unit(n, 4, 5), Test: unit(100, 4, 6)}
	label := func(rows matrix.Rows, i int) string {
		rows.Row(i)[i%4] += noise
		return string(rune('a' + i%4))
	}
	for i := range n {
		s.Labels = append(s.Labels, "")
		if i < n/2 {
			s.Labels[i] = label(s.Rows, i)
		}
	}
	for i := range s.Test.N {
		s.TestLabels = append(s.TestLabels, label(s.Test, i))
	}
	s.Rows.Normalize()
	s.Test.Normalize()
	return s
}

func TestTry(t *testing.T) {
	points, err := Try(t.Context(), cloudStock(1), knn.Options{})
	if err != nil || len(points) != 1+len(TrialSizes) {
		t.Fatal(points, err)
	}
	if p := points[0]; p.Added != 0 || p.Retrieved != p.Random || p.Gain.Value != 0 {
		t.Errorf("the seeds alone: %+v", p)
	}
	for i, p := range points[1:] {
		if p.Added <= points[i].Added || p.Purity <= p.RandomPurity || p.Retrieved.Low > p.Retrieved.Value || p.Retrieved.High < p.Retrieved.Value {
			t.Errorf("%+v", p)
		}
		if got := p.Gain; got.Low > got.Value || got.High < got.Value {
			t.Errorf("gain %+v", got)
		}
	}
	again, err := Try(t.Context(), cloudStock(1), knn.Options{Workers: 3, QueryTile: 7})
	if err != nil || !reflect.DeepEqual(points, again) {
		t.Error("a second trial gives something else", err)
	}
}

// TestTryWithoutNoise has classes that nothing can be wrong about.
func TestTryWithoutNoise(t *testing.T) {
	points, err := Try(t.Context(), cloudStock(50), knn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range points {
		if p.Retrieved.Value != 1 || p.Random.Value != 1 || p.K > 0 && p.K <= 4 && p.Purity != 1 {
			t.Errorf("%+v", p)
		}
	}
	if _, err := Try(t.Context(), Stock{}, knn.Options{}); err == nil {
		t.Error("no test images are no error")
	}
}

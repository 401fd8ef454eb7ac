package insight

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func TestHistogramEdges(t *testing.T) {
	var h Histogram
	if _, counts := h.Span(); counts != nil {
		t.Errorf("nothing has the counts %v", counts)
	}
	for _, v := range []float64{1, 1.0000001, -1, -1.0000001, 0.999} {
		h.Add(v)
	}
	if h[0] != 2 || h[Bins-1] != 3 {
		t.Errorf("the outermost bins have %d and %d, want 2 and 3", h[0], h[Bins-1])
	}
}

// TestHubsOfFew has fewer gallery images than are counted, a query that leaves itself out, and no spread.
func TestHubsOfFew(t *testing.T) {
	h := NewHubs(3)
	h.Add([]int{1, 2}, []bool{true, false})
	h.Add([]int{0, 2}, []bool{true, false})
	h.Add([]int{0, 1}, []bool{false, false})
	got := h.Outcome(2)
	want := Hubness{K: 2, Mean: 2, Limit: 2, Most: []Hub{{0, 2, 1}, {1, 2, 1}, {2, 2, 2}}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("got %+v, want %+v", got, want)
	}
	h = NewHubs(1)
	h.Add(nil, nil) // alone in the gallery
	if got := h.Outcome(0); got.Never != 1 || got.Skewness != 0 || got.Nearest != 0 || got.Most != nil {
		t.Errorf("without neighbours: %+v", got)
	}
}

func TestSample(t *testing.T) {
	var labels []string
	for range 1000 {
		labels = append(labels, "often")
	}
	labels = append(labels, "rare", "", "rare")
	got := Sample(labels, 40)
	counts := map[string]int{}
	for i, place := range got {
		counts[labels[place]]++
		if i > 0 && got[i-1] >= place {
			t.Fatalf("the places %v do not ascend", got)
		}
	}
	if want := map[string]int{"often": 37, "rare": 2, "": 1}; !reflect.DeepEqual(counts, want) {
		t.Errorf("got %v, want %v", counts, want)
	}
	if !slices.Equal(got, Sample(labels, 40)) {
		t.Error("two samples differ")
	}
	if got := Sample(labels[:5], 40); !slices.Equal(got, []int{0, 1, 2, 3, 4}) {
		t.Errorf("of a few: %v, want all", got)
	}
}

func TestSome(t *testing.T) {
	got := Some(100, 10, 1)
	if len(got) != 10 || !slices.IsSorted(got) || len(slices.Compact(slices.Clone(got))) != 10 || got[9] > 99 {
		t.Errorf("got %v", got)
	}
	if slices.Equal(got, Some(100, 10, 2)) || !slices.Equal(got, Some(100, 10, 1)) {
		t.Error("a stream does not decide the draw")
	}
	if got := Some(3, 10, 1); !slices.Equal(got, []int{0, 1, 2}) {
		t.Errorf("of three: %v", got)
	}
	// Each number is as likely as any other: 6 standard deviations around 2,000 × 0.3.
	hits := make([]int, 10)
	for stream := range uint64(2000) {
		for _, i := range Some(10, 3, 100+stream) {
			hits[i]++
		}
	}
	for i, n := range hits {
		if math.Abs(float64(n)-600) > 6*math.Sqrt(2000*0.3*0.7) {
			t.Errorf("%d was drawn %d times of 2000, want about 600", i, n)
		}
	}
}

// classes has a label for each image: so many of each class.
func classes(counts ...int) []string {
	var labels []string
	for c, n := range counts {
		for range n {
			labels = append(labels, fmt.Sprint(c))
		}
	}
	return labels
}

func TestShots(t *testing.T) {
	for _, c := range []struct {
		name         string
		labels       []string
		sizes, short []int
	}{
		{"no image", nil, nil, nil},
		{"one class", classes(7), []int{1, 2, 5}, []int{0, 0, 0}},
		{"one image each", classes(1, 1, 1), []int{1}, []int{0}},
		{"half are short", classes(1, 5, 4, 12), []int{1, 2, 5}, []int{0, 1, 2}},
		{"large", classes(5000, 5000, 5000), []int{1, 2, 5, 10, 20, 50, 100, 200, 500}, make([]int, 9)},
	} {
		s := NewShots(c.labels)
		if !slices.Equal(s.Sizes, c.sizes) || !slices.Equal(s.Short, c.short) {
			t.Errorf("%s: n %v, short %v; want %v, %v", c.name, s.Sizes, s.Short, c.sizes, c.short)
		}
	}
	many := make([]int, 3000)
	for i := range many {
		many[i] = 20
	}
	if s := NewShots(classes(many...)); !slices.Equal(s.Sizes, []int{1, 2}) {
		t.Errorf("3000 classes: n %v, want no more than %d images in a draw", s.Sizes, ShotRows)
	}
}

func TestDraw(t *testing.T) {
	labels := classes(30, 3, 12)
	s := NewShots(labels)
	counts, seen := map[string]int{}, map[int]bool{}
	for level, added := range s.Draw(4) {
		for i, image := range added {
			if seen[image] || i > 0 && added[i-1] >= image {
				t.Fatalf("level %d adds %v, which does not ascend or is there already", level, added)
			}
			seen[image] = true
			counts[labels[image]]++
		}
		for label, all := range map[string]int{"0": 30, "1": 3, "2": 12} {
			if want := min(all, s.Sizes[level]); counts[label] != want {
				t.Errorf("n = %d: class %s has %d images, want %d", s.Sizes[level], label, counts[label], want)
			}
		}
	}
	if reflect.DeepEqual(s.Draw(4), s.Draw(5)) || !reflect.DeepEqual(s.Draw(4), s.Draw(4)) {
		t.Error("the number of a draw does not decide it")
	}
}

func TestNearest(t *testing.T) {
	n := NewNearest(2)
	n.Offer(0, 7, 0.5)
	n.Offer(0, 3, 0.5) // as near, lower
	n.Offer(0, 1, 0.4)
	if n.Row(0) != 3 || n.Row(1) != -1 {
		t.Errorf("got %d and %d, want 3 and -1", n.Row(0), n.Row(1))
	}
}

func TestMeanSDOfOne(t *testing.T) {
	if mean, sd := MeanSD([]float64{0.25}); mean != 0.25 || sd != 0 {
		t.Errorf("got %v ± %v", mean, sd)
	}
}

func TestProjectEdges(t *testing.T) {
	equal := matrix.New(5, 3)
	for i := range equal.N {
		copy(equal.Row(i), []float32{0.1, 0.7, 0.70710677})
	}
	line := matrix.New(4, 1)
	copy(line.Data, []float32{-1, 1, 1, 1})
	for name, rows := range map[string]matrix.Rows{"equal vectors": equal, "one vector": equal.Slice(0, 1), "none": matrix.New(0, 3), "one dimension": line, "two vectors": {N: 2, Dim: 2, Data: []float32{1, 0, 0, 1}}} {
		p, err := Project(rows)
		if err != nil || len(p.X) != rows.N || len(p.Y) != rows.N {
			t.Errorf("%s: %+v, %v", name, p, err)
		}
		for i := range p.Y {
			if p.Y[i] != 0 || math.IsNaN(p.X[i]) {
				t.Errorf("%s: vector %d is at %v, %v; there is no second direction", name, i, p.X[i], p.Y[i])
			}
		}
	}
	if p, _ := Project(line); !near(p.X[0], 1.5, 1e-9) || !near(p.X[1], -0.5, 1e-9) || !near(p.Shares[0], 1, 1e-12) {
		t.Errorf("on a line: %+v", p)
	}
}

// TestProjectOnAnyThreads wants the same bits from one thread and from many.
func TestProjectOnAnyThreads(t *testing.T) {
	rows, r := matrix.New(700, 300), rand.New(rand.NewPCG(1, 2))
	for i := range rows.Data {
		rows.Data[i] = float32(r.NormFloat64())
	}
	rows.Normalize()
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first Plane
	for _, threads := range []int{1, 2, 5, 16} {
		runtime.GOMAXPROCS(threads)
		p, err := Project(rows)
		if err != nil {
			t.Fatal(err)
		}
		if threads == 1 {
			first = p
		}
		if !reflect.DeepEqual(p, first) {
			t.Errorf("%d threads give another plane than one", threads)
		}
	}
}

func BenchmarkProject(b *testing.B) {
	rows, r := matrix.New(2000, 1152), rand.New(rand.NewPCG(1, 2))
	for i := range rows.Data {
		rows.Data[i] = float32(r.NormFloat64())
	}
	for b.Loop() {
		if _, err := Project(rows); err != nil {
			b.Fatal(err)
		}
	}
}

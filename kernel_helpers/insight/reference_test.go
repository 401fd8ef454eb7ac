package insight

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// reference holds what numpy, scipy and scikit-learn compute; testdata/reference.py writes it.
type reference struct {
	PCA []struct {
		Dim    int
		Rows   []float32
		X, Y   []float64
		Shares [2]float64
	}
	Hubs []struct {
		Gallery               int
		Near                  [][]int
		Right                 [][]bool
		Times, Wrong          []int
		Mean, Skewness, Limit float64
		Hubs, Never           int
		Nearest               float64
	}
	Histogram struct {
		Values []float64
		Counts []int
	}
	Spread struct {
		Values   []float64
		Mean, SD float64
	}
}

func readReference(t *testing.T) reference {
	t.Helper()
	data, err := os.ReadFile("testdata/reference.json")
	if err != nil {
		t.Fatal(err)
	}
	var r reference
	if err := json.Unmarshal(data, &r); err != nil {
		t.Fatal(err)
	}
	return r
}

func near(got, want, tolerance float64) bool { return math.Abs(got-want) <= tolerance }

func TestProjectEqualsScikitLearn(t *testing.T) {
	for n, c := range readReference(t).PCA {
		rows := matrix.Rows{N: len(c.X), Dim: c.Dim, Data: c.Rows}
		got, err := Project(rows)
		if err != nil {
			t.Fatal(err)
		}
		for axis, pair := range [][2][]float64{{got.X, c.X}, {got.Y, c.Y}} {
			if !near(got.Shares[axis], c.Shares[axis], 1e-6) {
				t.Errorf("case %d: axis %d has %v of the variance, want %v", n, axis, got.Shares[axis], c.Shares[axis])
			}
			sign := 1.0 // that of an axis is a convention
			if pair[0][0]*pair[1][0] < 0 {
				sign = -1
			}
			for i := range pair[0] {
				if !near(pair[0][i], sign*pair[1][i], 1e-4) {
					t.Fatalf("case %d, axis %d: vector %d is at %v, want %v", n, axis, i, pair[0][i], sign*pair[1][i])
				}
			}
			if math.Abs(slices.Max(pair[0])) < math.Abs(slices.Min(pair[0])) {
				t.Errorf("case %d, axis %d: the vector farthest out is on the negative side", n, axis)
			}
		}
	}
}

func TestHubsEqualScipy(t *testing.T) {
	for n, c := range readReference(t).Hubs {
		h := NewHubs(c.Gallery)
		for q := range c.Near {
			h.Add(c.Near[q], c.Right[q])
		}
		got := h.Outcome(c.Gallery)
		if got.K != 10 || got.Hubs != c.Hubs || got.Never != c.Never {
			t.Errorf("case %d: k %d, %d hubs, %d never; want 10, %d, %d", n, got.K, got.Hubs, got.Never, c.Hubs, c.Never)
		}
		for name, pair := range map[string][2]float64{
			"mean": {got.Mean, c.Mean}, "skewness": {got.Skewness, c.Skewness}, "limit": {got.Limit, c.Limit}, "nearest": {got.Nearest, c.Nearest},
		} {
			if !near(pair[0], pair[1], 1e-12) {
				t.Errorf("case %d: %s is %v, want %v", n, name, pair[0], pair[1])
			}
		}
		for i, hub := range got.Most {
			if hub.Times != c.Times[hub.Row] || hub.Wrong != c.Wrong[hub.Row] {
				t.Errorf("case %d: %+v, want %d times, %d wrong", n, hub, c.Times[hub.Row], c.Wrong[hub.Row])
			}
			if i > 0 && (got.Most[i-1].Times < hub.Times || got.Most[i-1].Times == hub.Times && got.Most[i-1].Row > hub.Row) {
				t.Errorf("case %d: %+v stands before %+v", n, got.Most[i-1], hub)
			}
		}
		if got.Most[0].Times != slices.Max(c.Times) {
			t.Errorf("case %d: the first hub occurs %d times, want %d", n, got.Most[0].Times, slices.Max(c.Times))
		}
	}
}

func TestHistogramEqualsNumpy(t *testing.T) {
	c := readReference(t).Histogram
	var h Histogram
	for _, v := range c.Values {
		h.Add(v)
	}
	if !slices.Equal(h[:], c.Counts) {
		t.Errorf("got %v, want %v", h, c.Counts)
	}
	first, counts := h.Span()
	if counts[0] == 0 || counts[len(counts)-1] == 0 || !slices.Equal(counts, c.Counts[first:first+len(counts)]) {
		t.Errorf("the span from bin %d is %v", first, counts)
	}
}

func TestMeanSDEqualsNumpy(t *testing.T) {
	c := readReference(t).Spread
	if mean, sd := MeanSD(c.Values); !near(mean, c.Mean, 1e-15) || !near(sd, c.SD, 1e-15) {
		t.Errorf("got %v ± %v, want %v ± %v", mean, sd, c.Mean, c.SD)
	}
}

package onnxgraph

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// TestAxis compares the taps of 37 cells made 16 with those of the three programs.
func TestAxis(t *testing.T) {
	for _, c := range []struct {
		variant string
		i       int
		index   []int
		weight  []float64
	}{
		{architecture.PositionMeta, 0, []int{0, 0, 1, 2}, []float64{-0.059951, 0.393905, 0.776929, -0.110883}},
		{architecture.PositionMeta, 8, []int{18, 19, 20, 21}, []float64{-0.023901, 0.997424, 0.027322, -0.000845}},
		{architecture.PositionHF, 0, []int{0, 0, 1, 2}, []float64{-0.058159, 0.384285, 0.784904, -0.111031}},
		{architecture.PositionHF, 8, []int{18, 19, 20, 21}, []float64{-0.083427, 0.949837, 0.149040, -0.015450}},
		{architecture.PositionTimm, 0, []int{0, 1, 2, 3, 4, 5}, []float64{0.387186, 0.441451, 0.209256, -0.003056, -0.031817, -0.003020}},
		{architecture.PositionTimm, 8, []int{15, 16, 17, 18, 19, 20, 21, 22, 23},
			[]float64{-0.007093, -0.031870, 0.018384, 0.243594, 0.428314, 0.320481, 0.074068, -0.029513, -0.016364}},
	} {
		got := axis(37, 16, c.variant)[c.i]
		if !slices.Equal(got.index, c.index) {
			t.Errorf("%s %d: cells %v, want %v", c.variant, c.i, got.index, c.index)
			continue
		}
		for j, w := range got.weight {
			if math.Abs(float64(w)-c.weight[j]) > 2e-6 {
				t.Errorf("%s %d: weights %v, want %v", c.variant, c.i, got.weight, c.weight)
				break
			}
		}
	}
}

// TestResampleAsPyTorchDoes compares whole grids, larger, smaller and not square.
func TestResampleAsPyTorchDoes(t *testing.T) {
	text, err := os.ReadFile("testdata/grids.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Position string
		Old, New [2]int
		Values   []float32
	}
	if err := json.Unmarshal(text, &cases); err != nil {
		t.Fatal(err)
	}
	for _, c := range cases {
		old := grid{c.Old[0], c.Old[1], 1, make([]float32, c.Old[0]*c.Old[1])}
		for i := range old.data {
			old.data[i] = float32(float64(i*7919%1000)/500 - 1)
		}
		got, worst := old.resample(c.New[0], c.New[1], c.Position), 0.0
		for i, want := range c.Values {
			worst = max(worst, math.Abs(float64(got.data[i]-want)))
		}
		if len(got.data) != len(c.Values) || worst > 2e-6 {
			t.Errorf("%s %v to %v: %d values, off by %.2g", c.Position, c.Old, c.New, len(got.data), worst)
		}
	}
}

func TestResample(t *testing.T) {
	plane := grid{37, 37, 2, nil}
	for range 37 {
		for x := range 37 {
			plane.data = append(plane.data, float32(x), 3)
		}
	}
	for _, variant := range []string{architecture.PositionTimm, architecture.PositionMeta, architecture.PositionHF} {
		if got := plane.resample(37, 37, variant); &got.data[0] != &plane.data[0] {
			t.Errorf("%s: a grid of the right size was resampled", variant)
		}
		for _, size := range [][2]int{{16, 16}, {24, 16}, {50, 40}} {
			got := plane.resample(size[0], size[1], variant)
			if got.height != size[0] || got.width != size[1] || len(got.data) != 2*size[0]*size[1] {
				t.Fatalf("%s: %d × %d, %d values; want %v", variant, got.height, got.width, len(got.data), size)
			}
			middle := got.data[((size[0]/2)*size[1]+size[1]/2)*2:]
			if want := (float64(size[1]/2)+0.5)*37/float64(size[1]) - 0.5; math.Abs(float64(middle[0])-want) > 0.15 || math.Abs(float64(middle[1])-3) > 1e-5 {
				t.Errorf("%s %v: the middle is %v, want about %v and 3", variant, size, middle[:2], want)
			}
		}
	}
}

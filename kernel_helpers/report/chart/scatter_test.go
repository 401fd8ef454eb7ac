package chart

import (
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

func sampleMap() Scatter {
	return Scatter{ID: "map-birds-0", Title: "Embeddings of " + hostile, Groups: []Group{
		{Color: 3, Points: [][2]float64{{-1, 0}, {1, 0.5}}}, {Color: 0, Points: [][2]float64{{0, -0.25}}}, {Color: 1},
	}}
}

func TestScatterGolden(t *testing.T) {
	svg, err := sampleMap().SVG()
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/scatter.svg", []byte(svg))
	if strings.Contains(string(svg), "<img") {
		t.Error("a title came through as markup")
	}
}

// TestPlacer wants one scale for both axes, all points inside, and the y axis to point up.
func TestPlacer(t *testing.T) {
	place := sampleMap().Placer()
	for point, want := range map[[2]float64]Placing{{-1, 0}: {10, 208.8}, {1, 0.5}: {470, 93.8}, {0, -0.25}: {240, 266.3}} {
		if got := place(point); got != want {
			t.Errorf("%v is at %v, want %v", point, got, want)
		}
	}
	one := Scatter{Groups: []Group{{Points: [][2]float64{{5, 5}, {5, 5}}}}}
	if got := one.Placer()([2]float64{5, 5}); got != (Placing{mapWidth / 2, mapHeight / 2}) {
		t.Errorf("equal points are at %v, want the middle", got)
	}
}

func TestScatterValidate(t *testing.T) {
	c := sampleMap()
	c.Groups[0].Points[0][1] = math.NaN()
	if _, err := c.SVG(); err == nil {
		t.Error("a point that is nowhere was drawn")
	}
	if _, err := (Scatter{ID: "1"}).SVG(); err == nil {
		t.Error("an id that is none was taken")
	}
}

// TestGroupLook wants 200 looks that differ, with a contrast of 3:1 on both pages.
func TestGroupLook(t *testing.T) {
	seen := map[string]bool{}
	for i := range 200 {
		color, end := GroupLook(i)
		seen[color+end] = true
		var r, g, b uint8
		if _, err := fmt.Sscanf(color, "#%02x%02x%02x", &r, &g, &b); err != nil {
			t.Fatalf("colour %q: %v", color, err)
		}
		linear := func(v uint8) float64 {
			x := float64(v) / 255
			if x <= 0.04045 {
				return x / 12.92
			}
			return math.Pow((x+0.055)/1.055, 2.4)
		}
		y := 0.2126*linear(r) + 0.7152*linear(g) + 0.0722*linear(b)
		const dark = 0.0086 // #14171c
		if light, onDark := 1.05/(y+0.05), (y+0.05)/(dark+0.05); light < 3 || onDark < 3 {
			t.Errorf("group %d: %s has a contrast of %.2f and %.2f, want 3", i, color, light, onDark)
		}
	}
	if len(seen) < 190 {
		t.Errorf("200 groups have %d looks", len(seen))
	}
}

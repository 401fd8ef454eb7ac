package paint

import (
	"math"
	"testing"
)

func TestHSV(t *testing.T) {
	for _, c := range []struct {
		h, s, v float64
		want    Colour
	}{
		{0, 1, 1, Hex(0xff0000)}, {1, 1, 1, Hex(0xff0000)}, {1.0 / 3, 1, 1, Hex(0x00ff00)}, {-1.0 / 3, 1, 1, Hex(0x0000ff)},
		{1.0 / 6, 1, 1, Hex(0xffff00)}, {0.3, 0, 0.2, Grey(0.2)}, {0, 0.5, 1, Colour{1, 0.5, 0.5, 1}},
	} {
		got := HSV(c.h, c.s, c.v)
		if math.Abs(got.R-c.want.R)+math.Abs(got.G-c.want.G)+math.Abs(got.B-c.want.B) > 1e-9 || got.A != 1 {
			t.Errorf("HSV(%v, %v, %v) = %v, want %v", c.h, c.s, c.v, got, c.want)
		}
	}
}

func TestDistance(t *testing.T) {
	if d := Black.Distance(White); d < 0.85 || d > 1 {
		t.Errorf("black and white are %.2f apart", d)
	}
	a, b := HSV(0.1, 0.8, 0.7), HSV(0.6, 0.3, 0.9)
	if a.Distance(a) != 0 || a.Distance(b) != b.Distance(a) {
		t.Error("the distance is not symmetric, or a colour is not at 0 from itself")
	}
	if red.Distance(green) < 0.3 || red.Distance(HSV(0.02, 1, 1)) > 0.1 {
		t.Errorf("red is %.2f from green and %.2f from a neighbour", red.Distance(green), red.Distance(HSV(0.02, 1, 1)))
	}
}

// TestRGBA: a color.Color is premultiplied and never brighter than its opacity.
func TestRGBA(t *testing.T) {
	for _, c := range []struct {
		colour     Colour
		r, g, b, a uint32
	}{
		{White, 0xffff, 0xffff, 0xffff, 0xffff},
		{Colour{2, -1, 0.5, 1}, 0xffff, 0, 0x8000, 0xffff},
		{Colour{1, 0, 0, 0.5}, 0x8000, 0, 0, 0x8000},
		{Colour{1, 1, 1, 0}, 0, 0, 0, 0},
	} {
		if r, g, b, a := c.colour.RGBA(); r != c.r || g != c.g || b != c.b || a != c.a {
			t.Errorf("%v as color.Color is %x %x %x %x", c.colour, r, g, b, a)
		}
	}
}

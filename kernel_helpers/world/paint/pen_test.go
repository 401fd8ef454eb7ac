package paint

import "testing"

// TestQuad compares a quadratic curve, at its end and in its middle, with the formula.
func TestQuad(t *testing.T) {
	p := Start(-1, 0).Quad(0, 2, 1, 0)
	c := p.steps[1].points
	at := func(k int) float64 { return (p.steps[0].points[0][k] + 3*c[0][k] + 3*c[1][k] + c[2][k]) / 8 }
	if x, y := at(0), at(1); x < -1e-12 || x > 1e-12 || y < 1-1e-12 || y > 1+1e-12 {
		t.Errorf("the middle of the curve is %v %v, want 0 1", x, y)
	}
	if x, y := p.end(); x != 1 || y != 0 {
		t.Errorf("the curve ends at %v %v, want 1 0", x, y)
	}
}

// TestClippedEnds draws after a clip: it is no longer cut.
func TestClippedEnds(t *testing.T) {
	c := New(8)
	c.Solid(Black, Box(-1, -1, 1, 1, 0))
	c.Clipped(Box(-1, -1, 0, 1, 0), func() { c.Solid(Hex(0xff0000), Box(-1, -1, 1, 0, 0)) })
	c.Solid(Hex(0x00ff00), Box(-1, 0, 1, 1, 0))
	img := c.Develop(Light{}, Source(1, "test", 0))
	for _, want := range []struct {
		x, y    int
		r, g, b uint8
	}{{1, 1, 255, 0, 0}, {6, 1, 0, 0, 0}, {1, 6, 0, 255, 0}, {6, 6, 0, 255, 0}} {
		if got := img.RGBAAt(want.x, want.y); got.R != want.r || got.G != want.g || got.B != want.b {
			t.Errorf("pixel %d %d is %v, want %d %d %d", want.x, want.y, got, want.r, want.g, want.b)
		}
	}
}

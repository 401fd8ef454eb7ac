package paint

import (
	"math"
	"testing"
)

func TestDevelop(t *testing.T) {
	grey := func(l Light) (left, right, corner float64) {
		c := New(40)
		c.Paint(Plain(Grey(0.4)))
		im := c.Develop(l, Source(1, "test", 0))
		at := func(x, y int) float64 { return float64(im.RGBAAt(x, y).R) / 255 }
		return at(0, 20), at(39, 20), at(0, 0)
	}
	near := func(name string, got, want float64) {
		t.Helper()
		if math.Abs(got-want) > 0.01 {
			t.Errorf("%s is %.3f, want %.3f", name, got, want)
		}
	}
	left, right, corner := grey(Light{})
	near("no light at all", left, 0.4)
	near("no light at all", right, 0.4)
	near("no light at all", corner, 0.4)
	left, _, _ = grey(Light{Brightness: 1.5})
	near("brighter", left, 0.6)
	left, _, _ = grey(Light{Contrast: 0.5})
	near("less contrast", left, 0.45)
	left, right, _ = grey(Light{Slope: 0.5})
	near("left, with light from the right", left, 0.4*(1-0.5*0.975))
	near("right, with light from the right", right, 0.4*(1+0.5*0.975))
	_, _, corner = grey(Light{Vignette: 0.5})
	near("corner", corner, 0.4*(1-0.5*0.975*0.975))
	left, _, _ = grey(Light{Tint: Colour{0.5, 1, 1, 1}})
	near("red in bluish light", left, 0.2)
}

// TestGrain measures the noise of a sensor.
func TestGrain(t *testing.T) {
	c := New(128)
	c.Paint(Plain(Grey(0.5)))
	im := c.Develop(Light{Noise: 0.05}, Source(1, "test", 0))
	var sum, square float64
	n := float64(len(im.Pix) / 4)
	for i := 0; i < len(im.Pix); i += 4 {
		v := float64(im.Pix[i+1]) / 255
		sum, square = sum+v, square+v*v
	}
	mean := sum / n
	if deviation := math.Sqrt(square/n - mean*mean); math.Abs(mean-0.5) > 0.003 || math.Abs(deviation-0.05) > 0.003 {
		t.Errorf("grey with noise has the mean %.3f and the deviation %.3f, want 0.5 and 0.05", mean, deviation)
	}
}

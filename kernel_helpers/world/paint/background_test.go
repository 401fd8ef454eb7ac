package paint

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"runtime"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// TestBackgrounds: each covers the whole canvas, keeps near its colour, and is the same bytes each time.
func TestBackgrounds(t *testing.T) {
	var got bytes.Buffer
	base := HSV(0.55, 0.4, 0.6)
	for i, b := range Backgrounds() {
		c := New(64)
		b.Draw(c, Source(1, "test", i), base)
		im := c.Develop(Light{}, Source(1, "light", i))
		mean := Colour{A: 1}
		for k := 0; k < len(c.im.Pix); k += 4 {
			if c.im.Pix[k+3] != 255 {
				t.Fatalf("%s leaves the canvas open", b.Name)
			}
			mean.R += float64(c.im.Pix[k]) / 255
			mean.G += float64(c.im.Pix[k+1]) / 255
			mean.B += float64(c.im.Pix[k+2]) / 255
		}
		n := float64(len(c.im.Pix) / 4)
		mean = Colour{mean.R / n, mean.G / n, mean.B / n, 1}
		if d := mean.Distance(base); d > 0.25 {
			t.Errorf("%s is %.2f from its colour on average", b.Name, d)
		}
		fmt.Fprintf(&got, "%s %x\n", b.Name, sha256.Sum256(im.Pix))
	}
	if runtime.GOARCH == "amd64" { // others may multiply and add in one step
		golden.Check(t, "testdata/backgrounds.txt", got.Bytes())
	}
}

// TestTextures: each two-coloured texture shows both of its colours, and nothing else.
func TestTextures(t *testing.T) {
	for name, texture := range map[string]Texture{
		"stripes": Stripes(red, green, 0.4), "dots": Dots(red, green, 0.4), "checks": Checks(red, green, 0.4),
		"rings": Rings(red, green, 0.4), "speckle": Speckle(red, green, 0.15, 0.4, 1),
	} {
		im := developed(64, func(c *Canvas) { c.Paint(texture) })
		if share := covered(im); share < 0.3 || share > 0.85 {
			t.Errorf("%s: the first colour covers %.2f", name, share)
		}
		for i := 0; i < len(im.Pix); i += 4 {
			if sum := int(im.Pix[i]) + int(im.Pix[i+1]); sum < 253 || sum > 257 || im.Pix[i+2] != 0 {
				t.Fatalf("%s has a pixel that is neither: %v", name, im.Pix[i:i+3])
			}
		}
	}
}

package probe

import (
	"bytes"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// sample is a drawn apple on a ground.
func sample(t *testing.T) (*images.Picture, Query) {
	t.Helper()
	pictures, err := world.Pictures("produce", 7)
	if err != nil {
		t.Fatal(err)
	}
	first, other := pictures[0], pictures[200]
	return Picture(first.Draw()), Query{Item: "test/apple/000.png", Word: "banana", Ground: func() (*images.Picture, bool, error) {
		return Picture(first.DrawOn(other)), true, nil
	}}
}

func pixels(pic *images.Picture) string {
	return fmt.Sprintf("%dx%d %s", pic.Width, pic.Height, digest.Of(pic.Pix).String()[:16])
}

// TestPixels holds a digest of what each probe makes of a drawn picture. When one changes, Version has to grow.
func TestPixels(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the digests are those of amd64: other architectures fuse multiplications and additions")
	}
	var got bytes.Buffer
	fmt.Fprintf(&got, "version %s\n", Version)
	for _, p := range Probes() {
		for _, s := range p.Strengths {
			pic, q := sample(t)
			if err := p.Apply(pic, s, q); err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&got, "%s %g %s\n", p.Name, s, pixels(pic))
		}
	}
	pic, q := sample(t)
	q.Ground = func() (*images.Picture, bool, error) {
		other, _ := sample(t)
		return other, false, rotate(other, 180, Query{})
	}
	if err := background(pic, 1, q); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintf(&got, "background, cut out %s\n", pixels(pic))
	golden.Check(t, "testdata/pixels.txt", got.Bytes())
}

// TestNothingChanged: strength 0 changes no pixel.
func TestNothingChanged(t *testing.T) {
	for _, p := range Probes() {
		pic, q := sample(t)
		before := pixels(pic)
		if err := p.Apply(pic, 0, q); err != nil || pixels(pic) != before {
			t.Errorf("%s with strength 0: %v, pixels %s, were %s", p.Name, err, pixels(pic), before)
		}
		if !slices.IsSorted(p.Strengths) || p.Strengths[0] <= 0 {
			t.Errorf("%s has the strengths %v, which have to ascend from above 0", p.Name, p.Strengths)
		}
	}
}

// TestEdges changes pictures of a few pixels and of odd shapes.
func TestEdges(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {2, 1}, {1, 7}, {5, 3}, {40, 3}, {200, 90}} {
		for _, p := range Probes() {
			for _, s := range p.Strengths {
				pic := &images.Picture{Width: size[0], Height: size[1], Pix: make([]byte, 3*size[0]*size[1])}
				other := &images.Picture{Width: 4, Height: 9, Pix: make([]byte, 3*4*9)}
				q := Query{Item: "a", Word: "watermelon", Ground: func() (*images.Picture, bool, error) { return other, false, nil }}
				if err := p.Apply(pic, s, q); err != nil || len(pic.Pix) != 3*pic.Width*pic.Height {
					t.Errorf("%s of %v: %v, %d bytes for %d × %d", p.Name, size, err, len(pic.Pix), pic.Width, pic.Height)
				}
			}
		}
	}
}

// TestRotationOfAQuarter moves whole pixels.
func TestRotationOfAQuarter(t *testing.T) {
	pic, _ := sample(t)
	before := append([]byte(nil), pic.Pix...)
	if err := rotate(pic, 90, Query{}); err != nil {
		t.Fatal(err)
	}
	n := pic.Width
	for y := range n {
		for x := range n {
			if !bytes.Equal(pic.Pix[3*(y*n+x):][:3], before[3*((n-1-x)*n+y):][:3]) {
				t.Fatalf("the pixel at %d, %d is not that of %d, %d", x, y, y, n-1-x)
			}
		}
	}
}

// TestBlurKeepsBrightness: a blur spreads light and takes none.
func TestBlurKeepsBrightness(t *testing.T) {
	pic := &images.Picture{Width: 101, Height: 101, Pix: make([]byte, 3*101*101)}
	for y := 40; y <= 60; y++ {
		for x := 40; x <= 60; x++ {
			pic.Pix[3*(y*101+x)] = 200
		}
	}
	if err := blur(pic, 0.06, Query{}); err != nil {
		t.Fatal(err)
	}
	sum := 0
	for i := 0; i < len(pic.Pix); i += 3 {
		sum += int(pic.Pix[i])
	}
	if want := 200 * 21 * 21; sum < want*97/100 || sum > want*103/100 {
		t.Errorf("the light adds up to %d, was %d", sum, want)
	}
	if middle := pic.Pix[3*(50*101+50)]; middle < 120 || middle > 199 {
		t.Errorf("the middle has %d of 200", middle)
	}
}

func TestNonsense(t *testing.T) {
	never := func(string) bool { return false }
	if a, b := Nonsense("x", "bee eater", never), Nonsense("x", "bee eater", never); a != b || len(a) != 9 || a[3] != ' ' {
		t.Errorf("%q and %q, want the same word with nine letters and a blank at the fourth place", a, b)
	}
	first := Nonsense("x", "banana", never)
	if got := Nonsense("x", "banana", func(w string) bool { return w == first }); got == first {
		t.Errorf("%q is a known word", got)
	}
	if got := Nonsense("x", strings.Repeat("ab", 40), never); len(got) != longest {
		t.Errorf("%q has %d letters, want as many as are printed, %d", got, len(got), longest)
	}
}

func TestPrintable(t *testing.T) {
	for word, want := range map[string]bool{"apple": true, "größe 3-a": true, "": false, "林檎": false} {
		if Printable(word) != want {
			t.Errorf("Printable(%q) = %t", word, !want)
		}
	}
}

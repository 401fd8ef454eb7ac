package train

import (
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// whole is the window of all of a picture.
func whole(p picture) window { return window{0, 0, float64(p.size), float64(p.size)} }

func bytesOf(view []float32) []uint8 {
	out := make([]uint8, len(view))
	for i, x := range view {
		out[i] = level(x)
	}
	return out
}

func TestViewOfTheWholeIsThePicture(t *testing.T) {
	p := newPicture(world.New(3, 1).Draw(24))
	if got := bytesOf(p.view(whole(p), 24, false)); !slices.Equal(got, p.rgb) {
		t.Error("the view differs from the picture")
	}
	mirrored := p.view(whole(p), 24, true)
	for y := range 24 {
		for x := range 24 {
			got, want := mirrored[3*(24*y+x):][:3], p.rgb[3*(24*y+23-x):][:3]
			if !slices.Equal(bytesOf(got), want) {
				t.Fatalf("the mirrored view has %v at %d, %d, want %v", got, x, y, want)
			}
		}
	}
}

// TestViewCutsOut takes a window of whole pixels, and the half of the size, whose pixels are means.
func TestViewCutsOut(t *testing.T) {
	p := newPicture(world.New(3, 2).Draw(16))
	cut := p.view(window{4, 2, 8, 8}, 8, false)
	for y := range 8 {
		if got, want := bytesOf(cut[3*8*y:][:24]), p.rgb[3*(16*(y+2)+4):][:24]; !slices.Equal(got, want) {
			t.Errorf("row %d of the window is %v, want %v", y, got, want)
		}
	}
	ramp := picture{8, make([]uint8, 3*64)}
	for i := range ramp.rgb {
		ramp.rgb[i] = uint8(10 * (i / 3 % 8))
	}
	half := ramp.view(whole(ramp), 4, false)
	for i, want := range []float32{50.0 / 7, 25, 45, 70 - 50.0/7} { // at the border the filter has less of one side
		if got := half[3*i]; math.Abs(float64(got-want)) > 1e-3 {
			t.Errorf("pixel %d of the half ramp is %v, want %v", i, got, want)
		}
	}
}

func TestPatches(t *testing.T) {
	view := make([]float32, 3*16)
	for i := range view {
		view[i] = float32(i) // pixel y, x has 3·(4y+x) and the two levels after it
	}
	out := make([]uint8, len(view))
	patches(out, view, 4, 2)
	want := []uint8{0, 3, 12, 15, 1, 4, 13, 16, 2, 5, 14, 17, 6, 9, 18, 21}
	if got := out[:len(want)]; !slices.Equal(got, want) {
		t.Errorf("the patches begin with %v, want %v", got, want)
	}
}

func TestCrop(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 1))
	for range 1000 {
		w := crop(r, 80, 0.3, 0.6)
		part := w.width * w.height / 6400
		if w.x < 0 || w.y < 0 || w.x+w.width > 80 || w.y+w.height > 80 || part < 0.29 || part > 0.61 {
			t.Fatalf("window %+v is %.2f of the area or leaves the picture", w, part)
		}
	}
}

// TestColourMap compares with what the map is for: no change, greys that stay, a third of a turn, and grey.
func TestColourMap(t *testing.T) {
	apply := func(strong, turn float64, c [3]float32) (out [3]float32) {
		for i, row := range colourMap(strong, turn) {
			out[i] = row[0]*c[0] + row[1]*c[1] + row[2]*c[2]
		}
		return out
	}
	for _, c := range []struct {
		strong, turn float64
		in, want     [3]float32
	}{
		{1, 0, [3]float32{10, 20, 60}, [3]float32{10, 20, 60}},
		{1, 0.1, [3]float32{50, 50, 50}, [3]float32{50, 50, 50}},
		{1, 1.0 / 3, [3]float32{200, 0, 0}, [3]float32{0, 200, 0}},
		{0, 0.2, [3]float32{10, 20, 60}, [3]float32{30, 30, 30}},
		{0.5, 0, [3]float32{10, 20, 60}, [3]float32{20, 25, 45}},
	} {
		got := apply(c.strong, c.turn, c.in)
		for i := range got {
			if math.Abs(float64(got[i]-c.want[i])) > 1e-3 {
				t.Errorf("strength %v and turn %v make %v of %v, want %v", c.strong, c.turn, got, c.in, c.want)
				break
			}
		}
	}
}

// TestBlur smooths a dot: its sum stays, it is lower, and both axes are treated alike.
func TestBlur(t *testing.T) {
	view := make([]float32, 3*11*11)
	view[3*(11*5+5)] = 100
	blur(rand.New(rand.NewPCG(1, 2)), view, 11)
	at := func(x, y int) float32 { return view[3*(11*y+x)] }
	var sum float32
	for _, x := range view {
		sum += x
	}
	if math.Abs(float64(sum-100)) > 1e-3 || at(5, 5) >= 100 || at(4, 5) == 0 || at(4, 5) != at(6, 5) || math.Abs(float64(at(4, 5)-at(5, 4))) > 1e-4 {
		t.Errorf("the sum is %v; in the middle %v, beside it %v %v, above it %v", sum, at(5, 5), at(4, 5), at(6, 5), at(5, 4))
	}
}

// TestFillDependsOnItsSourceAlone fills the same image twice, and another way with another source.
func TestFillDependsOnItsSourceAlone(t *testing.T) {
	r := small(Distillation)
	a := newAim(r, nil)
	s := world.New(3, 5)
	fill := func(seed uint64) []part {
		parts := a.parts(1)
		a.fill(parts, 0, s, newPicture(s.Draw(r.Drawn)), rand.New(rand.NewPCG(seed, 1)))
		return parts
	}
	one, same, other := fill(1), fill(1), fill(2)
	for i := range one {
		if !slices.Equal(one[i].pixels, same[i].pixels) || slices.Equal(one[i].pixels, other[i].pixels) {
			t.Errorf("part %d: the same source must give the same views, another source others", i)
		}
	}
}

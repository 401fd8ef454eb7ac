package world

import (
	"image"
	"math"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

func TestNamesAreUniqueAndUsed(t *testing.T) {
	lists := map[string][]string{"shapes": Shapes(), "colours": Colours(), "textures": Textures(), "backgrounds": Backgrounds()}
	for kind, list := range lists {
		sorted := slices.Clone(list)
		slices.Sort(sorted)
		if len(slices.Compact(sorted)) != len(list) {
			t.Errorf("%s names one twice: %q", kind, list)
		}
	}
	if len(Shapes()) < 20 || len(Colours()) != 12 || len(Textures()) != 6 || len(Backgrounds()) != len(paint.Backgrounds()) {
		t.Errorf("there are %d shapes, %d colours, %d textures and %d backgrounds", len(Shapes()), len(Colours()), len(Textures()), len(Backgrounds()))
	}
	seen := map[string]int{}
	const n = 3000
	worded := 0
	for i := range n {
		s := New(5, i)
		for kind, name := range map[string]string{"shapes": s.Shape, "colours": s.Colour, "textures": s.Texture, "backgrounds": s.Background} {
			if !slices.Contains(lists[kind], name) {
				t.Fatalf("scene %d has %q, which is none of the %s", i, name, kind)
			}
			seen[kind+name]++
		}
		if s.Word != "" {
			worded++
		}
	}
	for kind, list := range lists {
		for _, name := range list {
			if share := float64(seen[kind+name]) * float64(len(list)) / n; share < 0.6 || share > 1.4 {
				t.Errorf("%s: %q comes %.2f times as often as it would if all came equally", kind, name, share)
			}
		}
	}
	if worded < n/12 || worded > n/6 {
		t.Errorf("%d of %d scenes have a word", worded, n)
	}
}

func TestNoTwoScenesAreEqual(t *testing.T) {
	seen := map[string][2]int{}
	for seed := range 2 {
		for i := range 400 {
			d := pictureDigest(New(uint64(seed), i).Draw(32))
			if other, ok := seen[d]; ok {
				t.Errorf("scene %d of seed %d is equal to scene %d of seed %d", i, seed, other[1], other[0])
			}
			seen[d] = [2]int{seed, i}
		}
	}
}

func TestSceneIsOpaque(t *testing.T) {
	for _, size := range []int{1, 33, 64} {
		im := New(1, 4).Draw(size)
		if im.Rect != image.Rect(0, 0, size, size) || !im.Opaque() {
			t.Errorf("a scene of %d pixels has bounds %v, opaque %t", size, im.Rect, im.Opaque())
		}
	}
}

// TestFigureIsSeen compares scenes with the same scenes without their figure: what changes has to differ clearly,
// and it has to be a fair part of the picture.
func TestFigureIsSeen(t *testing.T) {
	var sum float64
	const n = 500
	for i := range n {
		s := New(9, i)
		s.Word, s.light = "", paint.Light{}
		bare := s
		bare.figure = figure{outline: &paint.Path{}}
		share, distance := difference(s.Draw(64), bare.Draw(64))
		if share < 0.02 {
			t.Errorf("scene %d, %s: the figure covers %.1f %% of the picture", i, s.Caption(), 100*share)
		}
		if distance < 0.15 {
			t.Errorf("scene %d, %s: the figure differs by %.2f from its ground", i, s.Caption(), distance)
		}
		sum += distance
	}
	if mean := sum / n; mean < 0.3 {
		t.Errorf("figures differ by %.2f from their grounds on average", mean)
	}
}

// difference says which share of the pixels differs at all, and by how much these do on average.
func difference(a, b *image.RGBA) (share, distance float64) {
	at := func(im *image.RGBA, i int) paint.Colour {
		return paint.Colour{R: float64(im.Pix[i]) / 255, G: float64(im.Pix[i+1]) / 255, B: float64(im.Pix[i+2]) / 255, A: 1}
	}
	changed := 0
	for i := 0; i < len(a.Pix); i += 4 {
		if d := at(a, i).Distance(at(b, i)); d > 0.02 {
			distance += d
			changed++
		}
	}
	return float64(4*changed) / float64(len(a.Pix)), distance / math.Max(1, float64(changed))
}

func BenchmarkScene(b *testing.B) {
	i := 0
	for b.Loop() {
		New(1, i).Draw(64)
		i++
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "scenes/s")
}

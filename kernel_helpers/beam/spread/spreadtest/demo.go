// Package spreadtest draws what the tests of this module work on.
package spreadtest

import (
	"fmt"
	"image"
	"image/color"
	"image/jpeg"
	"image/png"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// NeedsRuntime skips a test on a machine without ONNX Runtime.
func NeedsRuntime(t testing.TB) {
	t.Helper()
	library, _, err := ort.FindLibrary()
	if err != nil {
		t.Skip("ONNX Runtime is not here, which make setup brings:", err)
	}
	t.Setenv("ONNXRUNTIME_LIB", library)
}

func writeImage(t testing.TB, path string, m image.Image) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if filepath.Ext(path) == ".png" {
		err = png.Encode(f, m)
	} else {
		err = jpeg.Encode(f, m, &jpeg.Options{Quality: 80})
	}
	if err != nil {
		t.Fatal(err)
	}
}

// WriteText writes a file.
func WriteText(t testing.TB, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const side = 128

// Demo draws a suite with seeds of two classes and an image search, and a pool with what a pool has: pictures that resemble
// each other, copies, images of the test and of the seeds, what is no picture.
func Demo(t testing.TB) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"suite.yaml":         "name: demo\ndatasets: [seeds, more]\nfamilies:\n  CLIP: [micro-clip]\n",
		"seeds/dataset.yaml": "name: seeds\ntask: classification\nsource: dir:.\nsplits: {train: train, test: test}\n",
		"more/dataset.yaml":  "name: more\ntask: retrieval\nsource: dir:.\nsplits: {gallery: all}\n",
		"pool/broken.png":    "no picture",
		"pool/notes.txt":     "words",
	} {
		WriteText(t, filepath.Join(dir, name), text)
	}
	for i := range 8 {
		writeImage(t, filepath.Join(dir, "seeds", "train", fmt.Sprint("class", i%2), fmt.Sprint(i, ".png")), world.New(71, i).Draw(side))
		writeImage(t, filepath.Join(dir, "seeds", "test", fmt.Sprint("class", i%2), fmt.Sprint(i, ".png")), world.New(72, i).Draw(side))
		writeImage(t, filepath.Join(dir, "more", "all", fmt.Sprint("kind", i%2), fmt.Sprint(i, ".png")), world.New(75, i).Draw(side))
	}
	pool := filepath.Join(dir, "pool")
	for i := range 150 {
		m := world.New(74, i).Draw(side)
		name := filepath.Join(pool, fmt.Sprintf("%03d", i))
		writeImage(t, name+".png", m)
		if i%6 == 0 {
			writeImage(t, name+" again.jpg", m)
		}
		if i%15 == 0 {
			writeImage(t, name+" copy.png", m)
		}
	}
	writeImage(t, filepath.Join(pool, "a leak.jpg"), world.New(72, 3).Draw(side))
	writeImage(t, filepath.Join(pool, "a seed.jpg"), world.New(71, 2).Draw(side))
	writeImage(t, filepath.Join(pool, "another seed.jpg"), world.New(75, 5).Draw(side))
	return dir
}

// Crowd draws a pool of pictures that are all alike, as X-ray films are, and yet different: one picture under waves of light.
// Some are there twice.
func Crowd(t testing.TB, dir string) (pool string) {
	t.Helper()
	pool = filepath.Join(dir, "crowd")
	const n, side = 96, 64
	base, r := world.New(76, 0).Draw(side), rand.New(rand.NewPCG(77, 78))
	for i := range n {
		m, light := image.NewGray(image.Rect(0, 0, side, side)), newLight(r)
		for y := range side {
			for x := range side {
				level := color.GrayModel.Convert(base.At(x, y)).(color.Gray).Y
				m.SetGray(x, y, color.Gray{uint8(max(0, min(255, float64(level)+light.at(float64(x)/side, float64(y)/side))))})
			}
		}
		name := filepath.Join(pool, fmt.Sprintf("%04d", i))
		writeImage(t, name+".png", m)
		if i%8 == 0 {
			writeImage(t, name+" again.jpg", m)
		}
	}
	return pool
}

// light is a sum of waves.
type light [6]struct{ across, down, phase, height float64 }

func newLight(r *rand.Rand) (l light) {
	for i := range l {
		l[i].across, l[i].down = float64(r.IntN(14)), float64(r.IntN(14))
		l[i].phase, l[i].height = 2*math.Pi*r.Float64(), 3*r.NormFloat64()
	}
	return l
}

func (l *light) at(x, y float64) (sum float64) {
	for _, w := range l {
		sum += w.height * math.Cos(math.Pi*(w.across*x+w.down*y)+w.phase)
	}
	return sum
}

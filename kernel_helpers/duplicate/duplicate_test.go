package duplicate

import (
	"fmt"
	"image"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/duplicate/plant"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// found is what came of a pool of pictures with planted copies.
type found struct {
	recall    map[string]float64 // by plant: copies that were found to be the same as their original
	precision float64            // pairs that were found, of one original
	pairs     int
	wrong     []string // names of pairs of different originals
}

// plantAll plants a copy of every kind beside each picture and looks for duplicates among all of them.
func plantAll(t *testing.T, names []string, originals []*image.RGBA) found {
	t.Helper()
	r := rand.New(rand.NewPCG(11, 12))
	var sketches []*Sketch
	for _, m := range originals {
		sketches = append(sketches, sketch(t, picture(m)))
	}
	n := len(originals)
	for _, p := range plant.Kinds {
		for _, m := range originals {
			sketches = append(sketches, sketch(t, planted(t, p, m, r)))
		}
	}
	prints, skip := make([]Prints, len(sketches)), make([]bool, len(sketches))
	for i, s := range sketches {
		prints[i], skip[i] = s.Prints, s.Plain()
	}
	out := found{recall: map[string]float64{}}
	right := 0
	for _, p := range Candidates(prints, skip).Pairs() {
		if !Compare(sketches[p.A], sketches[p.B]).Same() {
			continue
		}
		out.pairs++
		if p.A%n != p.B%n {
			out.wrong = append(out.wrong, names[p.A%n]+" and "+names[p.B%n])
			continue
		}
		right++
		if p.A < n {
			out.recall[plant.Kinds[p.B/n-1].Name] += 1 / float64(n)
		}
	}
	out.precision = float64(right) / float64(out.pairs)
	return out
}

func (f found) log(t *testing.T, what string) {
	var b strings.Builder
	for _, p := range plant.Kinds {
		fmt.Fprintf(&b, ", %s %.3f", p.Name, f.recall[p.Name])
	}
	t.Logf("%s: precision %.4f of %d pairs; recall%s; wrong: %q", what, f.precision, f.pairs, strings.TrimPrefix(b.String(), ","), slices.Compact(f.wrong))
}

// TestPlanted plants copies of drawn scenes.
func TestPlanted(t *testing.T) {
	var names []string
	var drawn []*image.RGBA
	for i := range 40 {
		scene := world.New(77, i)
		names, drawn = append(names, scene.Caption()), append(drawn, scene.Draw(128))
	}
	f := plantAll(t, names, drawn)
	f.log(t, "drawn scenes")
	for _, p := range plant.Kinds {
		least := 0.99
		if p.Name == "watermark" || p.Name == "brightness" {
			least = 0.9
		}
		if f.recall[p.Name] < least-1e-9 {
			t.Errorf("%s: recall %.3f, want %.2f", p.Name, f.recall[p.Name], least)
		}
	}
	if f.precision < 0.99 {
		t.Errorf("precision %.4f: %q", f.precision, f.wrong)
	}
}

// TestPlantedPhotographs does the same with photographs where they are: some of each set, or $VFM_PLANTED of them.
func TestPlantedPhotographs(t *testing.T) {
	each := 6
	if n, err := strconv.Atoi(os.Getenv("VFM_PLANTED")); err == nil {
		each = n
	}
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = "../../../shared"
	}
	for _, set := range []string{"fruits", "birds", "xray", "faces", "products"} {
		files, _ := filepath.Glob(filepath.Join(shared, "photos", set, "*", "*", "*.*"))
		if len(files) == 0 {
			t.Skipf("no photographs in %s/photos; set VFM_SHARED to the folder that holds them", shared)
		}
		var names []string
		var photos []*image.RGBA
		for i := range min(each, len(files)) {
			path := files[i*len(files)/min(each, len(files))]
			data, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			pic, err := images.Decode(path, data)
			if err != nil {
				continue
			}
			names, photos = append(names, filepath.Base(path)), append(photos, unpicture(pic))
		}
		f := plantAll(t, names, photos)
		f.log(t, set)
		for _, kind := range []string{"re-encoded", "resized"} {
			if f.recall[kind] < 0.99 {
				t.Errorf("%s, %s: recall %.3f", set, kind, f.recall[kind])
			}
		}
	}
}

// TestMirrored wants the print of a mirror image without transforming it.
func TestMirrored(t *testing.T) {
	m := world.New(77, 5).Draw(Side)
	mirror := image.NewRGBA(m.Rect)
	for y := range Side {
		for x := range Side {
			mirror.SetRGBA(Side-1-x, y, m.RGBAAt(x, y))
		}
	}
	got, want := sketch(t, picture(m)).Prints[0].Mirrored(), sketch(t, picture(mirror)).Prints[0]
	if got.Coarse.Distance(want.Coarse)+got.Fine.Distance(want.Fine) > 1 { // a frequency of nothing has no sign
		t.Errorf("prints %x and %x", got, want)
	}
}

func TestPlain(t *testing.T) {
	white := image.NewRGBA(image.Rect(0, 0, 90, 70))
	for i := range white.Pix {
		white.Pix[i] = 255
	}
	if !sketch(t, picture(white)).Plain() || sketch(t, picture(world.New(77, 0).Draw(90))).Plain() {
		t.Error("a white sheet is not plain, or a scene is")
	}
}

// TestCandidatesAreNaive compares each print with each.
func TestCandidatesAreNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(13, 14))
	prints, skip := make([]Prints, 120), make([]bool, 120)
	for i := range prints {
		for n := range prints[i] {
			prints[i][n] = Print{Hash(r.Uint64()), Hash(r.Uint64())}
			if i > 10 && r.IntN(5) == 0 { // as another picture, or its mirror image
				p := prints[r.IntN(10)][0]
				if r.IntN(2) == 0 {
					p = p.Mirrored()
				}
				prints[i][n] = Print{p.Coarse ^ 1<<r.IntN(64) ^ 1<<r.IntN(64), p.Fine ^ 1<<r.IntN(64)}
			}
		}
		skip[i] = i%17 == 16
	}
	var want []Pair
	for i := range prints {
		for j := i + 1; j < len(prints); j++ {
			hit := false
			for n := range prints[i] {
				for _, x := range [][2]Print{{prints[i][n], prints[j][0]}, {prints[j][n], prints[i][0]}} {
					hit = hit || x[0].near(x[1]) || x[0].Mirrored().near(x[1])
				}
			}
			if hit && !skip[i] && !skip[j] {
				want = append(want, Pair{i, j})
			}
		}
	}
	if len(want) < 100 {
		t.Fatalf("the test has %d pairs", len(want))
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, threads := range []int{1, 4} {
		runtime.GOMAXPROCS(threads)
		if got := Candidates(prints, skip).Pairs(); !slices.Equal(got, want) {
			t.Errorf("%d threads: %d candidates, want %d", threads, len(got), len(want))
		}
	}
}

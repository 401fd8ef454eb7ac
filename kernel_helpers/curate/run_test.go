package curate

import (
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate/plant"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// needsRuntime skips a test on a machine without ONNX Runtime.
func needsRuntime(t *testing.T) {
	t.Helper()
	library, _, err := ort.FindLibrary()
	if err != nil {
		t.Skip("ONNX Runtime is not here, which make setup brings:", err)
	}
	t.Setenv("ONNXRUNTIME_LIB", library)
}

func writeImage(t *testing.T, path string, m image.Image) {
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
		err = jpeg.Encode(f, m, &jpeg.Options{Quality: 92})
	}
	if err != nil {
		t.Fatal(err)
	}
}

const testSide = 160

// scenesSuite writes a suite with seeds of two shapes and a model that vfm brings.
func scenesSuite(t *testing.T) (*suite.Suite, string) {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"suite.yaml":         "name: demo\ndatasets: [seeds]\nfamilies:\n  CLIP: [micro-clip]\n",
		"seeds/dataset.yaml": "name: seeds\ntask: classification\nsource: dir:.\nsplits: {train: train, test: test}\n",
	} {
		if err := os.MkdirAll(filepath.Dir(filepath.Join(dir, name)), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for i := range 8 {
		writeImage(t, filepath.Join(dir, "seeds", "train", fmt.Sprint("class", i%2), fmt.Sprint(i, ".png")), world.New(71, i).Draw(testSide))
		writeImage(t, filepath.Join(dir, "seeds", "test", fmt.Sprint("class", i%2), fmt.Sprint(i, ".png")), world.New(72, i).Draw(testSide))
	}
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return s, dir
}

// saved is a picture saved as JPEG.
func saved(t *testing.T, path string, m image.Image, quality int) {
	t.Helper()
	file, err := plant.JPEG(m, quality)
	if err == nil {
		err = os.WriteFile(path, file, 0o644)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// scenesPool writes a pool of scenes with a copy of a test image and of a seed.
func scenesPool(t *testing.T, dir string, n int) string {
	t.Helper()
	pool := filepath.Join(dir, "pool")
	for i := range n {
		writeImage(t, filepath.Join(pool, fmt.Sprintf("%05d.png", i)), world.New(73, i).Draw(testSide))
	}
	saved(t, filepath.Join(pool, "a leak.jpg"), world.New(72, 3).Draw(testSide), 70)
	saved(t, filepath.Join(pool, "a seed.jpg"), world.New(71, 2).Draw(testSide), 70)
	return pool
}

func TestLeaksAndSeeds(t *testing.T) {
	needsRuntime(t)
	s, dir := scenesSuite(t)
	pool := scenesPool(t, dir, 6)
	writeImage(t, filepath.Join(pool, "a copy.png"), world.New(73, 1).Draw(testSide))
	out, err := Run(t.Context(), s, experiment.Options{Cache: filepath.Join(dir, "cache")}, Sources{Model: "micro-clip", Seeds: []string{"seeds"}, Pool: pool}, Settings{K: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range out.Dropped {
		got[d.ID] = string(d.Reason) + " " + d.Of.ID
	}
	want := map[string]string{"a leak.jpg": "leak test/class1/3.png", "a seed.jpg": "seed train/class0/2.png", "a copy.png": "bytes 00001.png"}
	if len(out.Kept) != 6 || fmt.Sprint(got) != fmt.Sprint(want) && got["00001.png"] != "bytes a copy.png" {
		t.Errorf("%d are kept, dropped %v, want %v", len(out.Kept), got, want)
	}
}

// TestRunAgain writes the outcome with other threads, from the cache, and opens it as a data set.
func TestRunAgain(t *testing.T) {
	needsRuntime(t)
	s, dir := scenesSuite(t)
	pool := filepath.Join(dir, "pool")
	for i := range 40 {
		writeImage(t, filepath.Join(pool, strconv.Itoa(i)+".png"), world.New(74, i).Draw(64))
	}
	if err := os.WriteFile(filepath.Join(pool, "broken.png"), []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := experiment.Options{Cache: filepath.Join(dir, "cache")}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, way := range []Settings{{K: 2}, {Retrieval: ByCluster, Clusters: 3, Least: 1, PerCluster: 5}, {K: 2, Index: IndexInverted}} {
		var before map[string]string
		for _, threads := range []int{1, 3} {
			runtime.GOMAXPROCS(threads)
			out, err := Run(t.Context(), s, o, Sources{Model: "micro-clip", Seeds: []string{"seeds"}, Pool: pool}, way)
			if err != nil {
				t.Fatal(err)
			}
			if total := len(out.Kept) + len(out.Dropped); total != 41 {
				t.Errorf("of 41 images %d are kept or dropped", total)
			}
			grown := filepath.Join(dir, "grown")
			if err := out.Write(grown); err != nil {
				t.Fatal(err)
			}
			now := map[string]string{}
			for _, name := range []string{CardName, KeptName, DroppedName} {
				data, err := os.ReadFile(filepath.Join(grown, name))
				if err != nil {
					t.Fatal(err)
				}
				now[name] = string(data)
			}
			if before != nil && fmt.Sprint(now) != fmt.Sprint(before) {
				t.Error("a second run, with more threads, wrote something else")
			}
			before = now
			if !strings.Contains(now[DroppedName], "broken.png,unreadable") {
				t.Errorf("the broken image is not named:\n%s", now[DroppedName])
			}
			if told := strings.Contains(now[CardName], "# Near images were looked for in "); told != (way.Index == IndexInverted) {
				t.Errorf("the card tells of an index: %v\n%s", told, now[CardName])
			}
			card, err := dataset.ReadCard(filepath.Join(grown, CardName))
			if err != nil {
				t.Fatal(err)
			}
			set, err := card.Open(t.Context())
			if err != nil || len(set.Items) != len(out.Kept) || len(set.Problems) > 0 {
				t.Errorf("the new set: %v, %+v", err, set)
			}
		}
	}
}

func TestWrongSources(t *testing.T) {
	for _, c := range []struct {
		from     Sources
		settings Settings
		want     string
	}{
		{Sources{Pool: "p"}, Settings{}, "there are no seeds"},
		{Sources{Pool: "p", Seeds: []string{"a", "a"}}, Settings{}, "twice"},
		{Sources{Pool: "a", Seeds: []string{"a"}}, Settings{}, "both the pool"},
		{Sources{Pool: "p", Seeds: []string{"a"}}, Settings{Near: 2}, "near is 2"},
		{Sources{Pool: "p", Seeds: []string{"a"}}, Settings{Judge: "me"}, `judge is "me"; it must be pictures or vectors`},
		{Sources{Pool: "p", Seeds: []string{"a"}}, Settings{K: -1}, "k is -1"},
		{Sources{Pool: "p", Seeds: []string{"a"}}, Settings{Index: "tree"}, `index is "tree"; it must be auto or exact or inverted`},
		{Sources{Pool: "p", Seeds: []string{"a"}}, Settings{Recall: 1.5}, "recall is 1.5"},
		{Sources{Pool: "p", Seeds: []string{"a"}}, Settings{Recall: -0.5}, "recall is -0.5"},
		{Sources{Pool: "p", Seeds: []string{"a"}}, Settings{Planted: -1}, "planted is -1"},
	} {
		_, err := Run(t.Context(), &suite.Suite{}, experiment.Options{Cache: t.TempDir()}, c.from, c.settings)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: %v, want it to hold %q", c.from, err, c.want)
		}
	}
}

// TestLookAlikes has X-rays, of which different ones are nearly the same picture, and a copy of each fifth.
func TestLookAlikes(t *testing.T) {
	needsRuntime(t)
	s, dir := scenesSuite(t)
	pictures, err := world.Pictures("xray", 75)
	if err != nil {
		t.Fatal(err)
	}
	pool, copies := filepath.Join(dir, "pool"), 0
	r := rand.New(rand.NewPCG(3, 4))
	for i := range 100 {
		m := pictures[i*3].Draw()
		writeImage(t, filepath.Join(pool, fmt.Sprintf("%03d.png", i)), m)
		if i%5 == 0 {
			file, err := plant.Kinds[i/5%2].Make(m, r) // saved again, or resized
			if err == nil {
				err = os.WriteFile(filepath.Join(pool, fmt.Sprintf("%03d copy.jpg", i)), file, 0o644)
			}
			if err != nil {
				t.Fatal(err)
			}
			copies++
		}
	}
	out, err := Run(t.Context(), s, experiment.Options{Cache: filepath.Join(dir, "cache")}, Sources{Model: "micro-clip", Seeds: []string{"seeds"}, Pool: pool}, Settings{K: 1 << 20})
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range out.Dropped {
		if d.Of == nil || d.Of.ID[:3] != d.ID[:3] {
			t.Errorf("%s was dropped: %s %+v", d.ID, d.Reason, d.Of)
		}
		if !strings.HasSuffix(d.ID, "copy.jpg") {
			t.Errorf("%s was dropped, not its copy", d.ID)
		}
	}
	if len(out.Dropped) != copies {
		t.Errorf("%d of %d copies were dropped", len(out.Dropped), copies)
	}
}

// TestElsewhereIsExact wants exact search on other machines, and an index to be refused.
func TestElsewhereIsExact(t *testing.T) {
	if s, err := (Settings{K: 3}).Elsewhere(); err != nil || s != (Settings{K: 3, Index: IndexExact}) {
		t.Errorf("%+v, %v", s, err)
	}
	_, err := RunWith(t.Context(), &suite.Suite{}, experiment.Options{Cache: t.TempDir()}, Sources{Pool: "p", Seeds: []string{"a"}}, Settings{Index: IndexInverted}, nowhere{})
	if err == nil || !strings.Contains(err.Error(), "on other machines near images are looked for exactly") {
		t.Errorf("an index is not refused: %v", err)
	}
}

// nowhere is other machines that are never asked.
type nowhere struct{ Elsewhere }

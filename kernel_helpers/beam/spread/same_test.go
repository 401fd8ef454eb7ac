package spread

import (
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"log/slog"
	"os"
	"path/filepath"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

func TestMain(m *testing.M) {
	slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelError})))
	beam.Init()
	os.Exit(m.Run())
}

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
		err = jpeg.Encode(f, m, &jpeg.Options{Quality: 80})
	}
	if err != nil {
		t.Fatal(err)
	}
}

func writeText(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

const side = 128

// demo is a suite with seeds of two classes and an image search, and a pool with what a pool has: pictures that resemble
// each other, copies, images of the test and of the seeds, what is no picture.
func demo(t *testing.T) (dir string) {
	t.Helper()
	dir = t.TempDir()
	for name, text := range map[string]string{
		"suite.yaml":         "name: demo\ndatasets: [seeds, more]\nfamilies:\n  CLIP: [micro-clip]\n",
		"seeds/dataset.yaml": "name: seeds\ntask: classification\nsource: dir:.\nsplits: {train: train, test: test}\n",
		"more/dataset.yaml":  "name: more\ntask: retrieval\nsource: dir:.\nsplits: {gallery: all}\n",
		"pool/broken.png":    "no picture",
		"pool/notes.txt":     "words",
	} {
		writeText(t, filepath.Join(dir, name), text)
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

// grow writes the outcome to a folder and returns the files that say what became of each image.
func grow(t *testing.T, dir, cache string, settings curate.Settings, elsewhere curate.Elsewhere) (map[string]string, error) {
	t.Helper()
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	from := curate.Sources{Model: "micro-clip", Seeds: []string{"seeds", "more"}, Pool: filepath.Join(dir, "pool")}
	out, err := curate.RunWith(t.Context(), s, experiment.Options{Cache: cache}, from, settings, elsewhere)
	if err != nil {
		return nil, err
	}
	grown := filepath.Join(t.TempDir(), "grown")
	if err := out.Write(grown); err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for _, name := range []string{curate.CardName, curate.KeptName, curate.DroppedName} {
		data, err := os.ReadFile(filepath.Join(grown, name))
		if err != nil {
			t.Fatal(err)
		}
		files[name] = string(data)
	}
	return files, nil
}

// TestSame compares the outcome with that of one process, byte for byte, whatever the settings and the sharding.
func TestSame(t *testing.T) {
	needsRuntime(t)
	dir := demo(t)
	cache := t.TempDir()
	for name, settings := range map[string]curate.Settings{
		"the paper's":    {},
		"by hashes":      {Neighbours: -1, K: 2},
		"by vectors":     {Judge: curate.JudgeVectors, Near: 0.99, Leak: 0.985, Neighbours: 3, K: 7, Cap: 9},
		"by the cluster": {Retrieval: curate.ByCluster, Clusters: 6, Least: 1, PerCluster: 9},
	} {
		want, err := grow(t, dir, cache, settings, nil)
		if err != nil {
			t.Fatal(err)
		}
		for _, shards := range []struct{ tile, block int }{{64, 1}, {128, 2}, {0, 0}} {
			m := &Machines{Model: Model{Suite: filepath.Join(dir, "suite.yaml"), Name: "micro-clip", Cache: cache}, Work: t.TempDir(), Tile: shards.tile, Block: shards.block}
			got, err := grow(t, dir, cache, settings, m)
			if err != nil {
				t.Fatal(err)
			}
			for file := range want {
				if got[file] != want[file] {
					t.Errorf("%s, tiles of %d, blocks of %d: %s is\n%s\nwant\n%s", name, shards.tile, shards.block, file, got[file], want[file])
				}
			}
		}
		t.Logf("%s: %d kept, %d dropped", name, lines(want[curate.KeptName]), lines(want[curate.DroppedName]))
	}
}

func lines(text string) (n int) {
	for _, c := range text {
		if c == '\n' {
			n++
		}
	}
	return n - 1
}

package experiment

import (
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Scenes that no recipe was trained or chosen on.
const (
	unseenWorld   = 3001
	unseenScenes  = 1000
	galleryScenes = 300 // that nearest neighbours are looked for in
)

// TestMicroCLIPNamesShapes prints how often micro-clip names the shape of an unseen scene by words alone:
//
//	go test ./kernel_helpers/experiment -run MicroCLIP -v
func TestMicroCLIPNamesShapes(t *testing.T) {
	if _, _, err := ort.FindLibrary(); err != nil {
		t.Skip("no ONNX Runtime on this machine: run `make setup`")
	}
	dir := t.TempDir()
	write(t, filepath.Join(dir, "suite.yaml"), "name: scenes\ndatasets: [scenes]\nfamilies:\n  CLIP: [micro-clip]\nmodels: "+os.Getenv("VFM_MICRO_CLIP")+"\n")
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Model("micro-clip"); err != nil {
		t.Skipf("micro-clip is not here; VFM_MICRO_CLIP may name the folder of its card: %v", err)
	}
	writeScenes(t, dir)
	r := mustRun(t, s, Options{Out: filepath.Join(dir, "out"), Cache: filepath.Join(dir, "cache")})[0]
	if r.ZeroShot == nil {
		t.Fatalf("micro-clip reads no texts: warnings %q", codes(r))
	}
	m, chance := r.Metric("zero-shot"), 1/float64(len(world.Shapes()))
	t.Logf("micro-clip names the shape of %.1f %% (%.1f … %.1f) of %d unseen scenes by words alone; chance is %.1f %%, the nearest of %d other scenes %.1f %%",
		100*m.Value, 100*m.Low, 100*m.High, r.N, 100*chance, r.Gallery, 100*r.Score().Value)
	for _, template := range r.ZeroShot.Templates {
		t.Logf("  %5.1f %%  %q", 100*template.Value, template.Text)
	}
	if m.Low < 3*chance {
		t.Errorf("its interval reaches down to %.1f %%, and chance is %.1f %%", 100*m.Low, 100*chance)
	}
}

func write(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// writeScenes writes a data set of unseen scenes with their shapes as labels.
func writeScenes(t *testing.T, dir string) {
	t.Helper()
	for i := range unseenScenes + galleryScenes {
		scene, split := world.New(unseenWorld, i), "test"
		if i >= unseenScenes {
			split = "train"
		}
		folder := filepath.Join(dir, "scenes", split, scene.Shape)
		if err := os.MkdirAll(folder, 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(filepath.Join(folder, fmt.Sprintf("%04d.png", i)))
		if err != nil {
			t.Fatal(err)
		}
		encoder := png.Encoder{CompressionLevel: png.NoCompression}
		if err := encoder.Encode(f, scene.Draw(64)); err != nil {
			t.Fatal(err)
		}
		if err := f.Close(); err != nil {
			t.Fatal(err)
		}
	}
	card := "name: scenes\ntask: classification\nlicense: none\nsource: dir:.\nsplits: {train: train, test: test}\nprompts:\n" +
		"  templates: ['a picture of {}', 'a photo of {}', 'there is {}', '{}']\n  classes:\n"
	for _, shape := range world.Shapes() {
		card += fmt.Sprintf("    %s: %s\n", shape, withArticle(shape))
	}
	write(t, filepath.Join(dir, "scenes", "dataset.yaml"), card)
}

// withArticle is a noun as the captions have it.
func withArticle(noun string) string {
	switch noun[0] {
	case 'a', 'e', 'i', 'o', 'u':
		return "an " + noun
	}
	return "a " + noun
}

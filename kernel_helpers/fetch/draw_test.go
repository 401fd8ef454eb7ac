package fetch

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"sync"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

const drawnSource = "world:xray@3"

func drawnWant(t testing.TB) Want {
	w := want(t, drawnSource)
	w.Dataset = true
	return w
}

// drawnFiles reads all files of a folder.
func drawnFiles(t testing.TB, dir string) map[string][]byte {
	t.Helper()
	files := map[string][]byte{}
	err := fs.WalkDir(os.DirFS(dir), ".", func(path string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() {
			files[path], err = os.ReadFile(filepath.Join(dir, filepath.FromSlash(path)))
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

// noneUndone finds folders that should not be there.
func (b *bench) noneUndone() {
	b.Helper()
	if rest, _ := filepath.Glob(filepath.Join(b.client.shelf.Dir, "downloads/unfinished/*.drawn")); len(rest) > 0 {
		b.Errorf("left behind: %v", rest)
	}
}

func TestDraw(t *testing.T) {
	b := newBench(t)
	pictures, err := world.Pictures("xray", 3)
	if err != nil {
		t.Fatal(err)
	}
	w := drawnWant(t)
	if p, err := b.client.Plan(t.Context(), w); err != nil || !p.Draw || p.Here || p.N != len(pictures) || p.Left != 0 {
		t.Errorf("the plan is %+v, %v", p, err)
	}
	if _, err := b.client.Have(w); !errors.Is(err, shelf.ErrAbsent) {
		t.Errorf("before: %v", err)
	}
	var last int64 = -1
	b.client.onProgress = func(p Progress) {
		if p.Step != StepDraw || p.Done != last+1 || p.Total != int64(len(pictures)) {
			t.Errorf("progress %+v after %d of %d", p, last, len(pictures))
		}
		last = p.Done
	}
	got, err := b.client.Fetch(t.Context(), w)
	if err != nil || !got.New {
		t.Fatalf("%+v, %v", got, err)
	}
	if want := filepath.Join(b.client.shelf.Dir, "data", "world", "xray", "3", "v"+world.Version); got.Path != want {
		t.Errorf("drawn into %s, want %s", got.Path, want)
	}
	files := drawnFiles(t, got.Path)
	if len(files) != len(pictures) {
		t.Errorf("%d files for %d pictures", len(files), len(pictures))
	}
	for _, i := range []int{0, 1, len(pictures) - 1} {
		p := pictures[i]
		name := p.Split + "/" + p.Label + "/" + path.Base(p.Name) + ".png"
		m, err := png.Decode(bytes.NewReader(files[name]))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		want := p.Draw()
		if r, g, bl, _ := m.At(20, 30).RGBA(); m.Bounds() != want.Bounds() || want.RGBAAt(20, 30).R != uint8(r>>8) || want.RGBAAt(20, 30).G != uint8(g>>8) || want.RGBAAt(20, 30).B != uint8(bl>>8) {
			t.Errorf("%s holds another picture", name)
		}
	}
	if n := len(b.server.Requests()); n != 0 {
		t.Errorf("drawing made %d requests", n)
	}
	if p, err := b.client.Plan(t.Context(), w); err != nil || !p.Here || p.Path != got.Path {
		t.Errorf("afterwards the plan is %+v, %v", p, err)
	}
	if again, err := b.client.Fetch(t.Context(), w); err != nil || again.New || again.Path != got.Path {
		t.Errorf("afterwards: %+v, %v", again, err)
	}
	b.noneUndone()
}

// TestDrawingInterrupted: there is no folder until all is drawn, and what a killed process left is not used.
func TestDrawingInterrupted(t *testing.T) {
	b := newBench(t)
	w := drawnWant(t)
	ctx, cancel := context.WithCancel(t.Context())
	b.client.onProgress = func(p Progress) {
		if p.Done == 5 {
			cancel()
		}
	}
	if _, err := b.client.Fetch(ctx, w); !errors.Is(err, context.Canceled) {
		t.Fatalf("error %v, want that of the context", err)
	}
	b.noneUndone()
	if _, err := b.client.Have(w); !errors.Is(err, shelf.ErrAbsent) {
		t.Errorf("afterwards: %v", err)
	}
	killed := filepath.Join(b.client.shelf.Unfinished(w.Source)+".drawn", "train", "other", "half.png")
	if err := os.MkdirAll(filepath.Dir(killed), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(killed, []byte("half"), 0o644); err != nil {
		t.Fatal(err)
	}
	b.client.onProgress = nil
	got, err := b.client.Fetch(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	pictures, _ := world.Pictures("xray", 3)
	if n := len(drawnFiles(t, got.Path)); n != len(pictures) {
		t.Errorf("%d files for %d pictures", n, len(pictures))
	}
}

// TestDrawnOnce: of several that want the same one draws, and all have it.
func TestDrawnOnce(t *testing.T) {
	b := newBench(t)
	w := drawnWant(t)
	var group sync.WaitGroup
	drew := make([]bool, 3)
	for i := range drew {
		client := b.newClient(b.client.shelf.Dir)
		group.Go(func() {
			got, err := client.Fetch(t.Context(), w)
			if err != nil {
				t.Error(err)
			}
			drew[i] = got.New
		})
	}
	group.Wait()
	if n := len(slices.DeleteFunc(drew, func(d bool) bool { return !d })); n != 1 {
		t.Errorf("%d of 3 drew it", n)
	}
}

func TestDrawingFails(t *testing.T) {
	b := newBench(t)
	w := want(t, "world:unknown@3")
	w.Dataset = true
	b.fails(w, "fetching net: ", "correct `source` in models/net.yaml")
	w = drawnWant(t)
	w.Dataset = false
	b.fails(w, "draws pictures, and a file is wanted")
	file := filepath.Join(b.client.shelf.Dir, "data")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	b.fails(drawnWant(t), "set VFM_CACHE to a folder that you may write to")
}

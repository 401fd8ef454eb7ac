package spread

import (
	"archive/tar"
	"bytes"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem/memfs"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread/spreadtest"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/growing"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// pack puts the files of a folder into tar files of so many each.
func pack(t *testing.T, dir, to string, each int) {
	t.Helper()
	var b bytes.Buffer
	w, n, shard := tar.NewWriter(&b), 0, 0
	end := func() {
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(to, string(rune('a'+shard))+".tar"), b.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
		b.Reset()
		w, n, shard = tar.NewWriter(&b), 0, shard+1
	}
	if err := os.MkdirAll(to, 0o755); err != nil {
		t.Fatal(err)
	}
	err := fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, name))
		if err == nil {
			err = w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Mode: 0o644})
		}
		if err == nil {
			_, err = w.Write(data)
		}
		if n++; n == each {
			end()
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	end()
}

// TestObjectStore has the pool and the work in a store of objects, and writes the outcome into it.
func TestObjectStore(t *testing.T) {
	spreadtest.NeedsRuntime(t)
	dir, cache := spreadtest.Demo(t), t.TempDir()
	t.Setenv("TMPDIR", t.TempDir())
	shards := filepath.Join(dir, "shards")
	pack(t, filepath.Join(dir, "pool"), shards, 70)
	if err := Upload(t.Context(), shards, "memfs://bucket/shards"); err != nil {
		t.Fatal(err)
	}
	settings := curate.Settings{Planted: 3}
	want, err := growFrom(t, dir, cache, shards, settings, nil)
	if err != nil {
		t.Fatal(err)
	}
	m := &Machines{Model: micro(dir, cache), Work: "memfs://bucket/work/", Tile: 64, Block: 2}
	s, err := suite.Read(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	from := curate.Sources{Model: "micro-clip", Seeds: []string{"seeds", "more"}, Pool: "memfs://bucket/shards"}
	out, err := curate.RunWith(t.Context(), s, experiment.Options{Cache: cache}, from, settings, m)
	if err != nil {
		t.Fatal(err)
	}
	if err := Bring(t.Context(), growing.Pictures(out)...); err != nil {
		t.Fatal(err)
	}
	grown := filepath.Join(t.TempDir(), "grown")
	if err := out.Write(grown); err != nil {
		t.Fatal(err)
	}
	if err := Upload(t.Context(), grown, "memfs://bucket/grown"); err != nil {
		t.Fatal(err)
	}
	if got := countsOf(out.Planted); got != want[countsName] {
		t.Errorf("of planted copies %s, want %s", got, want[countsName])
	}
	for _, file := range []string{curate.CardName, curate.KeptName, curate.DroppedName} {
		if got, err := read(t.Context(), "memfs://bucket/grown/"+file); err != nil || string(got) != want[file] {
			t.Errorf("%s is\n%s\n%v, want\n%s", file, got, err, want[file])
		}
	}
	images := listAll(t, "memfs://bucket/grown/images/*/*")
	if len(images) != len(out.Kept) {
		t.Errorf("of %d images %d were written, such as %q", len(out.Kept), len(images), images)
	}
}

func listAll(t *testing.T, pattern string) []string {
	t.Helper()
	store, err := filesystem.New(t.Context(), pattern)
	if err != nil {
		t.Fatal(err)
	}
	found, err := store.List(t.Context(), pattern)
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// TestShardsOf says which pools are listed file by file.
func TestShardsOf(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"tars/1.tar", "tars/2.tar", "both/1.tar", "both/1.parquet", "loose/1.png", "folder/1.tar/1.png"} {
		spreadtest.WriteText(t, filepath.Join(dir, name), "content")
		if strings.HasPrefix(name, "tars/") || strings.HasPrefix(name, "both/") {
			if err := write(t.Context(), "memfs://of/"+name, []byte("content")); err != nil {
				t.Fatal(err)
			}
		}
	}
	for name, want := range map[string]int{"tars": 2, "tars/": 2, "both": 0, "loose": 0, "folder": 0, "nothing": 0} {
		if got, err := shardsOf(t.Context(), filepath.Join(dir, name)); err != nil || len(got) != want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	if got, err := shardsOf(t.Context(), "memfs://of/tars"); err != nil || len(got) != 2 {
		t.Errorf("%q, %v", got, err)
	}
	for _, name := range []string{"both", "nothing"} {
		if _, err := shardsOf(t.Context(), "memfs://of/"+name); err == nil || !strings.Contains(err.Error(), "either .tar or .parquet") {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := shardsOf(t.Context(), "nowhere://of/tars"); err == nil || !strings.Contains(err.Error(), "not registered") {
		t.Errorf("an unknown store: %v", err)
	}
}

// TestBadShard has a tar that is cut off: the job fails, and the error names it.
func TestBadShard(t *testing.T) {
	dir := t.TempDir()
	spreadtest.WriteText(t, filepath.Join(dir, "pool", "1.tar"), strings.Repeat("no tar ", 200))
	tries := 0
	m := &Machines{Work: filepath.Join(dir, "work"), Tries: 2, OnJob: func(string, int, error) { tries++ }}
	_, err := m.list(context.Background(), filepath.Join(dir, "pool"))
	if err == nil || !strings.Contains(err.Error(), "1.tar: it is no tar or is damaged") || tries != 2 {
		t.Errorf("after %d tries: %v", tries, err)
	}
}

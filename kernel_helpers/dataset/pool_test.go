package dataset

import (
	"archive/tar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestOpenPool(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"top.png", "a/one.jpg", "a/b/two.png", "notes.txt"} {
		writeText(t, filepath.Join(dir, "loose", name), "content of "+name)
	}
	writeTar(t, filepath.Join(dir, "shards", "0.tar"), map[string]string{"x.jpg": "x", "x.txt": "words", "y.png": "y"})
	writeText(t, filepath.Join(dir, "both", "0.tar"), "")
	writeText(t, filepath.Join(dir, "both", "0.parquet"), "")
	for _, c := range []struct{ path, want, problem string }{
		{"loose", "a/b/two.png a/one.jpg top.png", ""},
		{"shards", "0.tar/x.jpg 0.tar/y.png", ""},
		{"both", "", "both .tar and .parquet"},
		{"loose/top.png", "", "is a file; name a folder"},
		{"nothing", "", "no such file"},
	} {
		set, err := OpenPool(t.Context(), filepath.Join(dir, c.path))
		if c.problem != "" {
			if err == nil || !strings.Contains(err.Error(), c.problem) {
				t.Errorf("%s: %v, want it to hold %q", c.path, err, c.problem)
			}
			continue
		}
		if err != nil {
			t.Fatal(err)
		}
		var ids []string
		for _, it := range set.Items {
			ids = append(ids, it.ID)
			if it.Label != "" || it.Role != Gallery || it.Digest.IsZero() {
				t.Errorf("%s: item %+v", c.path, it)
			}
		}
		if got := strings.Join(ids, " "); got != c.want {
			t.Errorf("%s: %s, want %s", c.path, got, c.want)
		}
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

func writeTar(t *testing.T, path string, files map[string]string) {
	t.Helper()
	writeText(t, path, "")
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	w := tar.NewWriter(f)
	for _, name := range []string{"x.jpg", "x.txt", "y.png"} {
		if err := w.WriteHeader(&tar.Header{Name: name, Mode: 0o644, Size: int64(len(files[name]))}); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[name])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
}

// TestPoolOfShards lists a pool file by file and compares it with the pool of the folder.
func TestPoolOfShards(t *testing.T) {
	tars, tables := filepath.Join(t.TempDir(), "tars"), filepath.Join(manySet(t, manyCard, "none-1.0", "zstd-2.0"), "many")
	writeTar(t, filepath.Join(tars, "0.tar"), map[string]string{"x.jpg": "x", "y.png": "y", "no name": ""})
	writeTar(t, filepath.Join(tars, "[0]*.tar"), map[string]string{"z.jpg": "z"})
	for _, dir := range []string{tars, tables} {
		want, err := OpenPool(t.Context(), dir)
		if err != nil {
			t.Fatal(err)
		}
		names, err := filepath.Glob(filepath.Join(dir, "*.*"))
		if err != nil {
			t.Fatal(err)
		}
		var items []Item
		var problems []Problem
		for _, name := range slices.Backward(names) {
			some, wrong, err := ListShard(t.Context(), name)
			if err != nil {
				t.Fatal(err)
			}
			items, problems = append(items, some...), append(problems, wrong...)
		}
		got, err := PoolOfShards(dir, items, problems)
		if err != nil || got.Fingerprint() != want.Fingerprint() || !slices.Equal(got.Problems, want.Problems) || got.Card.Title != want.Card.Title {
			t.Errorf("%s: %d items, problems %v, %v\nwant %d, %v", dir, len(got.Items), got.Problems, err, len(want.Items), want.Problems)
		}
	}
	if _, _, err := ListShard(t.Context(), filepath.Join(tars, "0.zip")); err == nil || !strings.Contains(err.Error(), "does not end in .tar") {
		t.Errorf("a .zip: %v", err)
	}
	if _, err := PoolOfShards("gs://bucket/empty", nil, nil); err == nil {
		t.Error("a pool without images was opened")
	}
}

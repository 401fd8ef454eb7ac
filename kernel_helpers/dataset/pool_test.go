package dataset

import (
	"archive/tar"
	"os"
	"path/filepath"
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

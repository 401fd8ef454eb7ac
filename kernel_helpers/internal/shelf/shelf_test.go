package shelf

import (
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

func TestCacheDir(t *testing.T) {
	t.Setenv("VFM_CACHE", "/some/where")
	if got, err := CacheDir(); got != "/some/where" || err != nil {
		t.Errorf("got %s, %v", got, err)
	}
	t.Setenv("VFM_CACHE", "")
	t.Setenv("XDG_CACHE_HOME", "")
	t.Setenv("HOME", "")
	if got, err := CacheDir(); err == nil {
		t.Errorf("without a home folder got %s and no error", got)
	}
}

func source(t testing.TB, text string) card.Source {
	t.Helper()
	s, err := card.ParseSource(text)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// put makes a downloaded file.
func put(t testing.TB, s Shelf, src card.Source, content string) string {
	t.Helper()
	path, err := s.FilePath(src)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestPaths(t *testing.T) {
	s := Shelf{Dir: "/c"}
	for text, want := range map[string]string{
		"hf:org/name/a/b.onnx":             "/c/downloads/hf/org/name/main/a/b.onnx",
		"hf:org/name@refs%2Fpr%2F1/b":      "/c/downloads/hf/org/name/refs%2Fpr%2F1/b",
		"kaggle:owner/slug":                "/c/downloads/kaggle/owner/slug.zip",
		"https://a.b:1/x y/n\u00e9t.zip?k": "/c/downloads/https/a.b_1/" + short("https://a.b:1/x y/n\u00e9t.zip?k") + "/n_t.zip",
		"https://a.b":                      "/c/downloads/https/a.b/" + short("https://a.b") + "/file",
	} {
		if got, err := s.FilePath(source(t, text)); err != nil || got != filepath.FromSlash(want) {
			t.Errorf("%s: %s, %v; want %s", text, got, err, want)
		}
	}
	if got, err := s.FolderPath(source(t, "kaggle:owner/slug")); err != nil || got != filepath.FromSlash("/c/data/kaggle/owner/slug") {
		t.Errorf("%s, %v", got, err)
	}
	for _, bad := range []string{"hf:../x/y", "hf:org/name@../y", "hf:org/name/../y", "kaggle:../x", "kaggle:a/b/c", "https:x", "manual: x", "dir:."} {
		if got, err := s.FilePath(source(t, bad)); err == nil {
			t.Errorf("%s: %s, want an error", bad, got)
		}
	}
}

func TestFile(t *testing.T) {
	s, src := Shelf{Dir: t.TempDir()}, source(t, "hf:org/name/net.onnx")
	absent := func(want digest.SHA256, text string) {
		t.Helper()
		if path, err := s.File(src, want); !errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s, %v; want %q", path, err, text)
		}
	}
	d := digest.Of([]byte("net"))
	absent(d, "not downloaded yet")
	path := put(t, s, src, "net")
	absent(d, "vfm.lock does not name it")
	if err := s.Record(src, Entry{Size: 3, SHA256: d}); err != nil {
		t.Fatal(err)
	}
	for _, want := range []digest.SHA256{d, {}} {
		if got, err := s.File(src, want); err != nil || got != path {
			t.Errorf("%s, %v", got, err)
		}
	}
	absent(digest.Of([]byte("other")), "the card says "+digest.Of([]byte("other")).String())
	put(t, s, src, "ne")
	absent(d, "has 2 bytes, and 3 were downloaded")
}

func TestFolder(t *testing.T) {
	s, src := Shelf{Dir: t.TempDir(), Mounts: t.TempDir()}, source(t, "kaggle:owner/slug")
	if _, err := s.Folder(src, digest.SHA256{}); !errors.Is(err, ErrAbsent) {
		t.Error(err)
	}
	dir, _ := s.FolderPath(src)
	os.MkdirAll(dir, 0o755)
	if err := s.Record(src, Entry{SHA256: digest.Of(nil)}); err != nil {
		t.Fatal(err)
	}
	if got, err := s.Folder(src, digest.SHA256{}); err != nil || got != dir {
		t.Errorf("%s, %v", got, err)
	}
	if _, err := s.Folder(src, digest.Of([]byte("x"))); !errors.Is(err, ErrAbsent) {
		t.Error(err)
	}
	mounted := filepath.Join(s.Mounts, "slug")
	os.Mkdir(mounted, 0o755)
	if got, err := s.Folder(src, digest.Of([]byte("x"))); err != nil || got != mounted {
		t.Errorf("%s, %v", got, err)
	}
	mounted = filepath.Join(s.Mounts, "datasets", "owner", "slug")
	os.MkdirAll(mounted, 0o755)
	if got, err := s.Folder(src, digest.SHA256{}); err != nil || got != mounted {
		t.Errorf("the newer place: %s, %v", got, err)
	}
}

// TestDrawnFolder: the folder of another seed or of another drawing is another folder.
func TestDrawnFolder(t *testing.T) {
	s, src := Shelf{Dir: t.TempDir()}, source(t, "world:birds@07")
	if _, err := s.Folder(src, digest.SHA256{}); !errors.Is(err, ErrAbsent) || err.Error() != "its pictures are not drawn yet" {
		t.Error(err)
	}
	want := filepath.Join(s.Dir, "data", "world", "birds", "7", "v"+world.Version)
	if got, err := s.FolderPath(src); err != nil || got != want {
		t.Errorf("%s, %v; want %s", got, err, want)
	}
	os.MkdirAll(want, 0o755)
	if got, err := s.Folder(src, digest.SHA256{}); err != nil || got != want {
		t.Errorf("%s, %v", got, err)
	}
	if got, err := s.FolderPath(source(t, "world:birds@seven")); err == nil {
		t.Errorf("%s, want an error", got)
	}
}

func TestMatch(t *testing.T) {
	for _, c := range []struct {
		pattern, name string
		want          bool
	}{
		{"data/train-*.parquet", "data/train-00000-of-00002.parquet", true},
		{"data/train-*.parquet", "data/test-00000-of-00001.parquet", false},
		{"*.tar", "sub/a.tar", false},
		{"train/**", "train/owl/1.jpg", true},
		{"train/**", "train2/owl/1.jpg", false},
		{"**", "any/thing", true},
		{"[", "[", false},
	} {
		if got := Match(c.pattern, c.name); got != c.want {
			t.Errorf("%s names %s: %t", c.pattern, c.name, got)
		}
	}
}

func TestFiles(t *testing.T) {
	s, src := Shelf{Dir: t.TempDir()}, source(t, "hf:org/name@v1")
	absent := func(text string, patterns ...string) {
		t.Helper()
		if dir, _, err := s.Files(src, patterns); !errors.Is(err, ErrAbsent) || !strings.Contains(err.Error(), text) {
			t.Errorf("%s, %v; want %q", dir, err, text)
		}
	}
	absent("not downloaded yet", "a/*")
	entry := Entry{Commit: "c", Patterns: []string{"a/*", "b"}, Files: map[string]File{"a/1": {Size: 2, SHA256: digest.Of([]byte("11"))}, "b": {Size: 3, Git: "x"}}}
	if err := s.Record(src, entry); err != nil {
		t.Fatal(err)
	}
	if got, found, err := s.Entry(src); err != nil || !found || !reflect.DeepEqual(got, entry) {
		t.Errorf("%+v, %t, %v", got, found, err)
	}
	absent("which of its files are wanted has changed", "a/*", "c")
	absent("is missing or has another size", "a/*")
	dir := filepath.Join(s.Dir, "data", "hf", "org", "name", "v1")
	os.MkdirAll(filepath.Join(dir, "a"), 0o755)
	os.WriteFile(filepath.Join(dir, "a", "1"), []byte("11"), 0o644)
	os.WriteFile(filepath.Join(dir, "a", "2"), []byte("of another commit"), 0o644)
	if got, names, err := s.Files(src, []string{"a/*"}); err != nil || got != dir || !reflect.DeepEqual(names, []string{"a/1"}) {
		t.Errorf("%s, %q, %v; want a/1 in %s", got, names, err, dir)
	}
	absent("is missing or has another size", "a/*", "b")
}

// TestManyRecord: no entry of one who writes at the same time is lost.
func TestManyRecord(t *testing.T) {
	s := Shelf{Dir: t.TempDir()}
	names := []string{"a", "b", "c", "d", "e", "f", "g", "h"}
	var group sync.WaitGroup
	for i, name := range names {
		group.Go(func() {
			if err := s.Record(source(t, "hf:org/name/"+name), Entry{Size: int64(i)}); err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	for i, name := range names {
		if e, found, err := s.Entry(source(t, "hf:org/name/"+name)); err != nil || !found || e.Size != int64(i) {
			t.Errorf("%s: %+v, %v, %v", name, e, found, err)
		}
	}
}

package dataset

import (
	"context"
	"errors"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// open reads the card in dir and opens it.
func open(t *testing.T, dir string) (*Set, error) {
	t.Helper()
	card, err := ReadCard(filepath.Join(dir, "dataset.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	return card.Open(context.Background())
}

// tree makes a small classification set and returns its folder.
func tree(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, dir, "dataset.yaml", goodCard)
	for _, name := range []string{"train/wren/1.jpg", "train/wren/deep/er/2.JPEG", "train/owl/1.png", "test/owl/3.webp", "test/wren/ü 4.tif"} {
		writeFile(t, dir, name, "bytes of "+name)
	}
	return dir
}

// listed is how a test writes the items of a set.
func listed(s *Set) []string {
	var out []string
	for _, it := range s.Items {
		out = append(out, string(it.Role)+" "+it.Label+" "+it.ID)
	}
	return out
}

func TestFolders(t *testing.T) {
	dir := tree(t)
	s, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{
		"test owl test/owl/3.webp", "test wren test/wren/ü 4.tif", "train owl train/owl/1.png",
		"train wren train/wren/1.jpg", "train wren train/wren/deep/er/2.JPEG",
	}
	if got := listed(s); !reflect.DeepEqual(got, want) {
		t.Errorf("items %q, want %q", got, want)
	}
	if len(s.Problems) != 0 || len(s.Warnings) != 0 {
		t.Errorf("problems %v, warnings %v, want none", s.Problems, s.Warnings)
	}
	if got := s.Classes(); !reflect.DeepEqual(got, []string{"owl", "wren"}) {
		t.Errorf("classes %q", got)
	}
	if q, g := s.Queries(), s.Gallery(); !reflect.DeepEqual(q, []int{0, 1}) || !reflect.DeepEqual(g, []int{2, 3, 4}) {
		t.Errorf("queries %v, gallery %v", q, g)
	}
	for _, it := range s.Items {
		if content, err := os.ReadFile(it.Path); err != nil || string(content) != "bytes of "+it.ID {
			t.Errorf("%s is not at %s: %v", it.ID, it.Path, err)
		}
	}
}

func TestFoldersProblems(t *testing.T) {
	dir := tree(t)
	link := func(target, name string) {
		t.Helper()
		if err := os.Symlink(target, filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skipf("this system makes no links: %v", err)
		}
	}
	writeFile(t, dir, "train/owl/notes.txt", "x")
	writeFile(t, dir, "train/owl/README", "x")
	writeFile(t, dir, "train/owl/.DS_Store", "x")
	writeFile(t, dir, "train/owl/Thumbs.db", "x")
	writeFile(t, dir, "train/.ipynb_checkpoints/1.jpg", "x")
	writeFile(t, dir, "train/loose.jpg", "x")
	writeFile(t, dir, "train/owl/folder.jpg/1.jpg", "x")
	writeFile(t, dir, "train/owl/bad\xff.jpg", "x")
	writeFile(t, dir, "train/owl/empty.jpg", "") // zero bytes are the decoder's affair
	writeFile(t, dir, "other/owl/1.jpg", "x")    // no split of the card
	if err := os.MkdirAll(filepath.Join(dir, "train", "hollow"), 0o755); err != nil {
		t.Fatal(err)
	}
	link("nowhere.jpg", "train/owl/dangling.jpg")
	link("1.png", "train/owl/linked.png")
	link("..", "train/owl/up")
	link(filepath.Join(dir, "other", "owl"), "train/owl/far")
	s, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []Problem{
		{"train/.ipynb_checkpoints", "a hidden or system file"},
		{"train/hollow", "a class folder without images"},
		{"train/loose.jpg", "not in a class folder; move it into the folder of its label"},
		{"train/owl/.DS_Store", "a hidden or system file"},
		{"train/owl/README", "not an image: the name has no ending"},
		{"train/owl/Thumbs.db", "a hidden or system file"},
		{"train/owl/bad\ufffd.jpg", "its name is not UTF-8; rename it"},
		{"train/owl/dangling.jpg", "a link to nothing"},
		{"train/owl/folder.jpg", "a folder, not an image; what is in it is left out"},
		{"train/owl/notes.txt", "not an image: files .txt are not read"},
		{"train/owl/up", "a link that leads back to a split or to a folder above it"},
	}
	if !reflect.DeepEqual(s.Problems, want) {
		t.Errorf("problems %q\nwant %q", s.Problems, want)
	}
	got := strings.Join(listed(s), ", ")
	for _, id := range []string{"train owl train/owl/empty.jpg", "train owl train/owl/linked.png", "train owl train/owl/far/1.jpg"} {
		if !strings.Contains(got, id) {
			t.Errorf("%s is not among the items: %s", id, got)
		}
	}
	if len(s.Items) != 8 {
		t.Errorf("%d items, want 8: %s", len(s.Items), got)
	}
}

// TestLinksDoNotMixSplits has links from a class folder to everything that holds images of both splits.
func TestLinksDoNotMixSplits(t *testing.T) {
	outer := t.TempDir()
	dir := filepath.Join(outer, "data")
	card := strings.NewReplacer("dir:.", "dir:data", "train: train", "train: sets/train", "test: test", "test: sets/test").Replace(goodCard)
	writeFile(t, outer, "dataset.yaml", card)
	for _, name := range []string{"sets/train/owl/1.png", "elsewhere/all/wren/2.png", "sets/test/owl/3.png", "sets/test/wren/4.png"} {
		writeFile(t, dir, name, name)
	}
	for name, target := range map[string]string{
		"sets/train/owl/loop":  ".",
		"sets/train/owl/up":    "..",
		"sets/train/owl/sets":  "../..",
		"sets/train/owl/data":  "../../..",
		"sets/train/owl/outer": outer,
		"sets/train/owl/test":  "../../test",
		"sets/train/test":      "../test",
		"sets/train/wren":      "../../elsewhere/all/wren",
	} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skipf("this system makes no links: %v", err)
		}
	}
	s, err := open(t, outer)
	if err != nil {
		t.Fatal(err)
	}
	want := []string{"test owl sets/test/owl/3.png", "test wren sets/test/wren/4.png", "train owl sets/train/owl/1.png", "train wren sets/train/wren/2.png"}
	if got := listed(s); !reflect.DeepEqual(got, want) {
		t.Errorf("items %q, want %q", got, want)
	}
	if len(s.Problems) != 7 {
		t.Errorf("problems %q, want one for each link but wren", s.Problems)
	}
	for _, p := range s.Problems {
		if p.Reason != "a link that leads back to a split or to a folder above it" {
			t.Errorf("%s: %s", p.Item, p.Reason)
		}
	}
}

// TestSplitThatIsALink has the real folders of both splits in one place, to which a class folder links.
func TestSplitThatIsALink(t *testing.T) {
	dir := t.TempDir()
	writeFile(t, dir, "dataset.yaml", goodCard)
	for _, name := range []string{"real/a/owl/1.png", "real/a/wren/2.png", "real/b/owl/3.png", "real/b/wren/4.png"} {
		writeFile(t, dir, name, name)
	}
	for name, target := range map[string]string{"train": "real/a", "test": "real/b", "real/a/owl/up": "../.."} {
		if err := os.Symlink(filepath.FromSlash(target), filepath.Join(dir, filepath.FromSlash(name))); err != nil {
			t.Skipf("this system makes no links: %v", err)
		}
	}
	s, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Items) != 4 || len(s.Problems) != 1 || s.Problems[0].Item != "train/owl/up" {
		t.Errorf("items %q, problems %q; want 4 images and train/owl/up left out", listed(s), s.Problems)
	}
}

func TestUnreadable(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("the superuser reads every file")
	}
	dir := tree(t)
	writeFile(t, dir, "train/wren/3.jpg", "x")
	whole, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"train/wren/1.jpg", "train/wren/deep"} {
		path := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.Chmod(path, 0); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(path, 0o755) })
	}
	s, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	want := []Problem{
		{"train/wren/1.jpg", "unreadable: permission denied"},
		{"train/wren/deep", "the folder is unreadable: permission denied"},
	}
	if !reflect.DeepEqual(s.Problems, want) {
		t.Errorf("problems %q, want %q", s.Problems, want)
	}
	if s.Fingerprint() == whole.Fingerprint() {
		t.Error("the fingerprint does not show that files were not read")
	}
}

func TestOpenErrors(t *testing.T) {
	for _, c := range []struct {
		name, card string
		change     func(dir string) error
		want       string
	}{
		{"no split folder", goodCard, func(dir string) error { return os.RemoveAll(filepath.Join(dir, "test")) }, "make the folder or correct `splits`"},
		{"empty split", goodCard, func(dir string) error {
			return errors.Join(os.RemoveAll(filepath.Join(dir, "test", "owl")), os.RemoveAll(filepath.Join(dir, "test", "wren")))
		}, "split test has no image in "},
		{"one class", goodCard, func(dir string) error { return os.RemoveAll(filepath.Join(dir, "train", "wren")) }, `images of one class only, "owl"`},
		{"no data folder", strings.Replace(goodCard, "dir:.", "dir:none", 1), nil, "put the data there or correct `source`"},
		{"a file as folder", strings.Replace(goodCard, "dir:.", "dir:dataset.yaml", 1), nil, "is a file; write `source: file:…`"},
		{"a folder as file", strings.Replace(goodCard, "dir:.", "file:train", 1), nil, "is a folder; write `source: dir:…`"},
		{"folders in a file", strings.Replace(goodCard, "dir:.", "file:dataset.yaml", 1), nil, "layout folders needs a folder"},
		{"kaggle", strings.Replace(goodCard, "dir:.", "kaggle:a/b", 1), nil, "it is not downloaded yet; run `vfm fetch -suite …`"},
		{"hub", strings.Replace(goodCard, "dir:.", "hf:a/b@v1", 1), nil, "it is not downloaded yet; run `vfm fetch -suite …`"},
		{"drawn", strings.Replace(goodCard, "dir:.", "world:birds@7", 1), nil, "its pictures are not drawn yet; run `vfm fetch -suite …`"},
		{"manual", strings.Replace(goodCard, "dir:.", "'manual: ask'", 1), nil, "follow its instructions: ask, then write `source: dir:PATH`"},
	} {
		t.Setenv("VFM_CACHE", t.TempDir())
		dir := tree(t)
		writeFile(t, dir, "dataset.yaml", c.card)
		if c.change != nil {
			if err := c.change(dir); err != nil {
				t.Fatal(err)
			}
		}
		_, err := open(t, dir)
		if err == nil || !strings.HasPrefix(err.Error(), "opening data set birds: ") || !strings.Contains(err.Error(), c.want) || !strings.Contains(err.Error(), dir) {
			t.Errorf("%s: error %v, want it to hold %q", c.name, err, c.want)
		}
	}
}

// TestOpenDownloaded puts the files where package fetch does.
func TestOpenDownloaded(t *testing.T) {
	t.Setenv("VFM_CACHE", t.TempDir())
	dir := tree(t)
	s, err := shelf.Open()
	if err != nil {
		t.Fatal(err)
	}
	source := card.Source{Scheme: "https", Rest: "https://a.b/birds.zip"}
	folder, err := s.FolderPath(source)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.CopyFS(folder, os.DirFS(dir)); err != nil {
		t.Fatal(err)
	}
	if err := s.Record(source, shelf.Entry{Size: 1, SHA256: digest.Of(nil)}); err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "dataset.yaml", strings.Replace(goodCard, "dir:.", source.Rest+"\nsha256: "+digest.Of(nil).String(), 1))
	set, err := open(t, dir)
	if err != nil || set.Dir != folder || len(set.Items) == 0 {
		t.Errorf("%+v, %v", set, err)
	}
	writeFile(t, dir, "dataset.yaml", strings.Replace(goodCard, "dir:.", source.Rest+"\nsha256: "+digest.Of([]byte("x")).String(), 1))
	if _, err := open(t, dir); err == nil || !strings.Contains(err.Error(), "the card says") {
		t.Errorf("another digest on the card: %v", err)
	}
}

// hubBirds is a card whose source is the hub.
func hubBirds(t *testing.T, layout, splits string) Card {
	t.Helper()
	text := strings.NewReplacer("dir:.", "hf:org/birds", "folders", layout, "{train: train, test: test}", splits).Replace(goodCard)
	c, err := ReadCard(writeFile(t, t.TempDir(), "dataset.yaml", text))
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// onShelf puts files of a commit where package fetch does, and a file of an older commit beside them.
func onShelf(t *testing.T, c Card, files map[string]string, older string) {
	t.Helper()
	t.Setenv("VFM_CACHE", t.TempDir())
	s, err := shelf.Open()
	if err != nil {
		t.Fatal(err)
	}
	source, err := card.ParseSource(c.Source)
	if err != nil {
		t.Fatal(err)
	}
	folder, err := s.FolderPath(source)
	if err != nil {
		t.Fatal(err)
	}
	entry := shelf.Entry{Commit: "c", Patterns: c.Files(), Files: map[string]shelf.File{}}
	for name, content := range files {
		writeFile(t, folder, name, content)
		entry.Files[name] = shelf.File{Size: int64(len(content))}
	}
	writeFile(t, folder, older, "older")
	if err := s.Record(source, entry); err != nil {
		t.Fatal(err)
	}
}

// TestOlderCommit: what an older commit left in the folder of a data set of the hub is not mixed in.
func TestOlderCommit(t *testing.T) {
	shards := map[string]string{"train-0.tar": tarred(t, "a.jpg", "x", "a.cls", "owl", "b.jpg", "y", "b.cls", "wren"), "test-0.tar": tarred(t, "a.jpg", "z", "a.cls", "owl")}
	images := map[string]string{"train/owl/1.png": "1", "train/wren/2.png": "2", "test/owl/3.png": "3"}
	const list = "train/owl/1.png,owl,a\ntrain/wren/2.png,wren,a\ntest/owl/3.png,owl,b\n"
	table := map[string]string{"t.csv": "path,label,split\n" + list + "train/owl/0.png,owl,a\n"}
	maps.Copy(table, images)
	tables := map[string]string{"a.csv": "path,label\ntrain/owl/1.png,owl\ntrain/wren/2.png,wren\n", "b.csv": "path,label\ntest/owl/3.png,owl\n"}
	maps.Copy(tables, images)
	const why = "not among the files of the commit that was downloaded; remove it"
	for _, c := range []struct {
		layout, splits string
		files          map[string]string
		older          string
		want           []Problem
	}{
		{"webdataset", "{train: train-*.tar, test: test-*.tar}", shards, "train-1.tar", []Problem{{"train-1.tar", why}}},
		{"folders", "{train: train, test: test}", images, "train/owl/0.png", []Problem{{"train/owl/0.png", why}}},
		{"csv", "{train: a, test: b}", table, "train/owl/0.png", []Problem{{"train/owl/0.png", why + " (t.csv:5)"}}},
		{"csv", "{train: a, test: b}", table, "u.csv", []Problem{{"train/owl/0.png", "there is no such file (t.csv:5)"}}},
		{"csv", "{train: a.csv, test: b.csv}", tables, "c.csv", nil},
	} {
		card := hubBirds(t, c.layout, c.splits)
		onShelf(t, card, c.files, c.older)
		s, err := card.Open(t.Context())
		if err != nil || len(s.Items) != 3 || !reflect.DeepEqual(s.Problems, c.want) {
			t.Errorf("%s beside %s: %v; %+v, want 3 items and the problems %q", c.layout, c.older, err, s, c.want)
		}
	}
	card := hubBirds(t, CSV, "{train: c.csv, test: b.csv}")
	onShelf(t, card, tables, "c.csv")
	if _, err := card.Open(t.Context()); err == nil || !strings.Contains(err.Error(), "c.csv is not among the files of the commit that was downloaded; correct splits.train in "+card.Path) {
		t.Errorf("a table of an older commit: %v", err)
	}
}

func TestOpenCancelled(t *testing.T) {
	card, err := ReadCard(filepath.Join(tree(t), "dataset.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := card.Open(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("Open after cancel: %v", err)
	}
}

// ending is a context that ends when it was asked so many times whether it has ended.
type ending struct {
	context.Context
	left *atomic.Int64
}

func (e ending) Err() error {
	if e.left.Add(-1) < 0 {
		return context.Canceled
	}
	return nil
}

// TestOpenCancelledInALargeFile asks more often than there are files.
func TestOpenCancelledInALargeFile(t *testing.T) {
	dir := tree(t)
	writeFile(t, dir, "train/owl/large.tif", strings.Repeat("x", 8<<20))
	card, err := ReadCard(filepath.Join(dir, "dataset.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var left atomic.Int64
	left.Store(100)
	if _, err := card.Open(ending{t.Context(), &left}); !errors.Is(err, context.Canceled) {
		t.Errorf("Open = %v; want the context's error in the middle of a file", err)
	}
}

func TestWarnings(t *testing.T) {
	dir := tree(t)
	writeFile(t, dir, "test/tern/1.jpg", "x")
	writeFile(t, dir, "test/tern/2.jpg", "y")
	s, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	if len(s.Warnings) != 1 || s.Warnings[0].Code != "unseen-class" || s.Warnings[0].N != 2 || !strings.Contains(s.Warnings[0].Text, `"tern"`) {
		t.Errorf("warnings %+v, want one on tern", s.Warnings)
	}
}

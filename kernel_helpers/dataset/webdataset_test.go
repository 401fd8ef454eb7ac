package dataset

import (
	"archive/tar"
	"bytes"
	"os"
	"path"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
)

const webCard = `name: squares
task: classification
source: dir:web
layout: webdataset
splits: {train: train/*.tar, test: "test-?.tar"}
`

// tarred packs files, given as name, content, …; a name that ends in / is a folder, in -> a link.
func tarred(t testing.TB, files ...string) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i < len(files); i += 2 {
		h := &tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o644, Typeflag: tar.TypeReg}
		if strings.HasSuffix(h.Name, "/") {
			h.Typeflag = tar.TypeDir
		}
		if name, link := strings.CutSuffix(h.Name, "->"); link {
			h.Name, h.Typeflag, h.Linkname = name, tar.TypeSymlink, "x"
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(files[i+1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// webSet writes a set with two shards to train and one to test.
func webSet(t *testing.T, card string, test ...string) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, dir, "dataset.yaml", card)
	writeFile(t, dir, "web/train/0.tar", tarred(t, "000.jpg", "one", "000.cls", "owl", "000.json", `{"kind": {"name": "heron"}, "n": 7}`, "001.cls", " wren\n", "001.png", "two"))
	writeFile(t, dir, "web/train/1.tar", tarred(t, "sub/", "", "./sub/002.x.y", "z", "./sub/002.JPG", "three", "./sub/002.cls", "owl"))
	if test == nil {
		test = []string{strings.Repeat("long", 60) + ".jpg", "four", strings.Repeat("long", 60) + ".cls", "owl"}
	}
	writeFile(t, dir, "web/test-0.tar", tarred(t, test...))
	return dir
}

func TestWebDataset(t *testing.T) {
	s := mustOpen(t, webSet(t, webCard))
	want := []string{
		"test owl test-0.tar/" + strings.Repeat("long", 60) + ".jpg",
		"train owl train/0.tar/000.jpg", "train wren train/0.tar/001.png", "train owl train/1.tar/sub/002.JPG",
	}
	if got := listed(s); !reflect.DeepEqual(got, want) || len(s.Problems) != 0 {
		t.Errorf("items %q, want %q; problems %v", got, want, s.Problems)
	}
	for i, want := range []string{"four", "one", "two", "three"} {
		if data, err := s.Items[i].Read(nil); err != nil || string(data) != want {
			t.Errorf("%s holds %q (%v), want %q", s.Items[i].ID, data, err, want)
		}
	}
	checkRead(t, s)
}

func TestWebDatasetColumns(t *testing.T) {
	files := []string{
		"a.seg.png", "mask", "a.png", "whole", "a.jpg", "first", "a.json", `{"kind": {"name": "heron"}, "n": 7}`, "a.txt", "seen at dawn",
	}
	for _, c := range []struct{ columns, want string }{
		{"{label: json.kind.name}", "test heron test-0.tar/a.jpg"},
		{"{label: json.n, image: png}", "test 7 test-0.tar/a.png"},
		{"{label: txt, image: seg.png}", "test seen at dawn test-0.tar/a.seg.png"},
	} {
		card := strings.Replace(webCard, "train/*.tar", "test-1.tar", 1) + "columns: " + c.columns + "\n"
		dir := webSet(t, strings.Replace(card, "test-?", "test-0", 1), files...)
		other := strings.Join(files, "|")
		other = strings.NewReplacer("heron", "x", "7", "8", "dawn", "noon").Replace(other)
		writeFile(t, dir, "web/test-1.tar", tarred(t, strings.Split(other+"|b.png|1|b.jpg|1|b.seg.png|1|b.txt|y|b.json|"+`{"kind": {"name": "y"}, "n": 1}`, "|")...))
		if s := mustOpen(t, dir); listed(s)[0] != c.want {
			t.Errorf("columns %s: %q, want %s", c.columns, listed(s), c.want)
		}
	}
}

func TestWebDatasetProblems(t *testing.T) {
	s := mustOpen(t, webSet(t, webCard,
		"a.jpg", "x", "a.cls", "owl",
		"b.cls", "owl", "b.txt", "y",
		"c.jpg", "x", "c.txt", "y",
		"d.jpg", "x", "d.cls", "\xff",
		"a.png", "x",
		"README", "x",
		".DS_Store", "x",
		"e.jpg->", "",
		"f.jpg", "x", "f.jpg", "y", "f.cls", "owl",
		"g.jpg", "x", "g.cls", strings.Repeat("x", maxLabel+1),
		"h\xff.jpg", "x",
	))
	want := []Problem{
		{"test-0.tar/.DS_Store", "a hidden or system file"},
		{"test-0.tar/README", "its name has no dot, so it is no field of a sample"},
		{"test-0.tar/a.png", "its sample ended before; the files of a sample must follow one another"},
		{"test-0.tar/b", "the sample has no image, only cls, txt"},
		{"test-0.tar/c", "the sample has no label in c.cls, and every image of split test needs one"},
		{"test-0.tar/d", "its label is not UTF-8 text"},
		{"test-0.tar/e.jpg", "not a regular file"},
		{"test-0.tar/f.jpg", "the sample has this file twice; the first one counts"},
		{"test-0.tar/g", "the file of its label has more than 1048576 bytes"},
		{"test-0.tar/h\ufffd.jpg", "its name is not UTF-8"},
	}
	if !reflect.DeepEqual(s.Problems, want) {
		t.Errorf("problems %q\nwant %q", s.Problems, want)
	}
	if got := listed(s)[:2]; !reflect.DeepEqual(got, []string{"test owl test-0.tar/a.jpg", "test owl test-0.tar/f.jpg"}) {
		t.Errorf("items %q", got)
	}
}

func TestWebDatasetDamaged(t *testing.T) {
	whole := tarred(t, "a.jpg", strings.Repeat("x", 5000), "a.cls", "owl", "b.jpg", "y", "b.cls", "owl")
	for _, c := range []struct{ name, content, want string }{
		{"cut in an image", whole[:3000], "test-0.tar: the tar is cut off after 1 samples; get it again"},
		{"cut in a header", whole[:512+5120+200], "test-0.tar: the tar is cut off after 1 samples"},
		{"no tar", strings.Repeat("no tar ", 1000), "test-0.tar: it is no tar or is damaged after 0 samples"},
		{"gzip", "\x1f\x8b\x08\x00" + whole, "test-0.tar: it is a compressed tar"},
		{"zstd", "\x28\xb5\x2f\xfd" + whole, "unpack it once (gunzip or unzstd)"},
		{"empty", "", "split test has no image in "},
	} {
		dir := webSet(t, webCard)
		writeFile(t, dir, "web/test-0.tar", c.content)
		if _, err := open(t, dir); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	dir := webSet(t, webCard)
	writeFile(t, dir, "web/test-0.tar", whole[:len(whole)-1024-1024]) // between two files
	s := mustOpen(t, dir)
	if len(s.Problems) != 2 || !strings.HasPrefix(s.Problems[0].Reason, "the tar has no mark at its end") {
		t.Errorf("problems %q", s.Problems)
	}
	path := filepath.Join(dir, "web", "test-0.tar")
	if err := os.Truncate(path, 600); err != nil {
		t.Fatal(err)
	}
	if _, err := s.Items[0].Read(nil); err == nil || !strings.Contains(err.Error(), "unexpected EOF") {
		t.Errorf("a shard that was cut since: %v", err)
	}
}

// TestWebDatasetInPieces: the mark at the end is seen however few bytes a read gives.
func TestWebDatasetInPieces(t *testing.T) {
	content := tarred(t, "a.jpg", strings.Repeat("x", 700), "a.cls", "owl", "b.cls", "owl")
	w := web{listing: &listing{card: Card{Task: Classification}}, shard: shard{id: "x.tar", role: Test}, seen: map[string]bool{}}
	if err := w.read(t.Context(), iotest.OneByteReader(strings.NewReader(content))); err != nil {
		t.Fatal(err)
	}
	if want := []Problem{{"x.tar/b", "the sample has no image, only cls"}}; !reflect.DeepEqual(w.problems, want) || len(w.items) != 1 {
		t.Errorf("items %v, problems %q, want one item and %q", w.items, w.problems, want)
	}
}

// TestWebDatasetMemory lists a shard of 64 MB.
func TestWebDatasetMemory(t *testing.T) {
	var files []string
	large := strings.Repeat("x", 4<<20)
	for _, name := range strings.Split("abcdefghijklmnop", "") {
		files = append(files, name+".jpg", large, name+".cls", "owl")
	}
	dir := webSet(t, webCard, files...)
	files, large = nil, ""
	card, err := ReadCard(filepath.Join(dir, "dataset.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	s, err := card.Open(t.Context())
	runtime.ReadMemStats(&after)
	if err != nil || len(s.Items) != 19 {
		t.Fatalf("%d items, %v", len(s.Items), err)
	}
	if n := after.TotalAlloc - before.TotalAlloc; n > 8<<20 {
		t.Errorf("listing 64 MB allocates %d bytes in all", n)
	}
}

func TestTextLabel(t *testing.T) {
	for _, c := range []struct{ text, key, label, why string }{
		{" owl\n", "", "owl", ""},
		{"17", "", "17", ""},
		{`{"a": "owl "}`, "a", "owl", ""},
		{`{"a": {"b": 3}}`, "a.b", "3", ""},
		{`{"a": 12345678901234567890}`, "a", "12345678901234567890", ""},
		{`{"a": null}`, "a", "", ""},
		{`{"a": 1}`, "b", "", "its JSON holds no key b"},
		{`{"a": 1}`, "a.b", "", "its JSON holds no key a.b: "},
		{`{"a": [1]}`, "a", "", "the key a of its JSON is neither a text nor a number"},
		{`{"a"`, "a", "", "its JSON holds no key a: "},
	} {
		label, why := textLabel([]byte(c.text), c.key)
		if label != c.label || why != c.why && (c.why == "" || !strings.HasPrefix(why, c.why)) {
			t.Errorf("%s of %s: %q, %q; want %q, %q", c.key, c.text, label, why, c.label, c.why)
		}
	}
}

func FuzzSplit(f *testing.F) {
	for _, name := range []string{"a/b.c/000.jpg", "000.seg.png", ".x", "x", "a.", "a/."} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		key, field := split(name)
		if !strings.HasPrefix(name, key) || strings.Contains(path.Base(key+"x"), ".") {
			t.Errorf("%q has the key %q", name, key)
		}
		if rest := name[len(key):]; !strings.EqualFold(strings.TrimPrefix(rest, "."), field) && strings.ToLower(strings.TrimPrefix(rest, ".")) != field {
			t.Errorf("%q has the key %q and the field %q", name, key, field)
		}
	})
}

func FuzzTextLabel(f *testing.F) {
	f.Add([]byte(`{"a": {"b": "owl"}}`), "a.b")
	f.Add([]byte("owl"), "")
	f.Fuzz(func(t *testing.T, text []byte, key string) {
		if label, why := textLabel(text, key); label != "" && why != "" {
			t.Errorf("label %q, and why there is none: %q", label, why)
		}
	})
}

func FuzzTar(f *testing.F) {
	f.Add([]byte(tarred(f, "a.jpg", "x", "a.cls", "owl", "b.png", "y")))
	f.Fuzz(func(t *testing.T, content []byte) {
		w := web{listing: &listing{card: Card{Task: Classification}}, shard: shard{id: "x.tar", role: Test}, seen: map[string]bool{}}
		if err := w.read(t.Context(), bytes.NewReader(content)); err != nil {
			return
		}
		for _, it := range w.items {
			at := it.part.(span)
			if at.offset < 512 || at.length < 0 || at.offset+int64(at.length) > int64(len(content)) {
				t.Errorf("%s lies at %d + %d of %d bytes", it.ID, at.offset, at.length, len(content))
			}
		}
	})
}

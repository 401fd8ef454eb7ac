package dataset

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/parquet"
)

const hubCard = `name: squares
task: classification
source: dir:hub
layout: parquet
splits: {train: data/train-*.parquet, test: data/test-*.parquet}
`

// hubSet copies the shards that the hub's own library wrote (testdata/hub/make.py), with a card beside them.
func hubSet(t *testing.T, card string) string {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(filepath.Join(dir, "hub"), os.DirFS(filepath.Join("testdata", "hub"))); err != nil {
		t.Fatal(err)
	}
	writeFile(t, dir, "dataset.yaml", card)
	return dir
}

func TestParquet(t *testing.T) {
	s := mustOpen(t, hubSet(t, hubCard))
	if len(s.Items) != 18 || len(s.Queries()) != 6 || !slices.Equal(s.Classes(), []string{"dark", "light"}) || len(s.Problems) != 0 {
		t.Fatalf("%d items, %d queries, classes %q, problems %v", len(s.Items), len(s.Queries()), s.Classes(), s.Problems)
	}
	for i, want := range map[int]string{0: "test light data/test-00000-of-00001.parquet/000000", 6: "train light data/train-00000-of-00002.parquet/000000", 17: "train dark data/train-00001-of-00002.parquet/000003"} {
		if got := listed(s)[i]; got != want {
			t.Errorf("item %d is %s, want %s", i, got, want)
		}
	}
	checkRead(t, s)
}

// checkRead reads all images twice, in order by several goroutines and then backwards.
func checkRead(t *testing.T, s *Set) {
	t.Helper()
	var g sync.WaitGroup
	for w := range 4 {
		g.Go(func() {
			var buf []byte
			for i := w; i < len(s.Items); i += 4 {
				data, err := s.Items[i].Read(buf)
				if err != nil || digest.Of(data) != s.Items[i].Digest {
					t.Errorf("%s: %d bytes of another digest, %v", s.Items[i].ID, len(data), err)
				}
				buf = data
			}
		})
	}
	g.Wait()
	for _, it := range slices.Backward(s.Items) {
		if data, err := it.Read(nil); err != nil || digest.Of(data) != it.Digest {
			t.Errorf("%s: %d bytes of another digest, %v", it.ID, len(data), err)
		}
	}
}

// manyCard reads the fixtures of package parquet, whose rows lack now an image, now a label.
const manyCard = `name: many
task: retrieval
source: dir:many
layout: parquet
columns: {image: image, label: label}
splits: {query: query.parquet, gallery: "*-?.?.parquet"}
`

func manySet(t *testing.T, card string, gallery ...string) string {
	t.Helper()
	dir := t.TempDir()
	writeFile(t, dir, "dataset.yaml", card)
	for i, name := range append([]string{"snappy-1.0"}, gallery...) {
		content, err := os.ReadFile(filepath.Join("..", "internal", "parquet", "testdata", name+".parquet"))
		if err != nil {
			t.Fatal(err)
		}
		if i == 0 {
			name = "query"
		}
		writeFile(t, dir, "many/"+name+".parquet", string(content))
	}
	return dir
}

func TestParquetProblems(t *testing.T) {
	codecs := []string{"gzip-1.0", "gzip-2.0", "none-1.0", "none-2.0", "snappy-2.0", "zstd-1.0", "zstd-2.0"}
	s := mustOpen(t, manySet(t, manyCard, codecs...))
	var want []Problem
	for _, shard := range append(codecs, "query") {
		for i := range 40 {
			switch id := fmt.Sprintf("%s.parquet/%06d", shard, i); {
			case i%7 == 3 || i%11 == 5:
				want = append(want, Problem{id, "the row holds no bytes of an image"})
			case i%5 == 1 && shard == "query":
				want = append(want, Problem{id, "it has no label, and every image of split query needs one"})
			}
		}
	}
	slices.SortFunc(want, func(a, b Problem) int { return strings.Compare(a.Item, b.Item) })
	if !reflect.DeepEqual(s.Problems, want) {
		t.Errorf("problems %q\nwant %q", s.Problems, want)
	}
	if len(s.Items) != 8*40-len(want) || !slices.Equal(s.Classes(), []string{"0", "1", "2"}) {
		t.Errorf("%d items, classes %q", len(s.Items), s.Classes())
	}
	checkRead(t, s)
	plain := mustOpen(t, manySet(t, strings.Replace(manyCard, "{image: image, label: label}", "{image: key, label: small}", 1), "zstd-2.0"))
	if len(plain.Items) != 80-8 { // an image that is plain bytes; without a label in 8 queries
		t.Errorf("%d items, problems %v", len(plain.Items), plain.Problems)
	}
	checkRead(t, plain)
}

// TestFolderAmongShards has a folder whose name the pattern matches.
func TestFolderAmongShards(t *testing.T) {
	dir := hubSet(t, hubCard)
	writeFile(t, dir, "hub/data/train-old.parquet/README", "x")
	s := mustOpen(t, dir)
	if want := []Problem{{"data/train-old.parquet", "a folder, not a file of images; what is in it is left out"}}; len(s.Items) != 18 || !reflect.DeepEqual(s.Problems, want) {
		t.Errorf("%d items, problems %q, want 18 and %q", len(s.Items), s.Problems, want)
	}
	writeFile(t, dir, "dataset.yaml", strings.Replace(hubCard, "data/test-", "data/train-old", 1))
	if _, err := open(t, dir); err == nil || !strings.Contains(err.Error(), "split test: no file in ") {
		t.Errorf("a pattern that only a folder has: %v", err)
	}
}

func TestParquetErrors(t *testing.T) {
	for _, c := range []struct{ name, old, new, want string }{
		{"no shard", "data/test-", "data/tset-", "split test: no file in "},
		{"in both splits", "data/test-*", "data/*", "data/train-00000-of-00002.parquet belongs to the splits train and test"},
		{"no column", "layout: parquet", "layout: parquet\ncolumns: {label: class}", "there is no column class; it has image.bytes, image.path, label; write `columns: {label: NAME}`"},
		{"no image", "layout: parquet", "layout: parquet\ncolumns: {image: picture}", "there is no column picture; it has image.bytes, image.path, label; write `columns: {image: NAME}`"},
		{"numbers", "layout: parquet", "layout: parquet\ncolumns: {image: label}", "the column label holds no bytes"},
	} {
		_, err := open(t, hubSet(t, strings.Replace(hubCard, c.old, c.new, 1)))
		if err == nil || !strings.HasPrefix(err.Error(), "opening data set squares: ") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: error %v, want %q", c.name, err, c.want)
		}
	}
	dir := hubSet(t, hubCard)
	path := filepath.Join(dir, "hub", "data", "train-00001-of-00002.parquet")
	if err := os.Truncate(path, 1000); err != nil {
		t.Fatal(err)
	}
	if _, err := open(t, dir); err == nil || !strings.Contains(err.Error(), path+": is no Parquet file or is cut off") {
		t.Errorf("a shard that is cut off: %v", err)
	}
	card, err := ReadCard(filepath.Join(hubSet(t, hubCard), "dataset.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := card.Open(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("after cancel: %v", err)
	}
}

func TestLabelOf(t *testing.T) {
	number := func(n byte) parquet.Value { return parquet.Value{Bytes: []byte{n, 0, 0, 0}} }
	names := []string{"owl", "wren"}
	for _, c := range []struct {
		value         parquet.Value
		kind          parquet.Type
		names         []string
		label, reason string
	}{
		{number(1), parquet.Int32, names, "wren", ""},
		{number(1), parquet.Int32, nil, "1", ""},
		{number(2), parquet.Int32, names, "", "its label is 2, and the file names labels 0 to 1"},
		{parquet.Value{Bytes: bytes.Repeat([]byte{0xff}, 8)}, parquet.Int64, names, "", ""}, // -1: kept secret
		{parquet.Value{Bytes: []byte(" owl\n")}, parquet.Bytes, nil, "owl", ""},
		{parquet.Value{Bytes: []byte("\xff")}, parquet.Bytes, nil, "", "its label is not UTF-8 text"},
		{parquet.Value{Null: true}, parquet.Int64, names, "", ""},
	} {
		if label, reason := labelOf(c.value, c.kind, c.names); label != c.label || reason != c.reason {
			t.Errorf("%+v: %q, %q; want %q, %q", c.value, label, reason, c.label, c.reason)
		}
	}
}

func TestClassNames(t *testing.T) {
	for text, want := range map[string][]string{
		`{"info": {"features": {"label": {"names": ["a", "b"], "_type": "ClassLabel"}}}}`: {"a", "b"},
		`{"info": {"features": {"label": {"dtype": "int64", "_type": "Value"}}}}`:         nil,
		`{"info": {"features": {"label": [{"_type": "ClassLabel"}]}}}`:                    nil,
		`{"info": {}}`: nil,
		`{}`:           nil,
	} {
		if got, err := classNames([]byte(text), []string{"label"}); err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %q, %v", text, got, err)
		}
	}
	nested := `{"info": {"features": {"meta": {"label": {"names": ["a"], "_type": "ClassLabel"}}}}}`
	if got, err := classNames([]byte(nested), []string{"meta", "label"}); err != nil || !slices.Equal(got, []string{"a"}) {
		t.Errorf("in a group: %q, %v", got, err)
	}
	if _, err := classNames([]byte("{"), []string{"label"}); err == nil {
		t.Error("half a JSON is read")
	}
}

func FuzzClassNames(f *testing.F) {
	f.Add(`{"info": {"features": {"label": {"names": ["a", "b"], "_type": "ClassLabel"}}}}`, "label")
	f.Fuzz(func(t *testing.T, text, column string) {
		names, err := classNames([]byte(text), strings.Split(column, "."))
		if err != nil && names != nil {
			t.Errorf("%q and %v", names, err)
		}
	})
}

// TestPassingError: a page that could not be read once is read the next time.
func TestPassingError(t *testing.T) {
	dir := manySet(t, manyCard, "zstd-1.0")
	s := mustOpen(t, dir)
	i := slices.IndexFunc(s.Items, func(it Item) bool { _, ok := it.part.(cell); return ok })
	if i < 0 {
		t.Fatal("no image is in a compressed page")
	}
	it, away := s.Items[i], filepath.Join(dir, "away")
	if err := os.Rename(it.Path, away); err != nil {
		t.Fatal(err)
	}
	if _, err := it.Read(nil); err == nil {
		t.Fatal("a file that is not there is read")
	}
	if err := os.Rename(away, it.Path); err != nil {
		t.Fatal(err)
	}
	if data, err := it.Read(nil); err != nil || digest.Of(data) != it.Digest {
		t.Errorf("after an error that passed: %d bytes, %v", len(data), err)
	}
	if kept := it.part.(cell).pages.kept; len(kept) != 1 {
		t.Errorf("%d pages are kept, want the one that was read", len(kept))
	}
}

// TestPagesAreBounded: pages are unpacked once while images are read in order, and only two large ones stay.
func TestPagesAreBounded(t *testing.T) {
	s := mustOpen(t, manySet(t, manyCard, "zstd-1.0"))
	var cache *pages
	seen := map[*page]bool{}
	for _, it := range s.Items {
		if _, err := it.Read(nil); err != nil {
			t.Fatal(err)
		}
		if c, ok := it.part.(cell); ok {
			cache = c.pages
			seen[cache.kept[len(cache.kept)-1]] = true
		}
	}
	if cache == nil {
		t.Fatal("no image is in a compressed page")
	}
	if len(cache.kept) != len(seen) {
		t.Errorf("%d small pages are kept of %d", len(cache.kept), len(seen))
	}
	cache.limit = -1 // the memory of pages is used again
	checkRead(t, s)
	if len(cache.kept) > 2 {
		t.Errorf("%d pages are kept", len(cache.kept))
	}
	large := &pages{limit: -1}
	blocks := make([]*parquet.Block, 5)
	for i := range blocks {
		blocks[i] = new(parquet.Block)
		if large.release(large.acquire(blocks[i])); len(large.kept) > 2 {
			t.Errorf("%d large pages are kept", len(large.kept))
		}
	}
	if p := large.kept[0]; large.acquire(blocks[3]) != p {
		t.Error("the page before the last is not kept")
	}
}

package dataset

import (
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// TestPack sends items of all layouts to another process, which reads the same images.
func TestPack(t *testing.T) {
	dir := t.TempDir()
	writeText(t, filepath.Join(dir, "loose", "a.png"), "content of a")
	writeTar(t, filepath.Join(dir, "shards", "0.tar"), map[string]string{"x.jpg": "x", "y.png": "yy"})
	var items []Item
	for _, name := range []string{"loose", "shards"} {
		set, err := OpenPool(t.Context(), filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		items = append(items, set.Items...)
	}
	items = append(items, mustOpen(t, manySet(t, manyCard, "none-1.0", "snappy-2.0", "zstd-1.0")).Items...)
	data, err := Pack(items)
	if err != nil {
		t.Fatal(err)
	}
	got, err := Unpack(data)
	if err != nil || len(got) != len(items) {
		t.Fatalf("%d items, %v", len(got), err)
	}
	for i, it := range got {
		content, err := it.Read(nil)
		if err != nil || digest.Of(content) != items[i].Digest || it.ID != items[i].ID || it.Role != items[i].Role || it.Label != items[i].Label {
			t.Errorf("%+v became %+v, %d bytes, %v", items[i], it, len(content), err)
		}
		if it.Whole() != items[i].Whole() {
			t.Errorf("%s: all of its file %v", it.ID, it.Whole())
		}
	}
	if _, err := Unpack(data[:len(data)/2]); err == nil {
		t.Error("half of the items were unpacked")
	}
}

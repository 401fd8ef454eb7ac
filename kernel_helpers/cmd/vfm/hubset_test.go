package main

import (
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/fetch/fetchtest"
)

// hubShards are what the hub's own library wrote.
var hubShards = filepath.Join("..", "..", "dataset", "testdata", "hub", "data")

// TestDatasetOfHub fetches, lists and runs a data set whose images are in Parquet files of a hub.
func TestDatasetOfHub(t *testing.T) {
	r := newRemote(t)
	shards, err := fs.Glob(os.DirFS(hubShards), "*.parquet")
	if err != nil || len(shards) != 3 {
		t.Fatal(shards, err)
	}
	for _, name := range append(shards, "validation-00000-of-00001.parquet") {
		content, _ := os.ReadFile(filepath.Join(hubShards, name)) // there is none to validate, and nobody wants it
		r.server.Add("/datasets/org/squares/resolve/main/data/"+name, content)
	}
	card := "name: shapes\ntask: classification\nlicense: CC0\nsource: hf:org/squares@main\nlayout: parquet\nsplits: {train: data/train-*.parquet, test: data/test-*.parquet}\n"
	if err := os.WriteFile(filepath.Join(filepath.Dir(r.suite), "shapes", "dataset.yaml"), []byte(card), 0o644); err != nil {
		t.Fatal(err)
	}
	_, stderr := r.vfm(exitFailed, "datasets")
	contains(t, "datasets", stderr, "opening data set shapes: it is not downloaded yet; run `vfm fetch -suite …`")
	stdout, _ := r.vfm(exitDone, "fetch", "-dry-run")
	contains(t, "the dry run", stdout, "kB in 3 files", "hf:org/squares@main", "to download")
	r.server.Misbehave("/api/datasets/org/squares/tree", fetchtest.Status(503))
	r.server.Misbehave("/stored/datasets", fetchtest.Drop(1000))
	stdout, stderr = r.vfm(exitDone, "fetch")
	contains(t, "fetch", stdout, "fetched, digests verified", "18 images")
	contains(t, "the progress", stderr, "fetching shapes")
	requests := len(r.server.Requests())
	stdout, _ = r.vfm(exitDone, "datasets")
	contains(t, "datasets", stdout, "12 train, 6 test")
	stdout, _ = r.vfm(exitDone, "fetch", "-dry-run")
	contains(t, "the dry run", stdout, "0 B to download")
	if _, err := os.Stat(filepath.Join(filepath.Dir(r.suite), "shapes", "train")); err != nil {
		t.Error("the folder of the card was touched:", err)
	}
	needsRuntime(t)
	stdout, _ = r.vfm(exitDone, "run", "-out", t.TempDir())
	contains(t, "the table", stdout, "shapes knn-1")
	if n := len(r.server.Requests()); n != requests {
		t.Errorf("with everything here: %d requests", n-requests)
	}
}

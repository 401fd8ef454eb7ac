package main

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

// TestDatasetPage makes every data set that datasets/README.md describes, from its own blocks, and runs every
// line that begins with bin/vfm, in their order.
func TestDatasetPage(t *testing.T) {
	needsRuntime(t)
	page, err := os.ReadFile(filepath.Join("..", "..", "..", "datasets", "README.md"))
	if err != nil {
		t.Fatal(err)
	}
	r := newRemote(t)
	dir := filepath.Dir(r.suite)
	r.suite = filepath.Join(dir, "suite.yaml")
	var names []string
	for _, block := range regexp.MustCompile("(?s)```yaml\n# (\\S+)/dataset.yaml\n(.*?)```").FindAllStringSubmatch(string(page), -1) {
		names = append(names, block[1])
		card := strings.Replace(block[2], "https://example.org", r.server.URL, 1)
		writePage(t, filepath.Join(dir, block[1], "dataset.yaml"), card)
	}
	if got := strings.Join(names, " "); got != "folders csv tables parquet webdataset hub zip drawn byhand" {
		t.Fatalf("datasets/README.md shows the cards %s", got)
	}
	r.pageData(dir)
	suite := func(names []string) {
		writePage(t, r.suite, "name: mine\ndatasets: ["+strings.Join(names, ", ")+"]\nfamilies:\n  A: [tiny]\n")
	}
	suite(names)
	stdout, _ := r.vfm(exitFailed, "fetch", "-dry-run")
	if strings.Count(stdout, "Write to the owner.") != 1 {
		t.Errorf("the steps are not shown once:\n%s", stdout)
	}
	contains(t, "the dry run", stdout, "in 3 files", "BY HAND", "Write to the owner.", "then write `source: dir:PATH` in ")
	suite(names[:len(names)-1])
	commands := regexp.MustCompile(`(?m)^bin/vfm (\S+) +-suite mine/suite.yaml *(-[a-z-]+)?`).FindAllStringSubmatch(string(page), -1)
	if len(commands) != 4 {
		t.Fatalf("datasets/README.md shows %d commands of vfm", len(commands))
	}
	for _, c := range commands {
		args := strings.Fields(strings.Join(c[1:], " "))
		if c[1] == "run" {
			args = append(args, "-out", t.TempDir())
		}
		stdout, _ := r.vfm(exitDone, args...)
		switch strings.Join(c[1:], " ") {
		case "datasets -problems":
			if n := strings.Count(stdout, "12 train, 6 test") + strings.Count(stdout, "12 gallery, 6 query"); n != 7 || strings.Contains(stdout, ".png:") {
				t.Errorf("%d data sets are whole, want 7:\n%s", n, stdout)
			}
		case "run ":
			contains(t, "the table", stdout, "folders knn-1", "csv map", "tables map", "parquet knn-1", "webdataset knn-1", "hub knn-1", "zip knn-1", "drawn map")
		}
	}
}

func writePage(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

// pageData puts the same 18 pictures where each card of the page has them.
func (r *remote) pageData(dir string) {
	r.Helper()
	card := dataset.Card{Name: "x", Task: dataset.Classification, Layout: dataset.Parquet, Path: "x", Source: "dir:" + hubShards,
		Splits: map[dataset.Role]string{dataset.Train: "train-*", dataset.Test: "test-*"}}
	set, err := card.Open(r.Context())
	if err != nil {
		r.Fatal(err)
	}
	var packed bytes.Buffer
	z := zip.NewWriter(&packed)
	tars := map[dataset.Role]*bytes.Buffer{dataset.Train: {}, dataset.Test: {}}
	parts := map[dataset.Role]string{dataset.Train: "catalogue", dataset.Test: "photo"}
	files := map[dataset.Role]string{dataset.Train: "gallery.csv", dataset.Test: "queries.csv"}
	one, two := "file,product,part\n", map[dataset.Role]string{dataset.Train: "path,product\n", dataset.Test: "path,product\n"}
	for role, buffer := range tars {
		w := tar.NewWriter(buffer)
		for _, i := range set.Index(role) {
			it := set.Items[i]
			data, err := it.Read(nil)
			if err != nil {
				r.Fatal(err)
			}
			name := fmt.Sprintf("%02d.png", i)
			tree := fmt.Sprintf("%s/%s/%s", role, it.Label, name)
			writePage(r.T, filepath.Join(dir, "folders", tree), string(data))
			writePage(r.T, filepath.Join(dir, "csv", name), string(data))
			writePage(r.T, filepath.Join(dir, "tables", name), string(data))
			one += fmt.Sprintf("%s,%s,%s\n", name, it.Label, parts[role])
			two[role] += fmt.Sprintf("%s,%s\n", name, it.Label)
			entry, _ := z.Create(tree)
			entry.Write(data)
			text, _ := json.Marshal(map[string]string{"class": it.Label})
			tarEntry(w, fmt.Sprintf("%02d.png", i), data)
			tarEntry(w, fmt.Sprintf("%02d.json", i), text)
		}
		if err := w.Close(); err != nil {
			r.Fatal(err)
		}
		writePage(r.T, filepath.Join(dir, "webdataset", string(role)+"-0.tar"), buffer.String())
		writePage(r.T, filepath.Join(dir, "tables", files[role]), two[role])
	}
	writePage(r.T, filepath.Join(dir, "csv", "images.csv"), one)
	if err := z.Close(); err != nil {
		r.Fatal(err)
	}
	r.server.Add("/squares.zip", packed.Bytes())
	r.pageShards(dir)
}

func tarEntry(w *tar.Writer, name string, data []byte) {
	w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Mode: 0o644})
	w.Write(data)
}

// pageShards puts the Parquet files into the folder of the card parquet and onto the hub.
func (r *remote) pageShards(dir string) {
	r.Helper()
	shards, _ := filepath.Glob(filepath.Join(hubShards, "*.parquet"))
	for _, path := range shards {
		content, err := os.ReadFile(path)
		if err != nil {
			r.Fatal(err)
		}
		writePage(r.T, filepath.Join(dir, "parquet", "data", filepath.Base(path)), string(content))
		r.server.Add("/datasets/org/squares/resolve/main/data/"+filepath.Base(path), content)
	}
}

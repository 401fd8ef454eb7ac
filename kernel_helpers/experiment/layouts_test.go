package experiment

import (
	"archive/tar"
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// TestLayoutsAgree runs the same pictures from the shards of a hub, from folders and from tar files.
func TestLayoutsAgree(t *testing.T) {
	s, o := testSuite(t)
	dir := filepath.Dir(s.Path)
	write := func(name, text string) {
		t.Helper()
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	hub, err := filepath.Abs(filepath.Join("..", "dataset", "testdata", "hub"))
	if err != nil {
		t.Fatal(err)
	}
	card := "name: %s\ntask: classification\nlicense: none\nsource: dir:%s\nlayout: %s\nsplits: {train: %s, test: %s}\n"
	write("shards/dataset.yaml", fmt.Sprintf(card, "shards", hub, "parquet", "data/train-*", "data/test-*"))
	write("plain/dataset.yaml", fmt.Sprintf(card, "plain", ".", "folders", "train", "test"))
	write("tars/dataset.yaml", fmt.Sprintf(card, "tars", ".", "webdataset", "train.tar", "test.tar"))
	write("suite.yaml", "name: tiny\ntitle: Tiny\ndatasets: [shards, plain, tars]\nfamilies:\n  A: [one]\n")
	if s, err = suite.Read(s.Path); err != nil {
		t.Fatal(err)
	}
	shards := openSet(t, s, "shards")
	packed := map[dataset.Role]*bytes.Buffer{dataset.Train: {}, dataset.Test: {}}
	for role, buffer := range packed {
		w := tar.NewWriter(buffer)
		add := func(name string, data []byte) {
			w.WriteHeader(&tar.Header{Name: name, Size: int64(len(data)), Mode: 0o644})
			w.Write(data)
		}
		for _, i := range shards.Index(role) {
			it := shards.Items[i]
			data, err := it.Read(nil)
			if err != nil {
				t.Fatal(err)
			}
			write(fmt.Sprintf("plain/%s/%s/%03d.png", role, it.Label, i), string(data))
			add(fmt.Sprintf("%03d.png", i), data)
			add(fmt.Sprintf("%03d.cls", i), []byte(it.Label))
		}
		if err := w.Close(); err != nil {
			t.Fatal(err)
		}
		write("tars/"+string(role)+".tar", buffer.String())
	}
	records := mustRun(t, s, o)
	if len(records) != 3 || records[0].N != 6 || records[0].Gallery != 12 || len(records[0].Skipped) != 0 {
		t.Fatalf("records %+v", records)
	}
	want := answers(t, s, o, "shards")
	for i, name := range []string{"shards", "plain", "tars"} {
		if !reflect.DeepEqual(records[i].Metrics, records[0].Metrics) {
			t.Errorf("%s: metrics %v, want %v", name, records[i].Metrics, records[0].Metrics)
		}
		if got := answers(t, s, o, name); !reflect.DeepEqual(got, want) {
			t.Errorf("%s: answers\n%v\nwant\n%v", name, got, want)
		}
	}
}

func openSet(t *testing.T, s *suite.Suite, name string) *dataset.Set {
	t.Helper()
	card, err := s.Dataset(name)
	if err != nil {
		t.Fatal(err)
	}
	set, err := card.Open(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return set
}

// answers are the neighbours of each query with their similarities, all named by the digests of the images.
func answers(t *testing.T, s *suite.Suite, o Options, name string) map[string][]string {
	t.Helper()
	set := openSet(t, s, name)
	digests := map[string]string{}
	for _, it := range set.Items {
		digests[it.ID] = it.Digest.String()[:8]
	}
	queries, err := result.ReadQueries(result.QueriesPath(filepath.Join(o.Out, "results"), "one", name))
	if err != nil {
		t.Fatal(err)
	}
	found := map[string][]string{}
	for _, q := range queries {
		for _, n := range q.Neighbours {
			found[digests[q.Item]] = append(found[digests[q.Item]], fmt.Sprint(digests[n.Item], n.Label, n.Similarity, q.Correct))
		}
	}
	if len(found) != len(set.Queries()) {
		t.Errorf("%s: answers to %d queries, want %d", name, len(found), len(set.Queries()))
	}
	return found
}

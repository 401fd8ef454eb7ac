package dataset

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

const goodCard = `name: birds
title: Birds
task: classification
description: Two species.
license: none: a test
citation: nobody
source: dir:.
layout: folders
splits: {train: train, test: test}
`

// writeFile writes a file below dir, folders included.
func writeFile(t *testing.T, dir, name, content string) string {
	t.Helper()
	path := filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestReadCard(t *testing.T) {
	path := writeFile(t, t.TempDir(), "dataset.yaml", goodCard)
	want := Card{
		Name: "birds", Title: "Birds", Task: Classification, Description: "Two species.", License: "none: a test",
		Citation: "nobody", Source: "dir:.", Layout: Folders, Splits: map[Role]string{Train: "train", Test: "test"}, Path: path,
	}
	if got, err := ReadCard(path); err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("ReadCard = %+v, %v; want %+v", got, err, want)
	}
}

func TestReadCardDefaults(t *testing.T) {
	path := writeFile(t, t.TempDir(), "dataset.yaml", "name: faces\ntask: retrieval\nsource: dir:~/faces\nsplits: {gallery: all}\n")
	got, err := ReadCard(path)
	if err != nil || got.Title != "faces" || got.Layout != Folders || !got.LeaveOneOut() {
		t.Errorf("ReadCard = %+v, %v; want title and layout filled in, leave one out", got, err)
	}
}

func TestReadCardErrors(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{"name: birds", "", ":1: the name is missing"},
		{"name: birds", "name: a/b", `:1: the name "a/b" holds '/'`},
		{"title: Birds", "tittle: Birds", `:2: unknown key "tittle"; did you mean title?`},
		{"title: Birds", "name: x", `:2: mapping key "name" already defined`},
		{"title: Birds", "title: [x]", ":2: title should be one value"},
		{"classification", "clasification", `:3: task is "clasification"; write "classification" or "retrieval"`},
		{"source: dir:.", "", ":1: the source is missing"},
		{"source: dir:.", "source: images", `:7: the source "images" has no known kind`},
		{"source: dir:.", "source: kaggle:birds", ":7: the source \"kaggle:birds\" names no data set of Kaggle; write `kaggle:OWNER/SLUG`"},
		{"source: dir:.", "source: hf:org/name/file", ":7: the source \"hf:org/name/file\" names a file"},
		{"source: dir:.", "source: world:xray", ":7: the source \"world:xray\" names no drawn data set; write `world:NAME@SEED`"},
		{"source: dir:.", "source: world:x-ray@7", ":7: there is no drawn data set \"x-ray\"; write `world:NAME@7` with a NAME of produce, birds, xray"},
		{"source: dir:.\nlayout: folders", "source: world:xray@7\nlayout: csv", `:8: layout is "csv", and drawn pictures come in folders`},
		{"title: Birds", "sha256: abc", ":2: sha256 is that of a zip"},
		{"source: dir:.", "source: kaggle:a/b\nsha256: abc", ":8: sha256: a SHA-256 has 64"},
		{"layout: folders", "layout: imagenet", `:8: layout "imagenet" is not read by this version, which reads folders, csv, parquet, webdataset`},
		{"layout: folders", "layout: folders\ncolumns: {label: x}", ":9: layout folders has no column label"},
		{"layout: folders", "layout: parquet\ncolumns: {path: x}", ":9: layout parquet has no column path, only image, label"},
		{"layout: folders", "layout: parquet\ncolumns: {lable: x}", `:9: unknown key "lable"`},
		{"layout: folders\nsplits: {train: train", "layout: parquet\nsplits: {train: 'data/[a'", `:9: split train: the pattern "data/[a" is not understood`},
		{"layout: folders\nsplits: {train: train", "layout: parquet\nsplits: {train: data/**", ":9: split train: the pattern \"data/**\" holds **, and * stands for any letters but a slash"},
		{"layout: folders\nsplits: {train: train, test: test", "layout: webdataset\nsplits: {train: a.tar, test: '**/*.tar'", ":9: split test: the pattern \"**/*.tar\" holds **"},
		{"layout: folders\nsplits: {train: train", "layout: webdataset\nsplits: {train: ../*.tar", ":9: split train: the pattern \"../*.tar\" is outside"},
		{"layout: folders\nsplits: {train: train", "layout: csv\nsplits: {train: a.csv", `:9: split test is "test", which is no .csv file below the data folder`},
		{"layout: folders\nsplits: {train: train, test: test", "layout: csv\ncolumns: {split: x}\nsplits: {train: a.csv, test: b.csv", ":9: each split has a table of its own"},
		{"{train: train, test: test}", "{train: train}", ":9: split test is missing"},
		{"splits: {train: train, test: test}", "", ":1: split train is missing"},
		{"{train: train, test: test}", "{train: train, test: }", ":9: split test is empty"},
		{"{train: train, test: test}", "{train: train, test: a, gallery: b}", `:9: task classification has no split "gallery"`},
		{"{train: train, test: test}", "\n  train: train\n  tset: test", `:11: task classification has no split "tset"`},
		{"test: test", "test: ../test", `:9: folder "../test" is outside the data folder`},
		{"test: test", "test: /test", `:9: folder "/test" is outside`},
		{"test: test", "test: train/", ":9: the folders of train and test overlap; give each its own"},
		{"test: test", "test: train/x", "overlap"},
		{"train: train", "train: .", "overlap"},
		{"title: Birds", "prompts: {templates: [a photo]}", `:2: template "a photo" needs one {}`},
		{"title: Birds", "prompts: {templates: ['{} and {}']}", ":2: template \"{} and {}\" needs one {}"},
		{"title: Birds", "prompts: {templates: ['a {}', 'a {}']}", ":2: template \"a {}\" is there twice"},
		{"title: Birds", "prompts:\n  classes:\n    jay:", `:4: class "jay" has no words`},
		{"task: classification", "prompts: {classes: {a: b}}\ntask: retrieval", ":3: prompts are of classes, and the task is retrieval"},
	} {
		path := writeFile(t, t.TempDir(), "dataset.yaml", strings.Replace(goodCard, c.old, c.new, 1))
		_, err := ReadCard(path)
		if err == nil || !strings.HasPrefix(err.Error(), path+":") || !strings.Contains(err.Error(), c.want) {
			t.Errorf("with %q: error %v, want %q", c.new, err, path+c.want)
		}
	}
}

func TestReadCardSplitsOfRetrieval(t *testing.T) {
	head := "name: a\ntask: retrieval\nsource: file:a.csv\nlayout: csv\n"
	for _, c := range []struct{ splits, want string }{
		{"{query: q, gallery: g}", ""},
		{"{gallery: g}", ""},
		{"{query: q}", ":5: split gallery is missing"},
		{"{query: x, gallery: x}", "name gallery alone to let each image search all the others"},
		{"{train: x, test: y}", `:5: task retrieval has no split "train"; its splits are query and gallery`},
	} {
		_, err := ReadCard(writeFile(t, t.TempDir(), "dataset.yaml", head+"splits: "+c.splits+"\n"))
		if (err == nil) != (c.want == "") || err != nil && !strings.Contains(err.Error(), c.want) {
			t.Errorf("splits %s: error %v, want %q", c.splits, err, c.want)
		}
	}
}

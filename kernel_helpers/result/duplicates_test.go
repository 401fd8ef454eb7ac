package result

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

func someDuplicates() (Duplicates, Record) {
	r := Record{Model: "m", Dataset: "d", Headline: "knn-1", Provenance: Provenance{Key: digest.Of([]byte("k")), Fingerprint: digest.Of([]byte("f")), Truth: digest.Of([]byte("t"))}}
	return Duplicates{
		Dataset: "d", Task: Classification, Fingerprint: r.Provenance.Fingerprint, Truth: r.Provenance.Truth, Method: "a test", Compared: 9, Queries: 3, Gallery: 6,
		Leaked: []Twin{{Item: "a", Label: "x", Split: "test", Same: "b", SameLabel: "y", SameSplit: "train", By: ByHash, Similarity: 0.97, Mirrored: true, Cut: 0.1}},
		Models: []string{"m"},
		Scores: []CleanScore{{Model: "m", Key: r.Provenance.Key, N: 2, Metric: Metric{Name: "knn-1", Value: 0.5, Low: 0.1, High: 0.9}}},
	}, r
}

func TestDuplicatesComeBack(t *testing.T) {
	d, r := someDuplicates()
	dir := t.TempDir()
	if err := WriteDuplicates(dir, d); err != nil {
		t.Fatal(err)
	}
	got, err := ReadDuplicates(dir, r)
	if err != nil || got.Version != 1 || len(got.Within) != 0 || got.Leaked[0] != d.Leaked[0] || got.Scores[0] != d.Scores[0] {
		t.Errorf("read %+v, %v", got, err)
	}
	if s, ok := got.Clean(r); !ok || s.Value != 0.5 {
		t.Errorf("clean score %+v", s)
	}
	if records, bad, err := ReadAll(dir); len(records)+len(bad) > 0 || err != nil {
		t.Errorf("they count as results: %v, %v, %v", records, bad, err)
	}
	r.Provenance.Key[0]++
	if _, ok := got.Clean(r); ok {
		t.Error("a result of other vectors has a clean score")
	}
	r.Provenance.Truth[0]++
	if _, err := ReadDuplicates(dir, r); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("duplicates of other labels: %v", err)
	}
}

// TestDuplicatesOfVersion1 must pass for ever.
func TestDuplicatesOfVersion1(t *testing.T) {
	text, err := os.ReadFile("testdata/duplicates1.json")
	if err != nil {
		t.Fatal(err)
	}
	want, _ := someDuplicates()
	got, err := decode[Duplicates](duplicates, text)
	if err != nil || got.Leaked[0] != want.Leaked[0] || got.Scores[0] != want.Scores[0] || got.Gallery != 6 {
		t.Errorf("read %+v, %v", got, err)
	}
}

func TestBadDuplicates(t *testing.T) {
	for want, change := range map[string]func(*Duplicates){
		"must be set":       func(d *Duplicates) { d.Truth = digest.SHA256{} },
		"1 of 0 queries":    func(d *Duplicates) { d.Queries = 0 },
		"is the same as":    func(d *Duplicates) { d.Leaked[0].Same = "a" },
		"with similarity 2": func(d *Duplicates) { d.Leaked[0].Similarity = 2 },
		"field scores":      func(d *Duplicates) { d.Scores[0].Low = 0.95 },
	} {
		d, _ := someDuplicates()
		change(&d)
		if err := WriteDuplicates(t.TempDir(), d); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want %q", err, want)
		}
	}
	for text, want := range map[string]string{
		`{"duplicates": 2}`: "update vfm",
		`{}`:                "no version",
		`{"duplicates": 1`:  "delete it",
	} {
		if _, err := decode[Duplicates](duplicates, []byte(text)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
}

package result

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

func sampleInsight(r Record) Insight {
	return Insight{
		Version: InsightVersion, Model: r.Model, Dataset: r.Dataset, Key: r.Provenance.Key, Truth: r.Provenance.Truth, N: r.N, Gallery: r.Gallery,
		Similarity: Similarities{Of: OfNearest, Queries: 3, Right: Histogram{From: 0.5, Width: 0.01, Counts: []int{1, 0, 1}}, Wrong: Histogram{From: 0.4, Width: 0.01, Counts: []int{1}}},
		Curves:     []Curve{{"knn", []CurvePoint{{1, 0.5, 0.25, 0.75}, {5, 0.6, 0.4, 0.8}}}},
		Shots:      &Shots{Draws: 10, Queries: 3, Points: []ShotPoint{{1, 0.3, 0.05, 0}, {2, 0.4, 0.04, 1}}},
		Hubs:       Hubs{K: 10, Mean: 1.5, Skewness: 0.7, Never: 2, Limit: 4, Hubs: 1, Nearest: 0.25, Most: []Hub{{"train/a/1.jpg", "a", 7, 3}}},
		Map: Map{Method: "pca", Shares: [2]float64{0.3, 0.1}, Images: 2, Labels: []string{"a", "<b>"},
			Points: []MapPoint{{"train/a/1.jpg", 0, 0.5, -0.25}, {"test/b/1.jpg", 1, -0.5, 0}}},
	}
}

func TestInsight(t *testing.T) {
	dir, r := t.TempDir(), sample()
	if err := WriteInsight(dir, sampleInsight(r)); err != nil {
		t.Fatal(err)
	}
	text, err := os.ReadFile(InsightPath(dir, r.Model, r.Dataset))
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/insight1.json", text) // the file of version 1; later versions have to read it
	got, err := ReadInsight(dir, r)
	if err != nil || !reflect.DeepEqual(got, sampleInsight(r)) {
		t.Errorf("got %+v, %v", got, err)
	}
	if got.Curve("knn").Points[1].K != 5 || got.Curve("hit").Points != nil || got.Similarity.Right.Total() != 2 {
		t.Error("the parts of an insight are not what was stored")
	}
	records, bad, err := ReadAll(dir)
	if len(records)+len(bad) != 0 || err != nil {
		t.Errorf("among the results it counts as %v, %v, %v", records, bad, err)
	}
}

// TestInsightOfAnother wants an insight to be of the record that it lies beside.
func TestInsightOfAnother(t *testing.T) {
	dir, r := t.TempDir(), sample()
	if _, err := ReadInsight(dir, r); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
	for name, change := range map[string]func(*Insight){
		"vectors": func(i *Insight) { i.Key[0]++ }, "labels": func(i *Insight) { i.Truth[0]++ },
		"skipped queries": func(i *Insight) { i.N-- }, "skipped images": func(i *Insight) { i.Gallery++ },
	} {
		i := sampleInsight(r)
		change(&i)
		if err := WriteInsight(dir, i); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadInsight(dir, r); !errors.Is(err, fs.ErrNotExist) {
			t.Errorf("of other %s: %v", name, err)
		}
	}
}

func TestInsightIsChecked(t *testing.T) {
	dir, r := t.TempDir(), sample()
	for want, change := range map[string]func(*Insight){
		"field similarity":   func(i *Insight) { i.Similarity.Wrong.From = 0.995 },
		"field curves":       func(i *Insight) { i.Curves[0].Points[0].Value = 1.5 },
		"field shots":        func(i *Insight) { i.Shots.Points[0].N = 0 },
		"field hubs.nearest": func(i *Insight) { i.Hubs.Nearest = 2 },
		"field map":          func(i *Insight) { i.Map.Points[0].Label = 2 },
	} {
		i := sampleInsight(r)
		change(&i)
		if err := WriteInsight(dir, i); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("got %v, want it to name %s", err, want)
		}
	}
	path := InsightPath(dir, r.Model, r.Dataset)
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	for text, want := range map[string]string{"{": "delete it", "{}": "no version", `{"insight": 2}`: "update vfm", `{"insight": 1, "n": "a"}`: "n"} {
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadInsight(dir, r); err == nil || !strings.Contains(err.Error(), want) || errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: got %v, want %q", text, err, want)
		}
	}
	r.Dataset = "birds" + insightName
	if err := r.checkNames(); err == nil {
		t.Error("a data set may have a name that hides its record")
	}
}

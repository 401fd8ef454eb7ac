package report

import (
	"encoding/csv"
	"encoding/json"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// TestWordsInExports wants each class that words name, and what captions find, in the forms for programs, with what the
// numbers rest on.
func TestWordsInExports(t *testing.T) {
	f := newFixture(t)
	f.results()
	files := f.export(JSON, CSV, ModelIndex)
	var d Document
	f.check(json.Unmarshal([]byte(files["report.json"]), &d))
	words := d.dataset("shapes").ByWords
	if len(words) != 1 || words[0].Model != "clip-a" || len(words[0].Classes) != 2 || len(d.dataset("twins").ByWords) != 0 {
		t.Fatalf("by words: %+v", words)
	}
	bar, other := words[0].Classes[0], words[0].Classes[1]
	if w := metric.Wilson(3, 4); bar.Value != 0.75 || bar.Low != w.Low || bar.High != w.High || bar.Neighbours == nil || *bar.Neighbours != 1 {
		t.Errorf("%+v", bar)
	}
	if w := metric.Wilson(0, 8); other.Label != hostile || other.High != w.High || other.Neighbours != nil {
		t.Errorf("%+v", other)
	}
	rows, err := csv.NewReader(strings.NewReader(files["report.csv"])).ReadAll()
	f.check(err)
	found := map[string]string{}
	for _, row := range rows {
		if row[4] == "clip-a" && row[1] == "shapes" {
			found[row[5]+" "+row[6]+" "+row[7]] = strings.Join(row[9:14], " ")
		}
	}
	for key, want := range map[string]string{
		"class zero-shot bar": decimal(bar.Value) + " " + decimal(bar.Low) + " " + decimal(bar.High) + " 4 ",
		"metric text-map ":    "0.625 0.525 0.725 20 12",
		"metric zero-shot ":   "0.5 0.25 0.75 12 12",
	} {
		if found[key] != want {
			t.Errorf("%s: %q, want %q", key, found[key], want)
		}
	}
	if card := files["model-index/clip-a.md"]; !strings.Contains(card, "name: \"text-recall@1\"\n      args:\n        low: 0.15\n        high: 0.35\n        confidence: 0.95\n        n: 20\n") {
		t.Errorf("the model's card has not the captions:\n%s", card)
	}
}

// TestEachClassByWords lays out two models that do not know the same classes.
func TestEachClassByWords(t *testing.T) {
	of := func(model string, classes ...result.Class) result.Record {
		return result.Record{Model: model, ZeroShot: &result.ZeroShot{Classes: classes}}
	}
	e := &evidence{}
	w := e.byWords([]result.Record{of("a", result.Class{Label: "x", N: 4, Value: 1}), {Model: "mute"}, of("b", result.Class{Label: "y", N: 2, Value: 0.5}, result.Class{Label: "x", N: 4, Value: 0.25})})
	if strings.Join(w.Models, " ") != "a b" || len(w.Classes) != 2 || len(w.Captions) != 0 {
		t.Fatalf("%+v", w)
	}
	x, y := w.Classes[0], w.Classes[1]
	if x.Label != "x" || x.Cells[0].Value != 1 || x.Cells[1].Value != 0.25 || y.N != 2 || len(y.Cells) != 2 || y.Cells[0] != nil || y.Cells[1].Value != 0.5 {
		t.Errorf("x %+v, y %+v", x, y)
	}
}

package report

import (
	"encoding/json"
	"os"
	"testing"
)

// TestModelIndexIsReadByTheHub compares the results with what huggingface_hub reads of the golden model cards;
// testdata/modelindex.py wrote that.
func TestModelIndexIsReadByTheHub(t *testing.T) {
	data, err := os.ReadFile("testdata/exports/parsed.json")
	if err != nil {
		t.Fatal(err)
	}
	type entry struct {
		Task, Dataset, Title, Metric, Type string
		Value, Low, High                   float64
		N                                  int
	}
	var parsed struct {
		Cards map[string]struct {
			Name    string
			Results []entry
		}
	}
	if err := json.Unmarshal(data, &parsed); err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	f.troubled()
	e, err := gather(f.Context(), f.Suite, f.Out)
	f.check(err)
	d := e.document()
	if len(parsed.Cards) != 3 {
		t.Errorf("%d cards, want 3", len(parsed.Cards))
	}
	for _, m := range d.Models {
		var want []entry
		for _, r := range d.Results {
			for _, v := range r.Metrics {
				if r.Model == m.Name {
					want = append(want, entry{hubTask(r.Task), r.Dataset, d.dataset(r.Dataset).Title, v.Name, hubMetric(v.Name), v.Value, v.Low, v.High, r.N})
				}
			}
		}
		got := parsed.Cards[m.Name]
		if got.Name != m.Title || len(got.Results) != len(want) {
			t.Fatalf("%s: the hub reads the name %q and %d results, want %q and %d", m.Name, got.Name, len(got.Results), m.Title, len(want))
		}
		for i := range want {
			if got.Results[i] != want[i] {
				t.Errorf("%s: the hub reads %+v, want %+v", m.Name, got.Results[i], want[i])
			}
		}
	}
}

func TestHubDataset(t *testing.T) {
	for source, want := range map[string]string{"": "birds", "hf:org/birds@v1": "org/birds", "hf:org/birds": "org/birds", "kaggle:a/b": "birds"} {
		if got := hubDataset(DocumentDataset{Name: "birds", Source: source}); got != want {
			t.Errorf("source %q: %q, want %q", source, got, want)
		}
	}
}

func TestYAML(t *testing.T) {
	for text, want := range map[string]string{"a": `"a"`, "a: b # c": `"a: b # c"`, "a\nb": `"a\\nb"`, `"\`: `"\"\\"`, "\x7f": `"\\x7f"`, "ש": `"ש"`} {
		if got := yaml(text); got != want {
			t.Errorf("yaml(%q) = %s, want %s", text, got, want)
		}
	}
}

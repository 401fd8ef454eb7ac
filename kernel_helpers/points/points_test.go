package points

import (
	"encoding/json"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// record is a classification result of 100 queries.
func record(model, dataset string, value float64) result.Record {
	return result.Record{
		Model: model, Dataset: dataset, Task: result.Classification, Headline: "knn-1", N: 100, Gallery: 500,
		Metrics: []result.Metric{{Name: "knn-5", Value: 1}, {Name: "knn-1", Value: value}},
		Provenance: result.Provenance{
			Fingerprint: digest.Of([]byte(dataset)), Truth: digest.Of([]byte("truth of " + dataset)),
			Finished: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC),
		},
	}
}

// families are named in capitals and have the models that the string lists.
func families(list ...string) []Family {
	var out []Family
	for _, entry := range list {
		name, models, _ := strings.Cut(entry, ":")
		out = append(out, Family{name, strings.Fields(models)})
	}
	return out
}

// summary is a data set's places as "position family model points", and the missing families.
func summary(d DatasetPlaces) string {
	var parts []string
	for _, p := range d.Places {
		parts = append(parts, fmt.Sprintf("%d %s %s %d", p.Position, p.Family, p.Model, p.Points))
	}
	return strings.Join(parts, ", ") + " | " + strings.Join(d.Missing, " ")
}

func TestPlaces(t *testing.T) {
	tests := []struct {
		name     string
		families []Family
		values   map[string]float64
		want     string
		winner   string
	}{
		{"three", families("A:a", "B:b", "C:c"), map[string]float64{"a": 0.5, "b": 0.9, "c": 0.7}, "1 B b 3, 2 C c 2, 3 A a 1 | ", "B"},
		{"best model of a family", families("A:a1 a2 a3", "B:b"), map[string]float64{"a1": 0.5, "a2": 0.8, "a3": 0.6, "b": 0.7}, "1 A a2 2, 2 B b 1 | ", "A"},
		{"equal models: the first", families("A:a1 a2", "B:b"), map[string]float64{"a1": 0.8, "a2": 0.8, "b": 0.7}, "1 A a1 2, 2 B b 1 | ", "A"},
		{"a family without models", families("A:a", "B:", "C:c"), map[string]float64{"a": 0.5, "c": 0.7}, "1 C c 3, 2 A a 2 | B", "C"},
		{"a family without result", families("A:a", "B:b", "C:c"), map[string]float64{"b": 0.5}, "1 B b 3 | A C", "B"},
		{"first two equal", families("A:a", "B:b", "C:c"), map[string]float64{"a": 0.7, "b": 0.9, "c": 0.9}, "1 B b 3, 1 C c 3, 3 A a 1 | ", "draw: B, C"},
		{"last two equal", families("A:a", "B:b", "C:c"), map[string]float64{"a": 0.7, "b": 0.7, "c": 0.9}, "1 C c 3, 2 A a 2, 2 B b 2 | ", "C"},
		{"all equal", families("A:a", "B:b", "C:c"), map[string]float64{"a": 0.7, "b": 0.7, "c": 0.7}, "1 A a 3, 1 B b 3, 1 C c 3 | ", "draw: A, B, C"},
		{"all zero", families("A:a", "B:b"), map[string]float64{"a": 0, "b": 0}, "1 A a 2, 1 B b 2 | ", "draw: A, B"},
		{"five", families("A:a", "B:b", "C:c", "D:d", "E:e"), map[string]float64{"a": 0.1, "b": 0.2, "c": 0.2, "d": 0.4, "e": 0.3}, "1 D d 5, 2 E e 4, 3 B b 3, 3 C c 3, 5 A a 1 | ", "D"},
		{"one", families("A:a"), map[string]float64{"a": 0.1}, "1 A a 1 | ", "A"},
		{"nothing", families("A:a", "B:"), nil, " | A B", ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			in := Input{Suite: "s", Families: tt.families, Datasets: []string{"d"}}
			for model, value := range tt.values {
				in.Records = append(in.Records, record(model, "d", value))
			}
			got := Count(in)
			if s := summary(got.Datasets[0]); s != tt.want || got.Winner != tt.winner {
				t.Errorf("%s, winner %q; want %s, %q", s, got.Winner, tt.want, tt.winner)
			}
		})
	}
}

func TestPointsAddUp(t *testing.T) {
	in := Input{Families: families("A:a", "B:b"), Datasets: []string{"x", "y", "z"}, Records: []result.Record{
		record("a", "x", 0.9), record("b", "x", 0.8), record("a", "y", 0.1), record("b", "y", 0.2), record("a", "z", 0.5),
	}}
	got := Count(in)
	if want := []FamilyPoints{{"A", 5}, {"B", 3}}; !reflect.DeepEqual(got.Families, want) || got.Winner != "A" {
		t.Errorf("%v, winner %s; want %v, A", got.Families, got.Winner, want)
	}
	if want := []Outdated{{"B", "b", "z", "there is no result", "bin/vfm run -suite '' -model b -dataset z"}}; !reflect.DeepEqual(got.Missing, want) {
		t.Errorf("missing %v, want %v", got.Missing, want)
	}
}

func TestStaleResultsAreNotRanked(t *testing.T) {
	other := digest.Of([]byte("other"))
	tests := []struct {
		name   string
		change func(r *result.Record)
		want   string
	}{
		{"images", func(r *result.Record) { r.Provenance.Fingerprint = other }, "it was made on other images than the result of b"},
		{"labels", func(r *result.Record) { r.Provenance.Truth = other }, "it was made with other labels or splits than the result of b"},
		{"headline", func(r *result.Record) { r.Headline = "knn-5" }, "it is ranked by knn-5, the result of b by knn-1"},
		{"queries", func(r *result.Record) { r.N = 99 }, "it has 99 queries in 500 images, the result of b has 100 in 500"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			old, fresh := record("a", "d", 0.9), record("b", "d", 0.8)
			fresh.Provenance.Finished = fresh.Provenance.Finished.Add(time.Hour)
			tt.change(&old)
			in := Input{Suite: "my suite.yaml", Families: families("A:a", "B:b"), Datasets: []string{"d"}, Records: []result.Record{old, fresh}}
			got := Count(in)
			want := []Outdated{{"A", "a", "d", tt.want, "bin/vfm run -suite 'my suite.yaml' -model a -dataset d"}}
			if !reflect.DeepEqual(got.Stale, want) {
				t.Errorf("stale %v, want %v", got.Stale, want)
			}
			if s := summary(got.Datasets[0]); s != "1 B b 2 | A" {
				t.Errorf("places %s", s)
			}
		})
	}
}

func TestCurrentDataDecides(t *testing.T) {
	old, fresh := record("a", "d", 0.9), record("b", "d", 0.8)
	fresh.Provenance.Fingerprint = digest.Of([]byte("other"))
	fresh.Provenance.Finished = fresh.Provenance.Finished.Add(time.Hour)
	in := Input{Suite: "s", Families: families("A:a", "B:b"), Datasets: []string{"d"}, Records: []result.Record{old, fresh},
		Current: map[string]Data{"d": {old.Provenance.Fingerprint, old.Provenance.Truth}}}
	got := Count(in)
	if s := summary(got.Datasets[0]); s != "1 A a 2 | B" || len(got.Stale) != 1 || got.Stale[0].Reason != "the images of the data set have changed since" {
		t.Errorf("places %s, stale %v", s, got.Stale)
	}
	in.Current["d"] = Data{old.Provenance.Fingerprint, digest.Of([]byte("relabelled"))}
	got = Count(in)
	if len(got.Datasets[0].Places) != 0 || len(got.Stale) != 2 || got.Stale[0].Reason != "the labels or splits of the data set have changed since" {
		t.Errorf("places %v, stale %v", got.Datasets[0].Places, got.Stale)
	}
}

func TestUnlistedResults(t *testing.T) {
	in := Input{Families: families("A:a"), Datasets: []string{"d"}, Records: []result.Record{record("a", "d", 1), record("old", "d", 1), record("a", "gone", 1)}}
	if got, want := Count(in).Unlisted, []Listed{{"old", "d"}, {"a", "gone"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("unlisted %v, want %v", got, want)
	}
}

// answers returns 100 queries of which those from … to-1 are right, in an order of their own.
func answers(from, to int, reversed bool) []result.Query {
	var out []result.Query
	for i := range 100 {
		if reversed {
			i = 99 - i
		}
		right := i >= from && i < to
		ap := 0.25
		if right {
			ap = 0.75
		}
		out = append(out, result.Query{Item: fmt.Sprint("query ", i), Correct: right, AP: ap})
	}
	return out
}

func TestNotSeparable(t *testing.T) {
	for _, task := range []string{result.Classification, result.Retrieval} {
		in := Input{Families: families("A:a a2", "B:b", "C:c"), Datasets: []string{"d"}}
		for _, r := range []result.Record{record("a", "d", 0.9), record("a2", "d", 0.3), record("b", "d", 0.88), record("c", "d", 0.4)} {
			r.Task = task
			in.Records = append(in.Records, r)
		}
		outcomes := map[string][]result.Query{"a": answers(0, 90, false), "a2": answers(0, 30, false), "b": answers(1, 89, true), "c": answers(50, 90, true)}
		in.Queries = func(model, dataset string) ([]result.Query, error) { return outcomes[model], nil }
		d := Count(in).Datasets[0]
		if len(d.Pairs) != 6 || d.Untested != "" {
			t.Fatalf("%s: %d pairs, untested %q", task, len(d.Pairs), d.Untested)
		}
		if len(d.NotSeparable) != 1 || d.NotSeparable[0].Above != "A" || d.NotSeparable[0].Below != "B" || d.NotSeparable[0].Adjusted < Significance {
			t.Errorf("%s: not separable %v", task, d.NotSeparable)
		}
		for _, p := range d.Pairs {
			if p.Adjusted < p.P || p.Separable != (p.Adjusted < Significance) {
				t.Errorf("%s: pair %+v", task, p)
			}
		}
	}
}

func TestUntestedSaysWhy(t *testing.T) {
	in := Input{Families: families("A:a", "B:b"), Datasets: []string{"d"}, Records: []result.Record{record("a", "d", 0.9), record("b", "d", 0.8)}}
	tests := []struct {
		name    string
		queries func(model, dataset string) ([]result.Query, error)
		want    string
	}{
		{"none", nil, "were not read"},
		{"error", func(string, string) ([]result.Query, error) { return nil, errors.New("no such file") }, "no such file"},
		{"fewer queries", func(model, _ string) ([]result.Query, error) {
			if model == "a" {
				return answers(0, 50, false), nil
			}
			return answers(0, 50, false)[:99], nil
		}, "model b on d: its queries are not those of the other models"},
	}
	for _, tt := range tests {
		in.Queries = tt.queries
		d := Count(in).Datasets[0]
		if !strings.Contains(d.Untested, tt.want) || len(d.Pairs) != 0 || len(d.NotSeparable) != 0 || len(d.Places) != 2 {
			t.Errorf("%s: untested %q, want %q; pairs %v", tt.name, d.Untested, tt.want, d.Pairs)
		}
	}
}

func TestSummaryJSON(t *testing.T) {
	in := Input{Suite: "photos", Families: families("CLIP:siglip", "DINO:", "ImageNet:mobilenet squeezenet"), Datasets: []string{"birds", "faces"}, Records: []result.Record{
		record("siglip", "birds", 0.5), record("mobilenet", "birds", 0.625), record("squeezenet", "birds", 0.25), record("siglip", "faces", 0.75),
	}}
	in.Queries = func(model, dataset string) ([]result.Query, error) {
		return answers(0, map[string]int{"siglip": 50, "mobilenet": 62, "squeezenet": 25}[model], false), nil
	}
	got, err := json.MarshalIndent(Count(in), "", "  ")
	if err != nil {
		t.Fatal(err)
	}
	golden.Check(t, "testdata/summary.json", append(got, '\n'))
}

func TestQuote(t *testing.T) {
	for word, want := range map[string]string{"": "''", "../photos/suite.yaml": "../photos/suite.yaml", "two words": "'two words'", "it's": `'it'\''s'`, "$(x)": "'$(x)'", "Vögel": "'Vögel'"} {
		if got := quote(word); got != want {
			t.Errorf("quote(%q) = %s, want %s", word, got, want)
		}
	}
}

func ExampleCount() {
	table := Count(Input{
		Suite:    "photos",
		Families: []Family{{"CLIP", []string{"clip"}}, {"DINO", []string{"dino"}}, {"ImageNet", nil}},
		Datasets: []string{"birds"},
		Records:  []result.Record{record("clip", "birds", 0.7), record("dino", "birds", 0.8)},
	})
	for _, p := range table.Datasets[0].Places {
		fmt.Println(p.Position, p.Family, p.Value, p.Points)
	}
	fmt.Println("winner:", table.Winner, "- without result:", table.Datasets[0].Missing)
	// Output:
	// 1 DINO 0.8 3
	// 2 CLIP 0.7 2
	// winner: DINO - without result: [ImageNet]
}

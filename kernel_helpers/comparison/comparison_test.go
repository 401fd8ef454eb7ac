package comparison

import (
	"fmt"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// store writes a result whose queries from … to-1 of 100 are right, or have an AP of 0.75 and not 0.25.
func store(t *testing.T, dir, model, dataset string, from, to int, change ...func(*result.Record)) {
	t.Helper()
	r := result.Record{
		Suite: "s", Family: "F", Model: model, Dataset: dataset, Task: result.Classification, Headline: "knn-1", N: 100, Gallery: 500,
		Provenance: result.Provenance{Fingerprint: digest.Of([]byte(dataset)), Truth: digest.Of([]byte("truth " + dataset)), Engine: "onnxruntime 1.32.0 cpu", Precision: "float32"},
	}
	if strings.HasPrefix(dataset, "search") {
		r.Task, r.Headline = result.Retrieval, "map"
	}
	var queries []result.Query
	var values []float64
	for i := range 100 {
		q := result.Query{Item: fmt.Sprint("query ", i), Label: "x", AP: math.NaN(), Correct: i >= from && i < to}
		if r.Task == result.Retrieval {
			q.AP = 0.25
			if q.Correct {
				q.AP = 0.75
			}
			values = append(values, q.AP)
		}
		queries = append(queries, q)
	}
	i, value := metric.Wilson(to-from, 100), float64(to-from)/100
	if r.Task == result.Retrieval {
		i, value = metric.Bootstrap(values), 0.25+value/2
	}
	r.Metrics = []result.Metric{{Name: r.Headline, Value: value, Low: i.Low, High: i.High}}
	for _, c := range change {
		c(&r)
	}
	if err := result.Write(dir, r, queries); err != nil {
		t.Fatal(err)
	}
}

// sides makes two sets of results that differ in everything a comparison tells.
func sides(t *testing.T) (a, b Side) {
	t.Helper()
	old, now := t.TempDir(), t.TempDir()
	engine := func(r *result.Record) { r.Provenance.Engine = "gomlx 0.28.0 xla" }
	warned := func(r *result.Record) {
		r.Warnings = []result.Warning{{Code: "ties", Text: "2 | queries <b> were decided by ties."}}
	}
	store(t, old, "clip", "birds", 0, 60)
	store(t, now, "clip", "birds", 0, 80, engine)
	store(t, old, "dino", "birds", 5, 75)
	store(t, now, "dino", "birds", 4, 77, warned)
	store(t, old, "clip", "cats", 0, 50)
	store(t, now, "clip", "cats", 0, 50, engine)
	store(t, old, "clip", "search_1", 0, 40)
	store(t, now, "clip", "search_1", 0, 70, func(r *result.Record) { r.Provenance.Precision = "float16" })
	store(t, old, "dino", "moved", 0, 50)
	store(t, now, "dino", "moved", 0, 50, func(r *result.Record) { r.Provenance.Fingerprint = digest.Of([]byte("other")) })
	store(t, old, "dino", "named", 0, 50)
	store(t, now, "dino", "named", 0, 50, func(r *result.Record) { r.Provenance.Truth = digest.Of([]byte("other")) })
	store(t, old, "gone", "birds", 0, 50)
	store(t, now, "new", "birds", 0, 50)
	if err := os.MkdirAll(filepath.Join(now, "bad"), 0o755); err != nil {
		t.Fatal(err)
	}
	for dir, side := range map[string]*Side{old: &a, now: &b} {
		s, err := Read(map[string]string{old: "before", now: "after *"}[dir], dir)
		if err != nil {
			t.Fatal(err)
		}
		*side = s
	}
	return a, b
}

func TestWrite(t *testing.T) {
	table := Compare(sides(t))
	for name, write := range map[string]func(*strings.Builder) error{
		"table.md":  func(b *strings.Builder) error { return table.WriteMarkdown(b) },
		"table.csv": func(b *strings.Builder) error { return table.WriteCSV(b) },
	} {
		var b strings.Builder
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		golden.Check(t, filepath.Join("testdata", name), []byte(b.String()))
	}
}

func TestCompare(t *testing.T) {
	table := Compare(sides(t))
	if n := table.Compared(); n != 4 || len(table.Metrics) != 2 || table.Metrics[0].Name != "knn-1" {
		t.Fatalf("%d comparisons by %d metrics", n, len(table.Metrics))
	}
	clip, dino := table.Metrics[0].Rows[0], table.Metrics[0].Rows[1]
	if math.Abs(clip.Difference-0.2) > 1e-12 || !clip.Separable || dino.Separable || dino.Difference <= 0 {
		t.Errorf("clip %+v, dino %+v", clip.Test, dino.Test)
	}
	want := metric.Holm([]float64{clip.P, dino.P})
	if clip.Adjusted != want[0] || dino.Adjusted != want[1] {
		t.Errorf("corrected %v and %v, want %v", clip.Adjusted, dino.Adjusted, want)
	}
	if a, b := table.Metrics[0].Mean(); math.Abs(a-(0.6+0.7+0.5)/3) > 1e-12 || math.Abs(b-(0.8+0.73+0.5)/3) > 1e-12 {
		t.Errorf("means %v and %v", a, b)
	}
}

// TestTheOtherWayRound: the difference changes its sign, and nothing else.
func TestTheOtherWayRound(t *testing.T) {
	a, b := sides(t)
	forth, back := Compare(a, b), Compare(b, a)
	for i, m := range forth.Metrics {
		for k, r := range m.Rows {
			o := back.Metrics[i].Rows[k].Test
			want := points.Test{Difference: -o.Difference, Low: -o.High, High: -o.Low, P: o.P, Adjusted: o.Adjusted, Separable: o.Separable}
			if math.Abs(r.Difference-want.Difference)+math.Abs(r.Test.Low-want.Low)+math.Abs(r.Test.High-want.High) > 1e-12 || r.P != want.P || r.Separable != want.Separable {
				t.Errorf("%s: %+v, the other way round %+v", r.Name, r.Test, o)
			}
		}
	}
	if len(back.OnlyA) != 1 || back.OnlyA[0] != forth.OnlyB[0] || len(back.Apart) != len(forth.Apart) {
		t.Errorf("only in A %v, apart %v", back.OnlyA, back.Apart)
	}
}

// TestMissingQueries: a pair whose answers cannot be read is named.
func TestMissingQueries(t *testing.T) {
	a, b := sides(t)
	if err := os.Remove(result.QueriesPath(b.Dir, "clip", "cats")); err != nil {
		t.Fatal(err)
	}
	table := Compare(a, b)
	if table.Compared() != 3 || len(table.Apart) != 3 || !strings.Contains(table.Apart[0].Reason, "cats.queries.csv") {
		t.Errorf("%d compared, apart %v", table.Compared(), table.Apart)
	}
}

func TestReadNothing(t *testing.T) {
	if _, err := Read("mine", t.TempDir()); err == nil || !strings.Contains(err.Error(), "make them with bin/vfm run") {
		t.Errorf("got %v", err)
	}
}

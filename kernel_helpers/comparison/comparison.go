// Package comparison puts the stored results of two suites side by side: the same models on the same data
// sets, before and after, or by two engines. It is a fold over stored results and computes no score.
//
//	a, err := comparison.Read("photos", "reports/photos/results")
//	b, err := comparison.Read("photos, fp16", "reports/photos-fp16/results")
//	t := comparison.Compare(a, b)
//	err = t.WriteMarkdown(os.Stdout)
//
// Results are compared where both sides have one of the same model on the same images with the same labels:
// by the paired tests of package points on the same queries, Holm-corrected over the models of a data set.
package comparison

import (
	"cmp"
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Side is one of two sets of results.
type Side struct {
	Name       string // what tables call it
	Dir        string // the results
	Records    []result.Record
	Unreadable []result.Unreadable
}

// Read reads the results in a folder. None at all is an error.
func Read(name, dir string) (Side, error) {
	records, unreadable, err := result.ReadAll(dir)
	if err == nil && len(records) == 0 {
		err = fmt.Errorf("there are none in %s; make them with bin/vfm run", dir)
	}
	if err != nil {
		return Side{}, fmt.Errorf("reading results of %s: %w", name, err)
	}
	return Side{name, dir, records, unreadable}, nil
}

// Table is the outcome.
type Table struct {
	A, B       Side
	Metrics    []Metric // one for each headline metric that was compared, sorted by name
	Notes      []Note   // in what compared results differ beside the score
	Apart      []Apart  // results of both sides that cannot be compared
	OnlyA      []Name   // results that the other side does not have
	OnlyB      []Name
	Unreadable []result.Unreadable // of both sides
}

// Metric holds the comparisons by one headline metric.
type Metric struct {
	Name string
	Rows []Row // by data set, then model
}

// Name names a result.
type Name struct{ Dataset, Model string }

// Row compares one model on one data set.
type Row struct {
	Name
	N    int // queries
	A, B result.Metric
	points.Test
}

// Apart is a pair of results that were not compared, and why.
type Apart struct {
	Name
	Reason string
}

// Mean returns the plain means of the rows' values.
func (m Metric) Mean() (a, b float64) {
	for _, r := range m.Rows {
		a, b = a+r.A.Value, b+r.B.Value
	}
	n := float64(len(m.Rows))
	return a / n, b / n
}

// Compared returns the number of comparisons.
func (t Table) Compared() int {
	n := 0
	for _, m := range t.Metrics {
		n += len(m.Rows)
	}
	return n
}

// Compare compares the results of two sides. A difference is that of B less A.
func Compare(a, b Side) Table {
	t := Table{A: a, B: b, Unreadable: append(slices.Clone(a.Unreadable), b.Unreadable...)}
	old, now := byName(a), byName(b)
	for _, name := range names(old) {
		after, ok := now[name]
		if !ok {
			t.OnlyA = append(t.OnlyA, name)
			continue
		}
		before := old[name]
		row, reason := t.compare(before, after)
		if reason != "" {
			t.Apart = append(t.Apart, Apart{name, reason})
			continue
		}
		t.add(before.Headline, row)
		t.note(before, after)
	}
	for _, name := range names(now) {
		if _, ok := old[name]; !ok {
			t.OnlyB = append(t.OnlyB, name)
		}
	}
	slices.SortFunc(t.Metrics, func(x, y Metric) int { return cmp.Compare(x.Name, y.Name) })
	for _, m := range t.Metrics {
		m.correct()
	}
	return t
}

func byName(s Side) map[Name]result.Record {
	records := map[Name]result.Record{}
	for _, r := range s.Records {
		records[Name{r.Dataset, r.Model}] = r
	}
	return records
}

// names sorts by data set, then model.
func names(records map[Name]result.Record) []Name {
	var out []Name
	for name := range records {
		out = append(out, name)
	}
	slices.SortFunc(out, func(x, y Name) int {
		return cmp.Or(cmp.Compare(x.Dataset, y.Dataset), cmp.Compare(x.Model, y.Model))
	})
	return out
}

// compare tests two results of a model on a data set, or says why it cannot.
func (t *Table) compare(before, after result.Record) (row Row, reason string) {
	if reason := different(before, after); reason != "" {
		return Row{}, reason
	}
	read := func(s Side, r result.Record) ([]result.Query, error) {
		return result.ReadQueries(result.QueriesPath(s.Dir, r.Model, r.Dataset))
	}
	ofA, err := read(t.A, before)
	if err != nil {
		return Row{}, err.Error()
	}
	ofB, err := read(t.B, after)
	if err != nil {
		return Row{}, err.Error()
	}
	test, err := points.Compare(before.Task, ofB, ofA)
	if err != nil {
		return Row{}, err.Error()
	}
	return Row{Name{before.Dataset, before.Model}, before.N, before.Score(), after.Score(), test}, ""
}

// different says why two results do not answer the same questions, or "".
func different(a, b result.Record) string {
	switch {
	case a.Provenance.Fingerprint != b.Provenance.Fingerprint:
		return "they were made on different images"
	case a.Provenance.Truth != b.Provenance.Truth:
		return "they were made with different labels or splits"
	case a.Task != b.Task || a.Headline != b.Headline:
		return fmt.Sprintf("A is ranked by %s, B by %s", a.Headline, b.Headline)
	case a.N != b.N || a.Gallery != b.Gallery:
		return fmt.Sprintf("A has %d queries in %d images, B has %d in %d", a.N, a.Gallery, b.N, b.Gallery)
	}
	return ""
}

func (t *Table) add(metric string, row Row) {
	i := slices.IndexFunc(t.Metrics, func(m Metric) bool { return m.Name == metric })
	if i < 0 {
		i = len(t.Metrics)
		t.Metrics = append(t.Metrics, Metric{Name: metric})
	}
	t.Metrics[i].Rows = append(t.Metrics[i].Rows, row)
}

// correct adjusts the tests of each data set.
func (m Metric) correct() {
	for from := 0; from < len(m.Rows); {
		var tests []*points.Test
		to := from
		for to < len(m.Rows) && m.Rows[to].Dataset == m.Rows[from].Dataset {
			tests = append(tests, &m.Rows[to].Test)
			to++
		}
		points.Correct(tests)
		from = to
	}
}

package result

import (
	"bytes"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/internal/cell"
)

func TestWriteNamesTheBadField(t *testing.T) {
	tests := []struct {
		field  string
		change func(r *Record)
	}{
		{"field model:", func(r *Record) { r.Model = "../up" }},
		{"field model:", func(r *Record) { r.Model = "-x" }},
		{"field model:", func(r *Record) { r.Model = strings.Repeat("x", 101) }},
		{"field dataset:", func(r *Record) { r.Dataset = "" }},
		{"field suite:", func(r *Record) { r.Suite = "" }},
		{"field family:", func(r *Record) { r.Family = "" }},
		{"field headline:", func(r *Record) { r.Headline = "map" }},
		{"field task:", func(r *Record) { r.Task = "detection" }},
		{"fields n and gallery:", func(r *Record) { r.N = 0 }},
		{"fields provenance.fingerprint", func(r *Record) { r.Provenance.Fingerprint = [32]byte{} }},
		{"field metrics[0]:", func(r *Record) { r.Metrics[0].Value = math.NaN() }},
		{"field metrics[0]:", func(r *Record) { r.Metrics[0].High = 1.5 }},
		{"field metrics[0]:", func(r *Record) { r.Metrics[0].Low = 0.99 }},
		{"field metrics[1]:", func(r *Record) { r.Metrics = append(r.Metrics, r.Metrics[0]) }},
		{"field classes[0]:", func(r *Record) { r.Classes[0].Value = math.NaN() }},
		{"field cost.images_per_second:", func(r *Record) { r.Cost.ImagesPerSecond = math.Inf(1) }},
	}
	for _, tt := range tests {
		r := sample()
		tt.change(&r)
		dir := t.TempDir()
		err := Write(dir, r, nil)
		if err == nil || !strings.Contains(err.Error(), tt.field) {
			t.Errorf("%s not named: %v", tt.field, err)
		}
		if entries, _ := os.ReadDir(dir); len(entries) != 0 {
			t.Errorf("%s: something was written", tt.field)
		}
	}
}

func TestReadNamesTheProblem(t *testing.T) {
	whole, err := os.ReadFile("testdata/v1.json")
	if err != nil {
		t.Fatal(err)
	}
	tests := []struct{ name, old, new, want string }{
		{"newer", `"schema": 1`, `"schema": 2`, "update vfm"},
		{"no version", `"schema": 1,`, ``, "field schema"},
		{"cut off", string(whole[100:]), ``, "run the model again"},
		{"wrong type", `"n": 3,`, `"n": "three",`, "n"},
		{"digest", strings.Repeat("03", 32), "03", "SHA-256"},
		{"value", `"value": 0.6666666666666666,`, `"value": 66.7,`, "metrics[0]"},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), "birds.json")
		writeFile(t, path, strings.Replace(string(whole), tt.old, tt.new, 1))
		_, err := Read(path)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want the file and %q", tt.name, err, tt.want)
		}
	}
}

func TestWriteRejectsQueries(t *testing.T) {
	tests := map[string][]Query{
		"no name":          {{}},
		"twice":            {{Item: "a"}, {Item: "a"}},
		"ap":               {{Item: "a", AP: 1.1}},
		"rank":             {{Item: "a", Rank: -1}},
		"neighbours":       {{Item: "a", Neighbours: make([]Neighbour, 6)}},
		"similarity":       {{Item: "a", Neighbours: []Neighbour{{"b", "", math.Inf(1)}}}},
		"neighbour's name": {{Item: "a", Neighbours: []Neighbour{{"", "x", 1}}}},
	}
	for name, queries := range tests {
		if err := Write(t.TempDir(), sample(), queries); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestReadQueriesNamesLineAndColumn(t *testing.T) {
	head := strings.Join(header(), ",") + "\n"
	row := "a,l,p,true,0.5,1,2,b,l,0.25" + strings.Repeat(",", 12) + "\n"
	tests := []struct{ name, text, want string }{
		{"empty", "", "line 1"},
		{"other table", "a,b\n1,2\n", "line 1"},
		{"bool", head + row + strings.Replace(row, "true", "yes", 1), "line 3, column correct"},
		{"number", head + strings.Replace(row, "0.25", "x", 1), "line 2, column similarity1"},
		{"integer", head + strings.Replace(row, ",1,2,", ",1.5,2,", 1), "line 2, column rank"},
		{"short row", head + "a,b\n", "line 2"},
		{"gap", head + strings.Replace(row, ",\n", ",0.1\n", 1), "line 2, column similarity5"},
		{"escape", head + strings.Replace(row, "a,", `"'""x",`, 1), "line 2, column item"},
		{"twice", head + row + row, `query "a"`},
	}
	for _, tt := range tests {
		path := filepath.Join(t.TempDir(), "q.csv")
		writeFile(t, path, tt.text)
		_, err := ReadQueries(path)
		if err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), path) {
			t.Errorf("%s: %v, want the file and %q", tt.name, err, tt.want)
		}
	}
}

func FuzzCell(f *testing.F) {
	for _, s := range []string{"", "=", "'", `'"`, "\r\n", "\xff", "a,b"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if got, err := cell.Unescape(cell.Escape(s)); got != s || err != nil {
			t.Errorf("%q came back as %q, %v", s, got, err)
		}
		q := []Query{{Item: "x" + s, Label: s, Predicted: s, AP: math.NaN()}}
		data, err := encodeQueries(q)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := decodeQueries(bytes.NewReader(data)); err != nil || !sameQueries(got, q) {
			t.Errorf("%+v came back as %+v, %v", q, got, err)
		}
	})
}

func FuzzRead(f *testing.F) {
	whole, err := os.ReadFile("testdata/v1.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"schema":1}`))
	f.Add([]byte("null"))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := decode[Record](records, data)
		if err != nil {
			return
		}
		once, err := r.encode()
		if err != nil {
			t.Fatalf("a record that was read cannot be written: %v", err)
		}
		again, err := decode[Record](records, once)
		if err != nil {
			t.Fatalf("a record that was written cannot be read: %v\n%s", err, once)
		}
		if twice, err := again.encode(); err != nil || !bytes.Equal(once, twice) {
			t.Errorf("not stable (%v):\n%s\n%s", err, once, twice)
		}
	})
}

func FuzzReadQueries(f *testing.F) {
	data, err := encodeQueries(sampleQueries())
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Add([]byte(strings.Join(header(), ",")))
	f.Fuzz(func(t *testing.T, data []byte) {
		queries, err := decodeQueries(bytes.NewReader(data))
		if err != nil {
			return
		}
		written, err := encodeQueries(queries)
		if err != nil {
			t.Fatalf("queries that were read cannot be written: %v", err)
		}
		if again, err := decodeQueries(bytes.NewReader(written)); err != nil || !sameQueries(queries, again) {
			t.Errorf("%+v came back as %+v, %v", queries, again, err)
		}
	})
}

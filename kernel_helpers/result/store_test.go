package result

import (
	"math"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

// sample is the record that testdata/v1.json holds.
func sample() Record {
	return Record{
		Schema: 1, Suite: "photos", Family: "CLIP", Model: "clip-small", Title: "CLIP, small", Dataset: "birds",
		Task: Classification, Headline: "knn-1", N: 3, Gallery: 40,
		Metrics:   []Metric{{"knn-1", 2. / 3, 0.20765960080204776, 0.9385080552796052}},
		Classes:   []Class{{"Blue Jay", 3, 2. / 3}},
		Confusion: []Confusion{{"Blue Jay", "Mallard <drake>", 1}},
		Warnings:  []Warning{{"few-queries", "Only 3 queries were scored, so the numbers are rough: read the intervals.", 3}},
		Skipped:   []Skipped{{"test/Blue Jay/broken.jpg", "the file ends too early"}},
		Cost:      Cost{EmbedSeconds: 1.25, SearchSeconds: 0.003, ImagesPerSecond: 34.4, PeakMemory: 123456789, WeightsBytes: 4000000, Parameters: "1 M", Images: 43},
		Provenance: Provenance{
			Key: digestOf(1), Weights: digestOf(2), Fingerprint: digestOf(3), Truth: digestOf(4),
			Preprocess: "size=224 resize=256 interpolation=bicubic crop=center mean=[0.5 0.5 0.5] std=[0.5 0.5 0.5] layout=NCHW upright=false",
			Decoder:    "libjpeg-turbo 2.1.5", Engine: "onnxruntime 1.32.0 cpu", Precision: "float32", Device: "cpu",
			VFM: "0.1.0", Go: "go1.26", Host: "AMD EPYC, 2 cores, linux",
			Started:  time.Date(2026, 1, 2, 3, 4, 5, 678e6, time.UTC),
			Finished: time.Date(2026, 1, 2, 3, 4, 7, 0, time.UTC),
		},
	}
}

// words is the sample of a model that reads texts.
func words() Record {
	r := sample()
	r.Metrics = append(r.Metrics, Metric{"zero-shot", 1. / 3, 0.06149194472039636, 0.7923403991979523})
	r.ZeroShot = &ZeroShot{
		Classes: []Class{{"Blue Jay", 3, 1. / 3}}, Prompts: []Prompt{{"Blue Jay", "blue jay"}, {"Mallard <drake>", "mallard"}},
		Templates: []Template{{"a photo of a {}.", 1. / 3}, {"{}", 2. / 3}}, Key: digestOf(5), Weights: digestOf(6),
		Graph: "vfm tower 2 kind=text", Tokenizer: "vfm tokenizer 1 merges=00 context=77",
	}
	r.ZeroShot.Mean, r.ZeroShot.Deviation = r.ZeroShot.Spread()
	r.Captions = &Captions{Texts: 5, Described: 3, Searched: 3, Key: digestOf(7), Weights: digestOf(6), Graph: r.ZeroShot.Graph, Tokenizer: r.ZeroShot.Tokenizer}
	return r
}

func digestOf(b byte) digest.SHA256 {
	var d digest.SHA256
	for i := range d {
		d[i] = b
	}
	return d
}

func sampleQueries() []Query {
	return []Query{
		{Item: "test/Blue Jay/1.jpg", Label: "Blue Jay", Predicted: "Blue Jay", Correct: true, AP: math.NaN(),
			Neighbours: []Neighbour{{"train/Blue Jay/7.jpg", "Blue Jay", 0.8125}, {"train/a, \"b\"/8.jpg", "a, \"b\"", 1. / 3}}},
		{Item: "test/Blue Jay/2.jpg", Label: "Blue Jay", Predicted: "=SUM(A1)", AP: 0.7222222222222222, Rank: 2, Relevant: 3,
			Neighbours: []Neighbour{{"-1.jpg", "=SUM(A1)", -0.25}}},
		{Item: "test/Blue Jay/3\r\n\xff.jpg", Label: "", Predicted: "'quoted", AP: 0},
	}
}

// Old records load for ever: this test stays as it is when the schema changes.
func TestReadVersion1(t *testing.T) {
	got, err := Read("testdata/v1.json")
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(got, sample()) {
		t.Errorf("got %+v\nwant %+v", got, sample())
	}
}

func TestWriteThenRead(t *testing.T) {
	dir := t.TempDir()
	for range 2 { // the second time over the first
		if err := Write(dir, sample(), sampleQueries()); err != nil {
			t.Fatal(err)
		}
	}
	got, err := Read(Path(dir, "clip-small", "birds"))
	if err != nil || !reflect.DeepEqual(got, sample()) {
		t.Errorf("got %+v, %v", got, err)
	}
	queries, err := ReadQueries(QueriesPath(dir, "clip-small", "birds"))
	if err != nil || !sameQueries(queries, sampleQueries()) {
		t.Errorf("got %+v, %v", queries, err)
	}
	for name, path := range map[string]string{"written.json": Path(dir, "clip-small", "birds"), "written.queries.csv": QueriesPath(dir, "clip-small", "birds")} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		golden.Check(t, filepath.Join("testdata", name), data)
	}
}

func TestZeroShotIsWrittenAndRead(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, words(), sampleQueries()); err != nil {
		t.Fatal(err)
	}
	got, err := Read(Path(dir, "clip-small", "birds"))
	if err != nil || !reflect.DeepEqual(got, words()) {
		t.Errorf("got %+v, %v", got, err)
	}
	z := got.ZeroShot
	if least, greatest := z.Range(); least != 1./3 || greatest != 2./3 || math.Abs(z.Mean-0.5) > 1e-15 || math.Abs(z.Deviation-math.Sqrt(1./18)) > 1e-15 {
		t.Errorf("spread %v, %v in %v … %v", z.Mean, z.Deviation, least, greatest)
	}
	classes := got.NamedClasses()
	if i := got.Metric("zero-shot"); len(classes) != 1 || classes[0].Label != "Blue Jay" || classes[0].N != 3 || math.Abs(classes[0].Low-i.Low) > 1e-12 ||
		math.Abs(classes[0].High-i.High) > 1e-12 || classes[0].Neighbours == nil || *classes[0].Neighbours != 2./3 {
		t.Errorf("classes %+v", classes)
	}
	if sample().NamedClasses() != nil {
		t.Error("a model that reads nothing names classes")
	}
	bad := words()
	bad.ZeroShot.Templates[1].Value = math.NaN()
	if err := Write(dir, bad, nil); err == nil || !strings.Contains(err.Error(), `zero_shot.templates[1]: "{}" has NaN`) {
		t.Errorf("no share: %v", err)
	}
	bad = words()
	bad.Captions.Described = 4
	if err := Write(dir, bad, nil); err == nil || !strings.Contains(err.Error(), "captions: 5 texts of 4 images among 3") {
		t.Errorf("more described than searched: %v", err)
	}
}

// sameQueries compares with NaN equal to NaN.
func sameQueries(a, b []Query) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		x, y := a[i], b[i]
		if math.IsNaN(x.AP) && math.IsNaN(y.AP) {
			x.AP, y.AP = 0, 0
		}
		if !reflect.DeepEqual(x, y) {
			return false
		}
	}
	return true
}

// A process killed between the two files must not leave a record beside the queries of another run.
func TestRecordNeverStandsBesideOtherQueries(t *testing.T) {
	dir := t.TempDir()
	if err := Write(dir, sample(), sampleQueries()); err != nil {
		t.Fatal(err)
	}
	// A folder in the place of the queries stops the write after the point where they would be replaced.
	path := QueriesPath(dir, "clip-small", "birds")
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.MkdirAll(filepath.Join(path, "in the way"), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := Write(dir, sample(), sampleQueries()[:1]); err == nil {
		t.Fatal("no error")
	}
	if _, err := os.Stat(Path(dir, "clip-small", "birds")); !os.IsNotExist(err) {
		t.Errorf("the old record is still there: %v", err)
	}
}

func TestEmptyListsAreWritten(t *testing.T) {
	r := sample()
	r.Warnings, r.Skipped = nil, nil
	data, err := r.encode()
	if err != nil || !strings.Contains(string(data), `"warnings": [],`) || !strings.Contains(string(data), `"skipped": [],`) {
		t.Errorf("%v\n%s", err, data)
	}
}

func TestReadAll(t *testing.T) {
	dir := t.TempDir()
	for _, name := range [][2]string{{"b", "x"}, {"a", "y"}, {"a", "x"}} {
		r := sample()
		r.Model, r.Dataset = name[0], name[1]
		if err := Write(dir, r, sampleQueries()); err != nil {
			t.Fatal(err)
		}
	}
	for path, text := range map[string]string{"a/broken.json": "{", "a/.hidden.json": "{", "stray.json": "{", "c/notes.txt": ""} {
		writeFile(t, filepath.Join(dir, path), text)
	}
	moved, err := os.ReadFile(Path(dir, "a", "x"))
	if err != nil {
		t.Fatal(err)
	}
	writeFile(t, Path(dir, "c", "x"), string(moved))
	for model, path := range map[string]string{"../up": "up/x.json", "-old": "-old/x.json", "m/n": "m/x.json", "..": "x.json"} {
		writeFile(t, filepath.Join(dir, path), strings.Replace(string(moved), `"model": "a"`, `"model": "`+model+`"`, 1))
	}
	records, bad, err := ReadAll(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, r := range records {
		got = append(got, r.Model+"/"+r.Dataset)
	}
	if want := []string{"-old/x", "a/x", "a/y", "b/x"}; !reflect.DeepEqual(got, want) {
		t.Errorf("records %v, want %v", got, want)
	}
	if len(bad) != 4 || bad[0].Path != filepath.Join(dir, "a", "broken.json") || !strings.Contains(bad[1].Reason, "belongs elsewhere") {
		t.Errorf("unreadable: %v", bad)
	}
	if records, bad, err := ReadAll(filepath.Join(dir, "not there")); records != nil || bad != nil || err != nil {
		t.Errorf("a missing folder: %v, %v, %v", records, bad, err)
	}
}

func writeFile(t *testing.T, path, text string) {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

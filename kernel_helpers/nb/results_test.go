package nb

import (
	"context"
	"image"
	"image/png"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// newSession is a session on a suite with one data set, whose class names are hostile, and two models with
// saved results.
func newSession(t *testing.T) (*session, *recorder, suite.Family) {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS("testdata/tiny")); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"train/<b>sandal/1.png", "train/a&b/1.png", "test/<b>sandal/2.png", "test/a&b/2.png"} {
		path := filepath.Join(dir, "shoes", filepath.FromSlash(id))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		f, err := os.Create(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := png.Encode(f, image.NewRGBA(image.Rect(0, 0, 8, 6))); err != nil {
			t.Fatal(err)
		}
		f.Close()
	}
	s, err := suite.ReadFile(filepath.Join(dir, "suite.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	r := &recorder{}
	save(t, filepath.Join(dir, "out", "results"), "tiny", 0.5)
	save(t, filepath.Join(dir, "out", "results"), "other", 0.25)
	return &session{screen: r, suite: s, out: filepath.Join(dir, "out")}, r, suite.Family{Name: "ImageNet", Models: []string{"tiny", "missing", "other"}}
}

// The text of a notebook shows names that would forge a line or a colour as escapes.
func TestTextHidesNothing(t *testing.T) {
	s, _, f := newSession(t)
	records, err := s.results(f)
	if err != nil {
		t.Fatal(err)
	}
	for i := range records {
		records[i].Title = "title\x1b[2J\nforged"
		records[i].Warnings = []result.Warning{{Text: "warning\u202e\nforged"}}
	}
	chart, err := s.chart(f, records)
	if err != nil {
		t.Fatal(err)
	}
	mistake := sentence(result.Query{Item: "a\nforged", Label: "b\x1b"})
	d := join(scoreTables[0].display(s, records), s.doubts(records), chart, mistake)
	if strings.ContainsAny(d.text+string(d.html), "\x1b\u202e") || strings.Contains(d.text, "\nforged") {
		t.Errorf("a name came through:\n%q", d.text)
	}
}

func TestLinkLeadsFromTheNotebookToThePage(t *testing.T) {
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	out, folder := filepath.Join(root, "my #1 out"), filepath.Join(root, "notebooks")
	for _, dir := range []string{out, folder} {
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	page := filepath.Join(out, "index.html")
	if err := os.WriteFile(page, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	t.Chdir(folder)
	for _, c := range []struct{ name, out, session, want string }{
		{"in VS Code", "", "", "../my%20%231%20out/index.html"},
		{"in Jupyter", out, "/notebooks/40_report.ipynb", "../my%20%231%20out/index.html"},
		{"headless", out, "", "../index.html"},
	} {
		t.Setenv("VFM_OUT", c.out)
		t.Setenv("JPY_SESSION_NAME", c.session)
		d, err := link(page)
		if err != nil || !strings.Contains(string(d.html), `<a href="`+c.want+`"`) {
			t.Errorf("%s: %v, want a link to %s in\n%s", c.name, err, c.want, d.html)
		}
	}
}

func save(t *testing.T, dir, model string, value float64) {
	t.Helper()
	record := result.Record{
		Suite: "tiny", Family: "ImageNet", Model: model, Title: "Model <" + model + ">", Dataset: "shoes",
		Task: "classification", Headline: "knn-1", N: 2, Gallery: 2,
		Provenance: result.Provenance{Fingerprint: digest.Of([]byte("images")), Truth: digest.Of([]byte("labels"))},
		Metrics:    []result.Metric{{Name: "knn-1", Value: value, Low: value / 2, High: 2 * value}},
		Confusion:  []result.Confusion{{Truth: "<b>sandal", Predicted: "a&b", N: 1}},
		Warnings:   []result.Warning{{Code: "few-queries", Text: "Only 2 <queries>.", N: 2}},
		Skipped:    []result.Skipped{{Item: "train/<i>.jpg", Reason: "is no image"}},
	}
	queries := []result.Query{
		{Item: "test/<b>sandal/2.png", Label: "<b>sandal", Predicted: "a&b", AP: math.NaN(),
			Neighbours: []result.Neighbour{{Item: "train/a&b/1.png", Label: "a&b", Similarity: 0.9}, {Item: "train/<b>sandal/1.png", Label: "<b>sandal", Similarity: 0.8}}},
		{Item: "test/a&b/2.png", Label: "a&b", Predicted: "a&b", Correct: true, AP: math.NaN(),
			Neighbours: []result.Neighbour{{Item: "train/a&b/1.png", Label: "a&b", Similarity: 0.9}}},
	}
	if err := result.Write(dir, record, queries); err != nil {
		t.Fatal(err)
	}
}

func TestResultsAreInTheOrderOfTheSuite(t *testing.T) {
	s, _, f := newSession(t)
	records, err := s.results(f)
	if err != nil {
		t.Fatal(err)
	}
	if len(records) != 2 || records[0].Model != "tiny" || records[1].Model != "other" {
		t.Errorf("got %d records, want tiny and other", len(records))
	}
	if b := best(records); len(b) != 1 || b[0].Model != "tiny" {
		t.Errorf("best = %v, want tiny alone", b)
	}
}

func TestNoResultsSayWhichCellToRun(t *testing.T) {
	s, _, _ := newSession(t)
	_, err := s.results(suite.Family{Name: "CLIP", Models: []string{"none"}})
	if err == nil || !strings.Contains(err.Error(), `nb.Score("CLIP")`) {
		t.Errorf("error %v, want one that names the cell", err)
	}
}

func TestScoresChartAndMistakesOfHostileNames(t *testing.T) {
	s, _, f := newSession(t)
	records, err := s.results(f)
	if err != nil {
		t.Fatal(err)
	}
	chart, err := s.chart(f, records)
	if err != nil {
		t.Fatal(err)
	}
	mistakes, err := s.mistakes(context.Background(), records[0])
	if err != nil {
		t.Fatal(err)
	}
	d := join(scoreTables[0].display(s, records), s.doubts(records), chart, mistakes)
	for _, want := range []string{"50.0 %", "25.0 to 100.0", "Only 2 &lt;queries&gt;.", "Model &lt;tiny&gt;", "data:image/jpeg;base64,", "is no image",
		"for 1 of 2 queries the nearest image has another label", "✗\u00a0a&amp;b", "✓\u00a0&lt;b&gt;sandal", "similarity 0."} {
		if !strings.Contains(string(d.html), want) {
			t.Errorf("%q is not shown", want)
		}
	}
	for _, tag := range []string{"<b>", "<i>", "<tiny>", "<queries>"} {
		if strings.Contains(string(d.html), tag) {
			t.Errorf("%s from data became markup", tag)
		}
	}
	if !strings.Contains(d.text, "Shoes     Model <tiny>") {
		t.Errorf("the text has no table:\n%s", d.text)
	}
}

func TestDatasetsAreDescribed(t *testing.T) {
	s, _, _ := newSession(t)
	card, err := s.suite.Dataset("shoes")
	if err != nil {
		t.Fatal(err)
	}
	set, err := card.Open(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	d, err := describe(context.Background(), set)
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(d.html), "<img src"); n != 2 {
		t.Errorf("%d pictures, want one of each class", n)
	}
	if !strings.Contains(d.text, "Classification into 2 classes: 2 images to compare with, 2 to classify.") {
		t.Errorf("described as:\n%s", d.text)
	}
}

func TestFoundIsShownInPicturesAndWords(t *testing.T) {
	s, _, _ := newSession(t)
	card, err := s.suite.Dataset("shoes")
	if err != nil {
		t.Fatal(err)
	}
	set, err := s.open(t.Context(), card)
	if err != nil {
		t.Fatal(err)
	}
	a := experiment.Answer{Text: "a <red> boot"}
	for _, item := range set.Items[:2] {
		a.Matches = append(a.Matches, experiment.Match{Item: item, Similarity: 0.25})
	}
	d, err := found(t.Context(), a)
	if err != nil {
		t.Fatal(err)
	}
	html := string(d.html)
	if strings.Count(html, "data:image/") != 2 || !strings.Contains(html, "a &lt;red&gt; boot") || !strings.Contains(html, "similarity 0.<wbr>250") || strings.Contains(html, "<b>") {
		t.Errorf("the page shows %s", html)
	}
	if want := "  nearest " + set.Items[0].Label + " and " + set.Items[1].Label; !strings.Contains(d.text, want) || !strings.Contains(d.text, a.Text) {
		t.Errorf("the text is %q, want %q in it", d.text, want)
	}
}

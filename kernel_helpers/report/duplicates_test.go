package report

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// leaksOf is what the page says under the heading of that name, for all data sets.
func leaksOf(page string) string {
	var all []string
	for _, part := range regexp.MustCompile(`(?s)<h3 id="[^"]*-leaks">.*?<h3`).FindAllString(page, -1) {
		all = append(all, spoken(strings.TrimSuffix(part, "<h3")))
	}
	return strings.Join(all, "\n")
}

// duplicates stores what a run would have found in a data set.
func (f *fixture) duplicates(name string, change ...func(*result.Duplicates)) {
	f.Helper()
	set := f.open(name)
	d := result.Duplicates{
		Dataset: name, Task: string(set.Card.Task), Fingerprint: set.Fingerprint(), Truth: set.Truth(), Method: "a test", SameFrom: 0.935,
		Compared: len(set.Items), Queries: len(set.Queries()), Gallery: len(set.Gallery()), Models: []string{"clip-a", "net-a"},
	}
	for _, c := range change {
		c(&d)
	}
	f.check(result.WriteDuplicates(filepath.Join(f.Out, "results"), d))
}

// leaky has three leaked queries, one of which has two labels, an image that its split holds twice, and a plain one.
func leaky(d *result.Duplicates) {
	d.Plain = 1
	d.Leaked = []result.Twin{
		{Item: "test/bar/4.png", Label: "bar", Split: "test", Same: "train/bar/0.png", SameLabel: "bar", SameSplit: "train", By: result.ByBytes, Similarity: 1},
		{Item: "test/bar/5.png", Label: "bar", Split: "test", Same: "train/dot/1.png", SameLabel: "dot", SameSplit: "train", By: result.ByHash, Similarity: 0.9714, Mirrored: true},
		{Item: "test/dot/4.png", Label: "dot", Split: "test", Same: "train/dot/2.png", SameLabel: "dot", SameSplit: "train", By: result.ByModel, Similarity: 0.945, Cut: 0.0975},
	}
	d.Within = []result.Twin{{Item: "train/dot/3.png", Label: "dot", Split: "train", Same: "train/dot/2.png", SameLabel: "dot", SameSplit: "train", By: result.ByPixels, Similarity: 1}}
	for i, model := range []string{"clip-a", "net-a"} {
		d.Scores = append(d.Scores, result.CleanScore{Model: model, Key: digest.Of([]byte(model + "shapes")), N: 9,
			Metric: result.Metric{Name: "knn-1", Value: 0.7 - 0.1*float64(i), Low: 0.4, High: 0.9}})
	}
}

func TestLeaks(t *testing.T) {
	f := explained(t)
	f.duplicates("shapes", leaky)
	f.duplicates("twins")
	page := f.page()
	f.golden("leaks.txt", leaksOf(page))
	if n := strings.Count(spoken(page), "3 of 12 queries (25.0\u00a0%) are there again among the training images, nearly"); n != 2 {
		t.Errorf("the warning stands %d times on the page, want it where the numbers are and under Warnings", n)
	}
	if strings.Contains(page, "Nobody has looked") {
		t.Error("the page says that nobody has looked")
	}
}

// TestCrowded wants the number of images that were not compared with all others where the leaks are, under Warnings, and in
// the JSON.
func TestCrowded(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.duplicates("shapes", func(d *result.Duplicates) { d.Crowded = 3 })
	const text = "3 images resemble so many others that only the nearest of these were compared: a copy among them may be missed."
	page := f.page()
	if n := strings.Count(spoken(page), text); n != 3 {
		t.Errorf("the page says %d times that not all was compared, want it in the method, where the numbers are and under Warnings", n)
	}
	if !strings.Contains(f.export(JSON)["report.json"], `"crowded": 3`) {
		t.Error("report.json does not count them")
	}
}

// TestLeaksNotStored has no duplicates, those of other images, and a damaged file.
func TestLeaksNotStored(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.duplicates("shapes", leaky, func(d *result.Duplicates) { d.Fingerprint[0]++ })
	f.check(os.WriteFile(result.DuplicatesPath(filepath.Join(f.Out, "results"), "twins"), []byte("{"), 0o644))
	got := leaksOf(f.page())
	for _, want := range []string{
		"Nobody has looked for duplicates in these images yet. This does, with the vectors in the cache: bin/vfm run -suite suite.yaml -dataset shapes -out out",
		"What was found of duplicates cannot be read: reading duplicates twins.duplicates.json: unexpected end of JSON input; delete it",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("the page does not say %q, but\n%s", want, got)
		}
	}
	if strings.Contains(got, "leaked") || strings.Contains(got, "train/bar") {
		t.Errorf("the page shows what was found in other images:\n%s", got)
	}
}

// TestCleanScoresInExports wants them in every form.
func TestCleanScoresInExports(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.duplicates("shapes", leaky)
	files := f.export(Markdown, CSV, JSON)
	for name, want := range map[string]string{
		"report.md":   "| Shapes | CLIP \\<A> | 83.3 | 70.0 | 40.0 to 90.0 | 9 |",
		"report.csv":  "fixture,shapes,classification,CLIP,clip-a,clean,knn-1,,,0.7,0.4,0.9,9,12,,",
		"report.json": `"two_labels": 1`,
	} {
		if !strings.Contains(files[name], want) {
			t.Errorf("%s does not hold %s:\n%s", name, want, files[name][:min(2500, len(files[name]))])
		}
	}
}

// TestTelling prefers two labels, then the least obvious.
func TestTelling(t *testing.T) {
	var twins []result.Twin
	for i := range 20 {
		twins = append(twins, result.Twin{Item: string(rune('a' + i)), By: result.ByBytes})
	}
	twins[7].Label, twins[9].By = "other", result.ByHash
	twins = append(twins, result.Twin{Item: "", Same: "a", By: result.ByBytes}) // the first again, the other way round
	got := telling(twins, 20)
	if got[0].Item != "h" || got[1].Item != "j" || len(got) != 20 || len(telling(twins, 6)) != 6 {
		t.Errorf("first %s, then %s", got[0].Item, got[1].Item)
	}
}

package report

import (
	"math"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// explained is the fixture with all that explains its results.
func explained(t *testing.T) *fixture {
	f := newFixture(t)
	for i, model := range []string{"clip-a", "net-a", "net-b"} {
		f.result(model, "shapes", 10-i, classes)
		f.result(model, "twins", 8+i, classes)
		f.insight(model, "shapes")
		f.insight(model, "twins")
	}
	return f
}

// classes gives a record an outcome for each class.
func classes(r *result.Record) {
	v := r.Score().Value
	r.Classes = []result.Class{{Label: "bar", N: 4, Value: v}, {Label: "dot", N: 4, Value: v / 2}, {Label: hostile, N: 4, Value: 0.9 * v}}
}

// whyOf is what the page says under the heading of that name, for all data sets.
func whyOf(page string) string {
	var all []string
	for _, part := range regexp.MustCompile(`(?s)<h3 id="[^"]*-why">.*?<h3>`).FindAllString(page, -1) {
		all = append(all, spoken(strings.TrimSuffix(part, "<h3>")))
	}
	return strings.Join(all, "\n")
}

func TestWhy(t *testing.T) {
	f := explained(t)
	f.golden("why.txt", whyOf(f.page()))
}

// TestWhyInPart has a result without insight, one whose insight is of other vectors, and one that is damaged.
func TestWhyInPart(t *testing.T) {
	f := explained(t)
	dir := filepath.Join(f.Out, "results")
	f.check(os.Remove(result.InsightPath(dir, "clip-a", "shapes")))
	f.insight("net-a", "shapes", func(i *result.Insight) { i.Key[0]++ })
	f.check(os.WriteFile(result.InsightPath(dir, "net-b", "shapes"), []byte("{"), 0o644))
	why := whyOf(f.page())
	for _, want := range []string{
		"An earlier vfm made the results of CLIP <A> and Net A and stored no curves",
		"bin/vfm run -suite suite.yaml -dataset shapes -out out",
		"What was measured of שם ארוך מאוד של רשת עצבית cannot be read: reading insight net-b/shapes.insight.json",
	} {
		if !strings.Contains(why, want) {
			t.Errorf("the page does not say %q, but\n%s", want, why)
		}
	}
	if strings.Count(why, "With few training images") != 0 || strings.Count(why, "Hits among the first k") != 1 {
		t.Errorf("charts without numbers, or none with them:\n%s", why)
	}
}

// TestWhyWithoutPictures wants the words where the images are gone.
func TestWhyWithoutPictures(t *testing.T) {
	f := explained(t)
	f.check(os.RemoveAll("shapes/test"))
	why := whyOf(f.page())
	if !strings.Contains(why, "no picture: test/dot/") {
		t.Errorf("the page does not say which picture it lacks:\n%s", why)
	}
}

// TestOnly counts by hand: CLIP answers the first ten of twelve rightly, the better ImageNet model the first nine.
func TestOnly(t *testing.T) {
	f := explained(t)
	why := whyOf(f.page())
	for _, want := range []string{"Only CLIP: 1 query", "Only ImageNet: 0 queries"} {
		if !strings.Contains(why, want) {
			t.Errorf("want %q", want)
		}
	}
}

func TestMedian(t *testing.T) {
	h := result.Histogram{From: 0.5, Width: 0.01, Counts: []int{2, 0, 1, 2}}
	if got := median(h); got < 0.524999 || got > 0.525001 { // the third of five is in the bin from 0.52
		t.Errorf("got %v, want 0.525", got)
	}
}

// TestMaps wants the same colour for a label in all maps, and the table to say what they show.
func TestMaps(t *testing.T) {
	f := explained(t)
	page := f.page()
	all := regexp.MustCompile(`(?s)<svg[^>]*class="vfm-map".*?</svg>`).FindAllString(page, -1)
	if len(all) != 4 {
		t.Fatalf("%d maps, want one for each of two families on two data sets", len(all))
	}
	if strings.Contains(page, "data-map") {
		t.Error("a page without scripts says that its maps answer the pointer")
	}
	strokes := regexp.MustCompile(`stroke="(#[0-9a-f]{6})"`)
	first := strokes.FindAllString(all[0], -1)
	for _, m := range all[1:] {
		if got := strokes.FindAllString(m, -1); strings.Join(got, "") != strings.Join(first, "") {
			t.Errorf("colours %v and %v", first, got)
		}
	}
}

func TestSpread(t *testing.T) {
	c := chart.Scatter{Groups: []chart.Group{{Points: [][2]float64{{0, 0}, {2, 0}}}, {}, {Points: [][2]float64{{1, 3}}}, {Points: [][2]float64{{9, 0}}}}}
	middles, spreads, whole := spread(c)
	if middles[0] != [2]float64{1, 0} || spreads[0] != 1 || spreads[1] != -1 || spreads[2] != 0 {
		t.Errorf("middles %v, spreads %v", middles, spreads)
	}
	// x: 0, 2, 1, 9 around 3; y: 0, 0, 3, 0 around 0.75.
	if want := math.Sqrt((9 + 1 + 4 + 36 + 3*0.5625 + 5.0625) / 4); math.Abs(whole-want) > 1e-12 {
		t.Errorf("of all %v, want %v", whole, want)
	}
	for i, want := range []int{2, -1, 0, 0} {
		if got := nearestMiddle(middles, i); got != want {
			t.Errorf("nearest to %d is %d, want %d", i, got, want)
		}
	}
}

// TestSimilarityAxis covers histograms that end at any hundredth, also where the sum of width and bins is more than
// the end that it stands for.
func TestSimilarityAxis(t *testing.T) {
	beyond := 0
	for from := -100; from < 100; from++ {
		for n := 1; from+n <= 100; n++ {
			h := result.Histogram{From: float64(from) / 100, Width: 0.01, Counts: make([]int, n)}
			h.Counts[0], h.Counts[n-1] = 1, 1
			if h.From+h.Width*float64(n) > float64(from+n)/100 {
				beyond++
			}
			c := chart.Lines{ID: "similar", Lines: []chart.Line{{Name: "a", Points: steps(h)}}}
			c.Ticks, c.Top = similarityAxis(c.Lines)
			if err := c.Validate(); err != nil {
				t.Fatalf("%d bins from %v: %v", n, h.From, err)
			}
		}
	}
	if beyond == 0 {
		t.Error("no sum was rounded up, so that nothing was tried")
	}
}

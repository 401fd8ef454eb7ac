package report

import (
	"encoding/json"
	"html"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"unicode"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// page writes the report and returns its HTML.
func (f *fixture) page() string {
	f.Helper()
	_, err := Write(f.Context(), f.Suite, Options{Out: f.Out})
	f.check(err)
	data, err := os.ReadFile(filepath.Join(f.Out, PageName))
	f.check(err)
	return string(data)
}

func (f *fixture) golden(name, text string) {
	f.Helper()
	f.check(os.Chdir(f.Home))
	golden.Check(f, filepath.Join("testdata", name), []byte(text))
}

// TestPage keeps all that the page says, in reading order.
func TestPage(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.golden("page.txt", spoken(f.page()))
}

// TestTroubledPage keeps what the page says of results that are missing, stale, unreadable, of no model of
// the suite, or made with skipped files and another decoder.
func TestTroubledPage(t *testing.T) {
	f := newFixture(t)
	f.result("clip-a", "shapes", 9, func(r *result.Record) { r.Provenance.Decoder = "go image/jpeg" })
	f.result("net-a", "shapes", 8, func(r *result.Record) {
		r.Skipped = []result.Skipped{{Item: "test/bar/" + hostile + ".jpg", Reason: "it has no bytes"}}
	})
	f.result("net-b", "shapes", 12, func(r *result.Record) { r.Provenance.Fingerprint = digest.Of(nil) })
	f.result("clip-a", "twins", 7)
	f.check(os.Remove(result.QueriesPath(filepath.Join(f.Out, "results"), "clip-a", "twins")))
	f.check(os.WriteFile(filepath.Join(f.Out, "results", "net-a", "broken.json"), []byte("{"), 0o644))
	f.result("net-a", "shapes", 8, func(r *result.Record) { r.Model = "gone" })
	f.check(os.Remove("twins/all/bar/0.png"))
	f.check(os.RemoveAll("twins/dataset.yaml"))
	f.golden("troubled.txt", spoken(f.page()))
}

// TestBaselinesOnPage keeps what the page says where models stand beside the families: one that a family is not
// clearly better than, and one without a result.
func TestBaselinesOnPage(t *testing.T) {
	f := newFixture(t)
	f.Suite.Families, f.Suite.Baselines = []suite.Family{{Name: "CLIP", Models: []string{"clip-a"}}, {Name: "DINO"}}, []string{"net-a", "net-b"}
	f.result("clip-a", "shapes", 10)
	f.result("net-a", "shapes", 9, func(r *result.Record) { r.Baseline = true })
	f.result("clip-a", "twins", 10)
	f.result("net-a", "twins", 5, func(r *result.Record) { r.Baseline = true })
	f.golden("baselines.txt", spoken(f.page()))
}

// TestBriefPage is the page without the answers to single queries, and with all else.
func TestBriefPage(t *testing.T) {
	f := newFixture(t)
	f.results()
	whole := f.page()
	_, err := Write(t.Context(), f.Suite, Options{Out: f.Out, Brief: true})
	f.check(err)
	brief, err := os.ReadFile(filepath.Join(f.Out, PageName))
	f.check(err)
	answers := regexp.MustCompile(`(?s)<div class="answers">.*?</div>\n`)
	if len(answers.FindAllString(whole, -1)) != 2 {
		t.Fatal("the page has not the answers on two data sets")
	}
	if got, want := spoken(string(brief)), spoken(answers.ReplaceAllString(whole, "")); got != want {
		t.Errorf("the brief page says\n%s", golden.Diff([]byte(want), []byte(got)))
	}
}

func TestSummary(t *testing.T) {
	f := newFixture(t)
	f.results()
	want, err := Write(t.Context(), f.Suite, Options{Out: f.Out})
	f.check(err)
	data, err := os.ReadFile(filepath.Join(f.Out, SummaryName))
	f.check(err)
	var got points.Table
	f.check(json.Unmarshal(data, &got))
	if got.Winner != want.Winner || got.Winner != "draw: CLIP, ImageNet" {
		t.Errorf("winner is %q, want a draw", got.Winner)
	}
}

func TestSameBytes(t *testing.T) {
	f := newFixture(t)
	f.results()
	first, second := f.page(), f.page()
	if first != second {
		t.Error("two pages of the same results differ")
	}
}

// TestContained looks for anything that a browser would fetch or run.
func TestContained(t *testing.T) {
	f := newFixture(t)
	f.results()
	page := f.page()
	for _, match := range regexp.MustCompile(`(?i)\s(src|href|srcset|action|data|poster)\s*=\s*"([^"]*)"`).FindAllStringSubmatch(page, -1) {
		if !strings.HasPrefix(match[2], "#") && !strings.HasPrefix(match[2], "data:") {
			t.Errorf("%s refers to %q", match[1], match[2])
		}
	}
	if n := strings.Count(page, "<script"); n != 0 {
		t.Errorf("%d scripts in a page without ECharts", n)
	}
	if strings.Contains(page, "<img src=x") || strings.Contains(page, "@import") || strings.Contains(page, "url(") {
		t.Error("a name from the data came through as markup, or the style loads something")
	}
	for _, attribute := range regexp.MustCompile(`(?i)<[a-z][^>"]*("[^"]*"[^>"]*)*\son[a-z]+=`).FindAllString(page, -1) {
		t.Errorf("inline event handler in %.80s", attribute)
	}
}

// TestControls wants controls, and signs that change the order of reading, to be seen.
func TestControls(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.result("clip-a", "shapes", 9, func(r *result.Record) {
		r.Warnings = append(r.Warnings, result.Warning{Code: "forged", Text: "a\x1b[2J\u202eb"})
		r.Provenance.Host = "\u2066host\x7f"
	})
	page := f.page()
	hidden := func(r rune) bool {
		return unicode.IsControl(r) && r != '\n' && r != '\t' || unicode.Is(unicode.Bidi_Control, r)
	}
	if i := strings.IndexFunc(page, hidden); i >= 0 {
		t.Errorf("the page holds %+q", page[max(0, i-40):i+4])
	}
	for _, want := range []string{`a\x1b[2J\u202eb`, `\u2066host\x7f`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page does not show %s", want)
		}
	}
}

func TestNothing(t *testing.T) {
	f := newFixture(t)
	_, err := Write(t.Context(), f.Suite, Options{Out: f.Out})
	if err == nil || !strings.Contains(err.Error(), "`bin/vfm run -suite suite.yaml -out out`") {
		t.Errorf("without results: got %v, want the command that makes them", err)
	}
	if _, err := os.Stat(filepath.Join(f.Out, PageName)); err == nil {
		t.Error("there is a page without results")
	}
}

// TestWrongScript wants static charts, and a note, when the script is not the published one.
func TestWrongScript(t *testing.T) {
	f := newFixture(t)
	f.results()
	f.write("echarts.min.js", "alert(1)")
	t.Setenv("VFM_ECHARTS", "echarts.min.js")
	page := f.page()
	if strings.Contains(page, "<script") || strings.Contains(page, "alert(1)</script>") {
		t.Error("a script that is not the published one is in the page")
	}
	if !strings.Contains(page, "not the published version 6.1.0") {
		t.Error("the page does not say why its charts are static")
	}
}

var (
	unspoken   = regexp.MustCompile(`(?s)<head>.*?</head>|<style\b.*?</style>|<script\b.*?</script>|<svg\b.*?</svg>`)
	nested     = regexp.MustCompile(`(?s)<svg[^>]*class="vfm-chart".*?\n</svg>\n</svg>`)
	tiles      = regexp.MustCompile(`<svg class="tile"[^>]*aria-label="([^"]*)"[^>]*>.*?</svg>`)
	imgs       = regexp.MustCompile(`<img [^>]*alt="([^"]*)"[^>]*>`)
	cells      = regexp.MustCompile(`</t[hd]>\s*`)
	blocks     = regexp.MustCompile(`(?i)</?(p|h[1-6]|li|tr|section|caption|dt|dd|figcaption|summary|ul|ol|header|footer|main|nav|div|table|tbody)\b[^>]*>`)
	otherTags  = regexp.MustCompile(`<[a-z/!][^>]*>`)
	spaces     = regexp.MustCompile(`[ \t]*\n\s*`)
	anyDigest  = regexp.MustCompile(`\b[0-9a-f]{64}\b`)
	chartLabel = regexp.MustCompile(`<svg[^>]*class="vfm-chart"[^>]*aria-label="([^"]*)"[^>]*>`)
)

// spoken returns the text of a page line by line, pictures by their alt texts and charts by their labels.
func spoken(page string) string {
	page = nested.ReplaceAllStringFunc(page, func(svg string) string {
		return "(chart: " + chartLabel.FindStringSubmatch(svg)[1] + ")"
	})
	page = tiles.ReplaceAllString(page, "[$1]")
	page = unspoken.ReplaceAllString(page, "")
	page = imgs.ReplaceAllString(page, "[$1]")
	page = strings.ReplaceAll(page, "\n", " ")
	page = cells.ReplaceAllString(page, " | ")
	page = blocks.ReplaceAllString(page, "\n")
	page = otherTags.ReplaceAllString(page, "")
	page = spaces.ReplaceAllString(page, "\n")
	page = regexp.MustCompile(` +`).ReplaceAllString(page, " ")
	return anyDigest.ReplaceAllString(html.UnescapeString(strings.TrimSpace(page)), "DIGEST") + "\n"
}

package experiment

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// describe gives the images of both data sets of the test suite captions: each names its colour, and a red one is said
// to be green too.
func describe(t *testing.T, dir string) {
	t.Helper()
	for set, split := range map[string]string{"colours": "test", "copies": "all"} {
		text := "path,caption\n"
		for _, colour := range []string{"blue", "green", "red"} {
			for i := 0; i < 13; i += map[string]int{"colours": 3, "copies": 1}[set] {
				text += fmt.Sprintf("%s/%s/%02d.png,a %s thing\n", split, colour, i, colour)
			}
		}
		text += split + "/red/12.png,Green!\n"
		if set == "colours" {
			text += "train/red/01.png,blue\ntest/red/text.jpg,red\n" // one is not searched, one cannot be read
		}
		mustWrite(t, filepath.Join(dir, set, "captions.csv"), text)
		appendTo(t, filepath.Join(dir, set, "dataset.yaml"), "captions: captions.csv\n")
	}
}

func mustWrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestCaptions(t *testing.T) {
	s, o, e := zeroShotSuite(t, "prompts: {templates: ['{}']}\n")
	describe(t, filepath.Dir(s.Path))
	records := mustRun(t, s, o)
	for _, r := range records {
		if r.Model != "one" {
			if r.Captions != nil || r.Metric("text-map").Name != "" {
				t.Errorf("%s on %s has captions", r.Model, r.Dataset)
			}
			continue
		}
		searched := map[string]int{"colours": 15, "copies": 39}[r.Dataset]
		c := r.Captions
		if c == nil || c.Texts != 4 || c.Described != searched || c.Searched != searched || c.Weights.IsZero() || c.Key.IsZero() {
			t.Fatalf("captions of %s: %+v", r.Dataset, c)
		}
		// Of four captions three find their colour first; the fourth finds its red image after all green ones.
		for name, low := range map[string]float64{"text-recall@1": 0.75, "text-recall@10": 0.75, "text-map": 0.5} {
			m := r.Metric(name)
			if m.Value < low || m.Value > 1 || name == "text-recall@1" && m.Value != 0.75 || m.Low >= m.Value {
				t.Errorf("%s: %+v", r.Dataset, m)
			}
		}
		if r.Dataset == "colours" && r.Metric("text-map").Value >= 1 {
			t.Errorf("text-map %+v", r.Metric("text-map"))
		}
		if !slices.Contains(codes(r), "few-captions") {
			t.Errorf("%s has the warnings %q", r.Dataset, codes(r))
		}
	}
	before, first := e.texts.Load(), outcomeOf(t, o.Out)
	mustRun(t, s, o)
	if again := outcomeOf(t, o.Out); again != first || e.texts.Load() != before {
		t.Errorf("a second run read %d texts and gave\n%s\nwant\n%s", e.texts.Load()-before, again, first)
	}
}

func TestCaptionsWithAnEngineThatReadsNothing(t *testing.T) {
	s, o, _ := zeroShotSuite(t, "")
	describe(t, filepath.Dir(s.Path))
	o.Runtimes = (&fakeEngine{batch: 4, parallel: 2}).runtimes()
	if r := mustRun(t, s, o)[0]; r.Captions != nil || !slices.Contains(codes(r), "no-captions") {
		t.Errorf("captions %v, warnings %q", r.Captions, codes(r))
	}
}

// TestCaptionsOfNoImage: a table that describes nothing is an error before the work.
func TestCaptionsOfNoImage(t *testing.T) {
	s, o, _ := zeroShotSuite(t, "")
	dir := filepath.Dir(s.Path)
	mustWrite(t, filepath.Join(dir, "copies", "captions.csv"), "path,caption\nred/01.png,a red thing\n")
	appendTo(t, filepath.Join(dir, "copies", "dataset.yaml"), "captions: captions.csv\n")
	if _, err := Run(t.Context(), s, o); err == nil || !strings.Contains(err.Error(), "captions.csv has no caption of an image of split gallery") {
		t.Errorf("captions of no image: %v", err)
	}
}

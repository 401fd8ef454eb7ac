package experiment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// timings are what may differ between two runs.
var timings = regexp.MustCompile(`"(embed_seconds|search_seconds|fit_seconds|images_per_second|peak_memory_bytes|started|finished)": [^\n]*`)

// outcomeOf joins all files under a folder of results, without timings.
func outcomeOf(t testing.TB, dir string) string {
	t.Helper()
	var all strings.Builder
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := os.ReadFile(path)
		all.WriteString(strings.TrimPrefix(path, dir) + "\n" + timings.ReplaceAllString(string(b), "$1") + "\n")
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all.String()
}

func mustRun(t testing.TB, s *suite.Suite, o Options) []result.Record {
	t.Helper()
	records, err := Run(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	return records
}

func codes(r result.Record) []string {
	var codes []string
	for _, w := range r.Warnings {
		codes = append(codes, w.Code)
	}
	return codes
}

func TestRun(t *testing.T) {
	s, o := testSuite(t)
	records := mustRun(t, s, o)
	var got []string
	for _, r := range records {
		got = append(got, r.Family+" "+r.Model+" "+r.Dataset+" "+r.Headline)
	}
	want := []string{"A one colours knn-1", "A one copies map", "B two colours knn-1", "B two copies map", "B three3 colours knn-1", "B three3 copies map"}
	if !slices.Equal(got, want) {
		t.Fatalf("records %q, want %q", got, want)
	}
	c := records[0]
	if c.N != 15 || c.Gallery != 24 || c.Cost.Images != 39 || c.Cost.WeightsBytes != 14 || c.Cost.Parameters != "1k" || c.Cost.PeakMemory <= 0 {
		t.Errorf("n %d, gallery %d, cost %+v", c.N, c.Gallery, c.Cost)
	}
	if c.Metrics[0].Value != 1 {
		t.Errorf("%s of plain colours is %v", c.Metrics[0].Name, c.Metrics[0].Value)
	}
	if !slices.Contains(codes(c), "few-queries") || !slices.Contains(codes(c), "skipped") {
		t.Errorf("warnings %q", codes(c))
	}
	if r := records[1]; r.N != 39 || r.Gallery != 39 || len(r.Skipped) != 0 || slices.Contains(codes(r), "skipped") {
		t.Errorf("leave one out: n %d, gallery %d, skipped %v, warnings %q", r.N, r.Gallery, r.Skipped, codes(r))
	}
	for _, r := range records {
		saved, err := result.Read(result.Path(filepath.Join(o.Out, "results"), r.Model, r.Dataset))
		if err != nil || saved.Provenance.Key != r.Provenance.Key || saved.Metrics[0] != r.Metrics[0] {
			t.Errorf("%s on %s: saved %+v (%v)", r.Model, r.Dataset, saved, err)
		}
	}
}

// TestBaselines: they run last, where no families are named or they are, and their records say what they are.
func TestBaselines(t *testing.T) {
	s, o := testSuite(t)
	s.Families, s.Baselines = s.Families[:1], []string{"two", "three3"}
	for _, c := range []struct {
		families, models []string
		want             string
	}{
		{nil, nil, "A one false, Baseline two true, Baseline three3 true"},
		{[]string{"A"}, nil, "A one false"},
		{[]string{suite.BaselineFamily}, nil, "Baseline two true, Baseline three3 true"},
		{nil, []string{"three3"}, "Baseline three3 true"},
	} {
		o.Families, o.Models, o.Datasets = c.families, c.models, []string{"copies"}
		var got []string
		for _, r := range mustRun(t, s, o) {
			saved, err := result.Read(result.Path(filepath.Join(o.Out, "results"), r.Model, r.Dataset))
			if err != nil || saved.Baseline != r.Baseline {
				t.Errorf("saved as %+v, %v", saved, err)
			}
			got = append(got, fmt.Sprint(r.Family, " ", r.Model, " ", r.Baseline))
		}
		if text := strings.Join(got, ", "); text != c.want {
			t.Errorf("families %q, models %q: %s, want %s", c.families, c.models, text, c.want)
		}
	}
}

func TestAnswersLeaveTheQueryOut(t *testing.T) {
	s, o := testSuite(t)
	mustRun(t, s, o)
	for _, set := range s.Datasets {
		queries, err := result.ReadQueries(result.QueriesPath(filepath.Join(o.Out, "results"), "one", set))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range queries {
			if len(q.Neighbours) != result.KeptNeighbours || q.Predicted != q.Neighbours[0].Label || q.Correct != (q.Predicted == q.Label) {
				t.Errorf("%s: %+v", set, q)
			}
			for i, n := range q.Neighbours {
				if n.Item == q.Item || i > 0 && n.Similarity > q.Neighbours[i-1].Similarity {
					t.Errorf("%s: neighbours of %s: %+v", set, q.Item, q.Neighbours)
				}
			}
		}
	}
}

func TestSkippedForAllModelsAlike(t *testing.T) {
	s, o := testSuite(t)
	var first []result.Skipped
	for _, r := range mustRun(t, s, o) {
		if r.Dataset != "colours" {
			continue
		}
		if first == nil {
			first = r.Skipped
		}
		if !slices.Equal(r.Skipped, first) {
			t.Errorf("%s skipped %v, another model %v", r.Model, r.Skipped, first)
		}
	}
	if len(first) != 2 || first[0].Item != "test/red/text.jpg" || !strings.Contains(first[1].Reason, "zero bytes") {
		t.Errorf("skipped %v", first)
	}
}

func TestNoImageOfASplitCanBeRead(t *testing.T) {
	s, o := testSuite(t)
	files, err := filepath.Glob(filepath.Join(filepath.Dir(s.Path), "colours/test/*/*.png"))
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range files {
		if err := os.WriteFile(path, []byte("x"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := Run(t.Context(), s, o); err == nil || !strings.Contains(err.Error(), "17 were skipped, such as test/blue/00.png") {
		t.Errorf("got %v", err)
	}
}

func TestSecondRunComputesNothing(t *testing.T) {
	s, o := testSuite(t)
	mustRun(t, s, o)
	want := outcomeOf(t, o.Out)
	o, e := withEngine(o, 4, 2)
	cached := 0
	o.OnEvent = func(e Event) {
		if e.Cached {
			cached++
		}
	}
	records := mustRun(t, s, o)
	if e.loads.Load() != 0 || e.calls.Load() != 0 || cached != len(records) {
		t.Errorf("second run: %d loads, %d calls, %d of %d from the cache", e.loads.Load(), e.calls.Load(), cached, len(records))
	}
	if outcomeOf(t, o.Out) != want {
		t.Error("the second run wrote other results")
	}
	for _, r := range records {
		if r.Cost.EmbedSeconds <= 0 {
			t.Errorf("%s on %s: the cached result lost its cost: %+v", r.Model, r.Dataset, r.Cost)
		}
	}
}

// TestStoppedAnywhereEndsInTheSame stops a run at each call of the model in turn.
func TestStoppedAnywhereEndsInTheSame(t *testing.T) {
	s, whole := testSuite(t)
	mustRun(t, s, whole)
	want := outcomeOf(t, whole.Out)
	for at := int32(1); ; at += 7 {
		o := whole
		o.Out, o.Cache = t.TempDir(), t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		o, e := withEngine(o, 4, 2)
		e.before = func(call int32) error {
			if call == at {
				cancel()
			}
			return nil
		}
		_, err := Run(ctx, s, o)
		cancel()
		if err == nil {
			break // the run was over before
		}
		if !errors.Is(err, context.Canceled) {
			t.Fatalf("stopped at call %d: %v", at, err)
		}
		if e.open.Load() != 0 {
			t.Errorf("stopped at call %d: the model was left in memory", at)
		}
		mustRun(t, s, o)
		if outcomeOf(t, o.Out) != want {
			t.Errorf("stopped at call %d and run again: other results", at)
		}
	}
}

// TestOtherBatchesSameResults: batch size and parallel calls have no part in a result.
func TestOtherBatchesSameResults(t *testing.T) {
	s, o := testSuite(t)
	mustRun(t, s, o)
	want := outcomeOf(t, o.Out)
	for _, c := range [][2]int{{1, 1}, {3, 4}, {64, 1}} {
		other, _ := withEngine(o, c[0], c[1])
		other.Out, other.Cache = t.TempDir(), t.TempDir()
		mustRun(t, s, other)
		if outcomeOf(t, other.Out) != want {
			t.Errorf("batch %d, parallel %d: other results", c[0], c[1])
		}
	}
}

// TestFileLostDuringRun removes a file after the first model has read it: both models leave it out.
func TestFileLostDuringRun(t *testing.T) {
	s, o := testSuite(t)
	o.Families, o.Datasets = []string{"B"}, []string{"colours"}
	path := filepath.Join(filepath.Dir(s.Path), "colours/train/blue/01.png")
	content, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	o.OnEvent = func(e Event) {
		if e.Phase == PhaseLoad && e.Model == "three3" {
			os.Remove(path)
		}
	}
	for _, r := range mustRun(t, s, o) {
		if len(r.Skipped) != 3 || r.Skipped[1].Item != "train/blue/01.png" || !strings.Contains(r.Skipped[1].Reason, "cannot be read now") || r.Gallery != 23 {
			t.Errorf("%s: gallery %d, skipped %v", r.Model, r.Gallery, r.Skipped)
		}
	}
	if err := os.WriteFile(path, content, 0o644); err != nil {
		t.Fatal(err)
	}
	o.OnEvent = nil
	for _, r := range mustRun(t, s, o) {
		if len(r.Skipped) != 2 || r.Gallery != 24 {
			t.Errorf("with the file back, %s: gallery %d, skipped %v", r.Model, r.Gallery, r.Skipped)
		}
	}
}

func TestFileChangedDuringRun(t *testing.T) {
	s, o := testSuite(t)
	o.Models, o.Datasets = []string{"one"}, []string{"colours"}
	dir := filepath.Dir(s.Path)
	o.OnEvent = func(e Event) {
		if e.Phase == PhaseLoad {
			other, _ := os.ReadFile(filepath.Join(dir, "colours/train/blue/02.png"))
			os.WriteFile(filepath.Join(dir, "colours/train/blue/01.png"), other, 0o644)
		}
	}
	if r := mustRun(t, s, o)[0]; len(r.Skipped) != 3 || !strings.Contains(r.Skipped[1].Reason, "changed") {
		t.Errorf("skipped %v", r.Skipped)
	}
}

// TestDeviceOfTheEnvironment: $VFM_DEVICE chooses where Options do not.
func TestDeviceOfTheEnvironment(t *testing.T) {
	for _, c := range []struct{ variable, option, want string }{{"", "", "cpu"}, {"cuda", "", "cuda"}, {"cuda", "cpu", "cpu"}} {
		t.Setenv(DeviceVariable, c.variable)
		if got := (Options{Device: c.option}).device(); got != c.want {
			t.Errorf("$VFM_DEVICE %q and option %q give %s, want %s", c.variable, c.option, got, c.want)
		}
	}
	t.Setenv(DeviceVariable, "gpu")
	if err := (Options{}).Validate(); err == nil || !strings.Contains(err.Error(), "known: cpu, cuda") {
		t.Errorf("$VFM_DEVICE gpu: %v", err)
	}
	t.Setenv(DeviceVariable, "cuda")
	s, o := testSuite(t)
	if r := mustRun(t, s, o)[0]; r.Provenance.Device != "cuda" {
		t.Errorf("the record says device %s", r.Provenance.Device)
	}
}

func TestSelection(t *testing.T) {
	s, o := testSuite(t)
	for _, c := range []struct {
		name  string
		set   func(*Options)
		want  int
		error string
	}{
		{"a family", func(o *Options) { o.Families = []string{"B"} }, 4, ""},
		{"a model and a data set", func(o *Options) { o.Models, o.Datasets = []string{"two"}, []string{"copies"} }, 1, ""},
		{"a family without models", func(o *Options) { o.Families = []string{"Empty"} }, 0, ""},
		{"unknown family", func(o *Options) { o.Families = []string{"C"} }, 0, "known: A, B, Empty"},
		{"unknown model", func(o *Options) { o.Models = []string{"three"} }, 0, "did you mean three3?"},
		{"model of another family", func(o *Options) { o.Families, o.Models = []string{"A"}, []string{"two"} }, 0, "known: one"},
		{"unknown data set", func(o *Options) { o.Datasets = []string{"color"} }, 0, "known: colours, copies"},
		{"unknown precision", func(o *Options) { o.Precision = "int8" }, 0, "known: fp32, fp16"},
		{"unknown engine", func(o *Options) { o.Engine = "xla" }, 0, "known: fake"},
		{"unknown device", func(o *Options) { o.Device = "tpu" }, 0, "known: cpu, cuda"},
	} {
		chosen := o
		c.set(&chosen)
		records, err := Run(t.Context(), s, chosen)
		var unknown *UnknownError
		switch {
		case c.error == "" && (err != nil || len(records) != c.want):
			t.Errorf("%s: %d records, %v; want %d", c.name, len(records), err, c.want)
		case c.error != "" && (!errors.As(err, &unknown) || !strings.Contains(err.Error(), c.error)):
			t.Errorf("%s: error %v, want one with %q", c.name, err, c.error)
		}
	}
}

func TestNearest(t *testing.T) {
	s, o := testSuite(t)
	dir := filepath.Dir(s.Path)
	paths := []string{filepath.Join(dir, "copies/all/red/05.png"), filepath.Join(dir, "suite.yaml"), filepath.Join(dir, "nowhere.png"), dir}
	answers, err := Nearest(t.Context(), s, o, "two", "copies", paths, 3)
	if err != nil {
		t.Fatal(err)
	}
	if m := answers[0].Matches; len(m) != 3 || m[0].Item.ID != "all/red/05.png" || m[0].Similarity < 0.999999 {
		t.Errorf("matches of %s: %+v", paths[0], m)
	}
	for i, a := range answers {
		if a.Path != paths[i] || (a.Problem != "") != (i > 0) {
			t.Errorf("answer %d: %+v", i, a)
		}
	}
	if got := answers[2].Problem; got != "there is no such file" {
		t.Errorf("a file that is not there: %q", got)
	}
}

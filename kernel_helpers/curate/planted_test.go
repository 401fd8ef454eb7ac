package curate

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"runtime"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// tables are the two tables of an outcome.
func tables(t *testing.T, o *Outcome) string {
	t.Helper()
	var b bytes.Buffer
	for _, err := range []error{o.WriteKept(&b), o.WriteDropped(&b)} {
		if err != nil {
			t.Fatal(err)
		}
	}
	return b.String()
}

// TestPlanted plants copies in a pool of scenes and wants them found, and an outcome that knows nothing of them.
func TestPlanted(t *testing.T) {
	needsRuntime(t)
	s, dir := scenesSuite(t)
	pool := scenesPool(t, dir, 24)
	if err := os.WriteFile(filepath.Join(pool, "broken.png"), []byte("no picture"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := experiment.Options{Cache: filepath.Join(dir, "cache")}
	grow := func(settings Settings) *Outcome {
		settings.K = 3
		out, err := Run(t.Context(), s, o, Sources{Model: "micro-clip", Seeds: []string{"seeds"}, Pool: pool}, settings)
		if err != nil {
			t.Fatal(err)
		}
		return out
	}
	before, listed := tables(t, grow(Settings{})), filesIn(t, pool)
	out := grow(Settings{Planted: 100})
	if tables(t, out) != before || filesIn(t, pool) != listed {
		t.Error("planting changed the outcome, or the pool")
	}
	if out.Planted.Originals != 26 { // all but the broken one
		t.Errorf("%d originals", out.Planted.Originals)
	}
	for _, k := range append(out.Planted.Kinds, out.Planted.All) {
		least := 0.99
		if k.Kind == "watermark" || k.Kind == "brightness" || k.Kind == "" {
			least = 0.9
		}
		if k.Planted == 0 || k.Recall().Value < least || k.Precision() < 0.99 {
			t.Errorf("%+v", k)
		}
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	runtime.GOMAXPROCS(3)
	o.Cache = filepath.Join(dir, "another cache")
	again := grow(Settings{Planted: 100})
	if !reflect.DeepEqual(counts(again.Planted), counts(out.Planted)) {
		t.Errorf("another run counts %+v, not %+v", again.Planted, out.Planted)
	}

	// Something else where the resized copies were, then nothing.
	for i := range 26 {
		files, err := filepath.Glob(filepath.Join(o.Cache, "planted", "*", fmt.Sprintf("%05d", i), "resized.jpg"))
		if err != nil || len(files) != 1 {
			t.Fatal(files, err)
		}
		saved(t, files[0], world.New(78, i).Draw(testSide), 90)
	}
	other := grow(Settings{Planted: 100}).Planted
	if got := kindOf(other, "resized"); got.Found != 0 || got.Planted != 26 || kindOf(other, "re-encoded") != withoutPairs(kindOf(again.Planted, "re-encoded"), kindOf(other, "re-encoded")) {
		t.Errorf("of other pictures some are found: %+v", other.Kinds)
	}
	for _, c := range []struct {
		change func(path string) error
		want   string
	}{{func(path string) error { return os.WriteFile(path, []byte("no picture"), 0o644) }, "00003/resized.jpg cannot be read"}, {os.Remove, "some are missing; remove the folder"}} {
		files, _ := filepath.Glob(filepath.Join(o.Cache, "planted", "*", "00003", "resized.jpg"))
		if err := c.change(files[0]); err != nil {
			t.Fatal(err)
		}
		_, err := Run(t.Context(), s, o, Sources{Model: "micro-clip", Seeds: []string{"seeds"}, Pool: pool}, Settings{Planted: 100})
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%v, want it to hold %q", err, c.want)
		}
	}
}

// withoutPairs is k with the pairs of another.
func withoutPairs(k, other PlantedKind) PlantedKind {
	k.Pairs, k.Wrong = other.Pairs, other.Wrong
	return k
}

// TestPlantedAmongLookAlikes has a pool in which different pictures are nearly the same, and a rule that takes one for
// another.
func TestPlantedAmongLookAlikes(t *testing.T) {
	needsRuntime(t)
	s, dir := scenesSuite(t)
	pictures, err := world.Pictures("xray", 75)
	if err != nil {
		t.Fatal(err)
	}
	pool := filepath.Join(dir, "pool")
	for i := range 40 {
		writeImage(t, filepath.Join(pool, fmt.Sprintf("%03d.png", i)), pictures[i*3].Draw())
	}
	grow := func(settings Settings) *Planted {
		out, err := Run(t.Context(), s, experiment.Options{Cache: filepath.Join(dir, "cache")}, Sources{Model: "micro-clip", Seeds: []string{"seeds"}, Pool: pool}, settings)
		if err != nil {
			t.Fatal(err)
		}
		return out.Planted
	}
	p := grow(Settings{Planted: 20})
	if p.All.Recall().Value < 0.95 || kindOf(p, SameFile).Recall().Value != 1 || p.All.Planted != len(p.Copies) {
		t.Errorf("films: %+v", p.Kinds)
	}
	if p.All.Precision() < 0.99 {
		t.Errorf("films: %+v", p.All)
	}
	lax := grow(Settings{Planted: 5, Judge: JudgeVectors, Near: 0.5, Leak: 1})
	if lax.Originals != 5 || lax.All.Precision() > 0.5 || lax.All.Wrong != len(lax.Wrong) {
		t.Errorf("any vectors: %+v", lax.All)
	}
}

// counts leaves out where the files are.
func counts(p *Planted) []any { return []any{p.Originals, p.Kinds, p.All, len(p.Copies), len(p.Wrong)} }

func kindOf(p *Planted, kind string) PlantedKind {
	for _, k := range p.Kinds {
		if k.Kind == kind {
			return k
		}
	}
	return PlantedKind{}
}

// filesIn names all files of a folder.
func filesIn(t *testing.T, dir string) string {
	t.Helper()
	var names []string
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return strings.Join(names, " ")
}

// TestCensus counts edges by hand: images 0 … 2 are a pool, of which 0 and 1 are one picture, 3 … 6 copies, 7 a test.
func TestCensus(t *testing.T) {
	items := []dataset.Item{{ID: "a"}, {ID: "b"}, {ID: "c"}, {ID: "a1"}, {ID: "a2"}, {ID: "c1"}, {ID: "c2"}, {ID: "t"}}
	b := &bed{from: map[string]origin{"a1": {SameFile, items[0]}, "a2": {"resized", items[0]}, "c1": {SameFile, items[2]}, "c2": {"resized", items[2]}}}
	c := newCensus(b, items, 3, 4, []Edge{{0, 1, NearSame}})
	got := c.count([]Edge{
		{0, 1, NearSame},  // no copy
		{0, 3, SameBytes}, // a and its copy
		{1, 4, NearSame},  // what is the same as a, and a's copy
		{3, 4, NearSame},  // two copies of a
		{5, 6, NearSame},  // two copies of c, neither of which is found to be c
		{4, 5, NearSame},  // copies of a and of c
		{6, 7, NearSame},  // a copy of c and a test
	})
	want := []PlantedKind{{SameFile, 2, 1, 4, 1}, {"resized", 2, 1, 5, 2}}
	for i, w := range want {
		if k := kindOf(got, w.Kind); k != w {
			t.Errorf("%d: %+v, want %+v", i, k, w)
		}
	}
	if all := (PlantedKind{"", 4, 2, 6, 2}); got.All != all || got.Originals != 2 {
		t.Errorf("%+v, want %+v", got.All, all)
	}
	if p := got.Wrong[0]; p.Copy.Original.ID != "a" || p.Copy.ID != "a2" || p.Other.ID != "c1" || p.Kind != SameFile {
		t.Errorf("wrong pair %+v", p)
	}
	if p := got.Copies; len(p) != 4 || !p[0].Found || !p[1].Found || p[2].Found || p[2].ID != "c1" || p[2].Original.ID != "c" {
		t.Errorf("copies %+v", p)
	}
}

func TestNothingToPlant(t *testing.T) {
	pool := filepath.Join(t.TempDir(), "small")
	writeImage(t, filepath.Join(pool, "small.png"), world.New(73, 0).Draw(plantLeast-1))
	set, err := dataset.OpenPool(t.Context(), pool)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := newBed(t.Context(), t.TempDir(), set, readHere, 3, 0); err == nil || !strings.Contains(err.Error(), "32 pixels a side") {
		t.Error("a pool of nothing to plant is no error:", err)
	}
}

// TestCompareTakesWhatIsKnown has images that cannot be read: only what is known of a pair makes an edge.
func TestCompareTakesWhatIsKnown(t *testing.T) {
	items := []dataset.Item{{ID: "a"}, {ID: "b"}, {ID: "c"}}
	c := newCrowd(items, make([]Look, 3), 3)
	c.edges, c.crowded = nil, make([]bool, 3)
	known := map[duplicate.Pair]float64{{A: 0, B: 1}: 0.95, {A: 0, B: 2}: 0.99}
	err := c.compare(t.Context(), &here{Work: Work{Pool: items}}, []duplicate.Pair{{A: 0, B: 1}, {A: 0, B: 2}, {A: 1, B: 2}}, func(p duplicate.Pair) (float64, bool) {
		s, ok := known[p]
		return s, ok
	})
	if err != nil || !reflect.DeepEqual(c.edges, []Edge{{0, 1, NearSame}, {0, 2, NearSame}}) {
		t.Errorf("edges %v, %v", c.edges, err)
	}
	for p, want := range known {
		if got, ok := c.compared(p); !ok || got != want {
			t.Errorf("%v: %v %v, want %v", p, got, ok, want)
		}
	}
	if _, ok := c.compared(duplicate.Pair{A: 2, B: 3}); ok {
		t.Error("a pair that was not compared has a similarity")
	}
}

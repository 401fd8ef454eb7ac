package experiment

import (
	"math"
	"os"
	"reflect"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// TestProbeIsTheOfficialProtocol: the queries as they are have the scores of the records.
func TestProbeIsTheOfficialProtocol(t *testing.T) {
	s, o := testSuite(t)
	records, err := Run(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	found, err := Probe(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	if len(found) != len(records) {
		t.Fatalf("%d of %d pairs were probed", len(found), len(records))
	}
	for i, r := range records {
		p, score := found[i], r.Score()
		if p.Model != r.Model || p.Dataset != r.Dataset || p.Metric != r.Headline || len(p.Asked) != r.N {
			t.Errorf("%s on %s: %s of %d queries, want %s on %s, %s of %d", p.Model, p.Dataset, p.Metric, len(p.Asked), r.Model, r.Dataset, r.Headline, r.N)
		}
		if math.Abs(p.Plain.Value-score.Value) > 1e-6 || math.Abs(p.Plain.Low-score.Low) > 1e-6 || math.Abs(p.Plain.High-score.High) > 1e-6 {
			t.Errorf("%s on %s: the queries as they are have %v, the record has %v", p.Model, p.Dataset, p.Plain, score)
		}
		if len(p.Trials) != len(questions()) || len(p.LeftOut) > 0 {
			t.Errorf("%s on %s: %d changes of %d, left out %v", p.Model, p.Dataset, len(p.Trials), len(questions()), p.LeftOut)
		}
		read, err := result.ReadProbes(o.Out+"/results", p.Model, p.Dataset, r.Provenance.Key, r.Provenance.Truth)
		if p.Version = result.ProbesVersion; err != nil || !reflect.DeepEqual(read, p) {
			t.Errorf("%s on %s: saved is %v, %v", p.Model, p.Dataset, read, err)
		}
	}
}

// TestProbesSeeWhatAModelSees: the fake model knows the mean colour and nothing else.
func TestProbesSeeWhatAModelSees(t *testing.T) {
	s, o := testSuite(t)
	o.Models, o.Datasets = []string{"one"}, []string{"colours"}
	found, err := Probe(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	p := found[0]
	for name, lost := range map[string]bool{probe.Rotation: false, probe.Blur: false, probe.Colour: true} {
		if c := p.Trial(name, 0).Change; (c.Value < -0.3) != lost {
			t.Errorf("%s changes the score by %v; the model sees it: %t", name, c.Value, lost)
		}
	}
}

// TestProbeGoesOn: what is saved is not done again; what is in the cache is not embedded again, and ends in the same
// bytes; a change that is not saved is made alone.
func TestProbeGoesOn(t *testing.T) {
	s, o := testSuite(t)
	o.Models = []string{"one"}
	if _, err := Probe(t.Context(), s, o); err != nil {
		t.Fatal(err)
	}
	path := result.ProbesPath(o.Out+"/results", "one", "colours")
	first := mustRead(t, path)

	again, e := withEngine(o, 4, 2)
	if _, err := Probe(t.Context(), s, again); err != nil || e.calls.Load() != 0 {
		t.Fatalf("a second time: %v, %d batches were embedded, want none", err, e.calls.Load())
	}
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if _, err := Probe(t.Context(), s, again); err != nil || e.calls.Load() != 0 {
		t.Fatalf("without the saved file: %v, %d batches were embedded, want none", err, e.calls.Load())
	}
	if second := mustRead(t, path); !slices.Equal(first, second) {
		t.Error("made again from the cache, the file has other bytes")
	}
	o.Datasets = []string{"colours"}
	saved, err := Probe(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	const lost = 5
	saved[0].Trials = slices.Delete(slices.Clone(saved[0].Trials), lost, lost+1)
	if err := result.WriteProbes(o.Out+"/results", saved[0]); err != nil {
		t.Fatal(err)
	}
	alone, one := withEngine(o, 4, 2)
	if _, err := Probe(t.Context(), s, alone); err != nil || int(one.calls.Load()) != (len(saved[0].Asked)+3)/4 {
		t.Errorf("without one change: %v, %d batches of 4 were embedded for %d queries", err, one.calls.Load(), len(saved[0].Asked))
	}
	if third := mustRead(t, path); !slices.Equal(first, third) {
		t.Error("with one change made anew, the file has other bytes")
	}
	fewer := again
	fewer.Probes = 5
	if found, err := Probe(t.Context(), s, fewer); err != nil || len(found[0].Asked) <= 5 || e.calls.Load() != 0 {
		t.Errorf("asking fewer queries: %v, %d batches; what is saved of more is as good", err, e.calls.Load())
	}
}

// TestProbeAsksASample: the same queries of all models.
func TestProbeAsksASample(t *testing.T) {
	s, o := testSuite(t)
	o.Probes, o.Datasets = 7, []string{"copies"}
	found, err := Probe(t.Context(), s, o)
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found {
		if len(p.Asked) != 7 || !slices.Equal(p.Asked, found[0].Asked) {
			t.Errorf("%s was asked %v, %s %v", p.Model, p.Asked, found[0].Model, found[0].Asked)
		}
	}
}

func mustRead(t *testing.T, path string) []byte {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

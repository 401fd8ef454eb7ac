package points

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// measured is a record whose interval begins at low.
func measured(model string, value, low float64) result.Record {
	r := record(model, "d", value)
	r.Metrics[1].Low, r.Metrics[1].High = low, 1
	return r
}

func withBaselines() Input {
	return Input{Suite: "s", Families: families("A:a", "B:b", "C:"), Baselines: []string{"plain", "none"}, Datasets: []string{"d"},
		Records: []result.Record{measured("a", 0.6, 0.5), measured("b", 0.9, 0.8), measured("plain", 0.7, 0.6)}}
}

// TestBaselinesHaveNoPart: places, points, tests and all that is missing are as without them.
func TestBaselinesHaveNoPart(t *testing.T) {
	in := withBaselines()
	in.Queries = func(model, dataset string) ([]result.Query, error) { return answers(0, 50, false), nil }
	got := Count(in)
	in.Baselines, in.Records = nil, in.Records[:2]
	want := Count(in)
	if len(got.Datasets[0].Baselines) != 2 || len(want.Datasets[0].Baselines) != 0 {
		t.Errorf("baselines %v and %v", got.Datasets[0].Baselines, want.Datasets[0].Baselines)
	}
	got.Datasets[0].Baselines, got.Datasets[0].NotAbove = nil, nil
	if !reflect.DeepEqual(got, want) {
		t.Errorf("with baselines %+v\nwithout        %+v", got, want)
	}
}

func TestBaselines(t *testing.T) {
	in := withBaselines()
	d := Count(in).Datasets[0]
	want := []Baseline{{Model: "plain", Value: 0.7}, {Model: "none", Absent: "there is no result", Command: "bin/vfm run -suite s -model none -dataset d"}}
	if !reflect.DeepEqual(d.Baselines, want) {
		t.Errorf("baselines %+v, want %+v", d.Baselines, want)
	}
	if want := []NotAbove{{"A", "a", "plain", 0.5, 0.7}}; !reflect.DeepEqual(d.NotAbove, want) {
		t.Errorf("not above %+v, want %+v", d.NotAbove, want)
	}
	for low, want := range map[float64]string{0.69: "[{A a plain 0.69 0.7}]", 0.7: "[{A a plain 0.7 0.7}]", 0.71: "[]"} {
		in.Records[0] = measured("a", 0.75, low)
		if got := fmt.Sprint(Count(in).Datasets[0].NotAbove); got != want {
			t.Errorf("an interval from %v: %s, want %s", low, got, want)
		}
	}
}

// TestBaselineOfOtherData does not decide what is current, and is not compared.
func TestBaselineOfOtherData(t *testing.T) {
	in := withBaselines()
	in.Records[2].Provenance.Fingerprint = digest.Of([]byte("other"))
	in.Records[2].Provenance.Finished = in.Records[0].Provenance.Finished.AddDate(1, 0, 0)
	got := Count(in)
	d := got.Datasets[0]
	if len(d.Places) != 2 || len(got.Stale) != 0 || !strings.HasPrefix(d.Baselines[0].Absent, "it was made on other images than") || d.Baselines[0].Value != 0 || len(d.NotAbove) != 0 {
		t.Errorf("%+v, stale %+v", d, got.Stale)
	}
	in.Records = in.Records[2:]
	if d := Count(in).Datasets[0]; d.Baselines[0].Absent != "" || d.Baselines[0].Value != 0.7 || len(d.Places) != 0 {
		t.Errorf("baselines alone: %+v", d)
	}
}

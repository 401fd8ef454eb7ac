package result

import (
	"errors"
	"io/fs"
	"os"
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

func someProbes() Probes {
	return Probes{Model: "m", Dataset: "d", Task: Classification, Metric: "knn-1", Key: digest.Of([]byte("k")), Truth: digest.Of([]byte("t")), N: 3,
		Asked: []int{4, 9}, Plain: Score{0.5, 0.1, 0.9}, Outcomes: []float64{1, 0},
		Trials: []Trial{{Probe: "blur", Strength: 1, Outcomes: []float64{0, 0}, Score: Score{0, 0, 0.7}, Change: Difference{Value: -0.5, Low: -0.9, High: 0.3, P: 1}},
			{Probe: "blur", Strength: 2, Outcomes: []float64{1, 0}, Score: Score{0.5, 0.1, 0.9}, Change: Difference{Low: -0.6, High: 0.6, P: 1}}}}
}

func TestProbesAreStored(t *testing.T) {
	dir, p := t.TempDir(), someProbes()
	if err := WriteProbes(dir, p); err != nil {
		t.Fatal(err)
	}
	got, err := ReadProbes(dir, "m", "d", p.Key, p.Truth)
	if err != nil || got.Version != ProbesVersion || got.Trial("blur", 0).Strength != 2 || got.Trial("blur", 1).Strength != 1 || got.Trial("crop", 0) != nil {
		t.Errorf("%+v, %v", got, err)
	}
	if _, err := ReadProbes(dir, "m", "d", p.Truth, p.Truth); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("probes of other vectors: %v, want that there are none", err)
	}
	if records, bad, err := ReadAll(dir); len(records) > 0 || len(bad) > 0 || err != nil {
		t.Errorf("among the results: %v, %v, %v; they are none", records, bad, err)
	}
	newer := strings.Replace(`{"probes":1}`, "1", "99", 1)
	if err := os.WriteFile(ProbesPath(dir, "m", "d"), []byte(newer), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, err := ReadProbes(dir, "m", "d", p.Key, p.Truth); err == nil || !strings.Contains(err.Error(), "update vfm") {
		t.Errorf("probes of a newer vfm: %v", err)
	}
}

func TestProbesAreChecked(t *testing.T) {
	for name, spoil := range map[string]func(*Probes){
		"field asked":    func(p *Probes) { p.Asked = nil },
		"outcomes":       func(p *Probes) { p.Trials[0].Outcomes = nil },
		"has the score":  func(p *Probes) { p.Trials[1].Score.Value = 2 },
		"has the change": func(p *Probes) { p.Trials[1].Change.Low = 0.9 },
	} {
		p := someProbes()
		spoil(&p)
		if err := WriteProbes(t.TempDir(), p); err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

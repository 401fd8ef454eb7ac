package result

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// ProbesVersion is the version that WriteProbes stores. ReadProbes accepts every version from 1 on.
const ProbesVersion = 1

// Probes is what became of a result when its queries were changed: package probe says how, and the nearest images
// are searched and scored as for the record. All lists of numbers have one for each query that was asked.
type Probes struct {
	Version int           `json:"probes"`
	Model   string        `json:"model"`
	Dataset string        `json:"dataset"`
	Task    string        `json:"task"`
	Metric  string        `json:"metric"` // the headline: knn-1 or map
	Key     digest.SHA256 `json:"key"`    // of the vectors, as in the record's provenance
	Truth   digest.SHA256 `json:"truth"`  // of the labels and splits, likewise
	Method  string        `json:"method"` // version of the changes
	N       int           `json:"n"`      // queries of the data set that can be asked

	Asked    []int     `json:"asked"`    // which of its images were asked, all or a sample, by their place in the data set
	Plain    Score     `json:"plain"`    // of these queries as they are
	Outcomes []float64 `json:"outcomes"` // of each: 1 right, 0 wrong; of an image search its average precision

	Trials  []Trial   `json:"trials"`
	LeftOut []LeftOut `json:"left_out"`
}

// Score is the headline metric over some queries with its 95 % interval, all 0 … 1.
type Score struct {
	Value float64 `json:"value"`
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
}

// Trial is one probe at one strength.
type Trial struct {
	Probe    string        `json:"probe"`
	Strength float64       `json:"strength"`
	Key      digest.SHA256 `json:"key"` // of all that can change the changed queries' vectors
	Score    Score         `json:"score"`
	Change   Difference    `json:"change"` // of the score, less that of the queries as they are
	Outcomes []float64     `json:"outcomes"`

	// Follows is, for the probes of a wrong and of a nonsense word, 1 where the nearest image has the label whose name is
	// the wrong word, else 0.
	Follows []int `json:"follows,omitempty"`
	// Object is, for the probe of another background, 1 where the changed query is more similar to the same object before
	// its own background than to another object before the same background, else 0. Drawn says that the background
	// was drawn anew behind the object, and not cut out around the middle of the image.
	Object []int `json:"object,omitempty"`
	Drawn  bool  `json:"drawn,omitempty"`
}

// Difference is by how much two scores on the same queries differ, with its 95 % interval and the paired test.
type Difference struct {
	Value     float64 `json:"value"`
	Low       float64 `json:"low"`
	High      float64 `json:"high"`
	P         float64 `json:"p"`        // of McNemar's exact test, or of the sign-flip test of average precisions
	Adjusted  float64 `json:"adjusted"` // by Holm, over all trials of the model on the data set
	Separable bool    `json:"separable"`
}

// LeftOut is a probe that could not be made, and why.
type LeftOut struct {
	Probe  string `json:"probe"`
	Reason string `json:"reason"`
}

// Share is the share of ones.
func Share(flags []int) float64 {
	n := 0
	for _, f := range flags {
		n += f
	}
	return float64(n) / float64(max(1, len(flags)))
}

// Trial returns the trial of a probe at a strength, or at its highest if strength is 0. It is nil if there is none.
func (p *Probes) Trial(probe string, strength float64) *Trial {
	var found *Trial
	for i := range p.Trials {
		t := &p.Trials[i]
		if t.Probe == probe && (t.Strength == strength || strength == 0 && (found == nil || t.Strength > found.Strength)) {
			found = t
		}
	}
	return found
}

// probesName ends the names of these files, before .json.
const probesName = ".probes"

// ProbesPath returns where the probes beside a record are: dir/model/dataset.probes.json.
func ProbesPath(dir, model, dataset string) string {
	return filepath.Join(dir, model, dataset+probesName+".json")
}

// WriteProbes stores probes under dir, whole or not at all.
func WriteProbes(dir string, p Probes) error {
	path := ProbesPath(dir, p.Model, p.Dataset)
	p.Version = ProbesVersion
	err := p.Validate()
	text, failed := json.Marshal(p)
	if err == nil {
		err = failed
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return atomicfile.WriteBytes(path, append(text, '\n'))
}

// ReadProbes returns the probes of a model on a data set whose vectors have the key. Those that are missing, or that
// were made of other vectors or labels, are an fs.ErrNotExist.
func ReadProbes(dir, model, dataset string, key, truth digest.SHA256) (Probes, error) {
	path := ProbesPath(dir, model, dataset)
	text, err := os.ReadFile(path)
	if err != nil {
		return Probes{}, fmt.Errorf("reading probes: %w", err)
	}
	p, err := decode[Probes](probes, text)
	if err == nil && (p.Model != model || p.Dataset != dataset || p.Key != key || p.Truth != truth) {
		err = fmt.Errorf("they were made for another result: %w", fs.ErrNotExist)
	}
	if err != nil {
		return Probes{}, fmt.Errorf("reading probes %s: %w", path, err)
	}
	return p, nil
}

// Validate reports the first field that no probes can have as it is.
func (p Probes) Validate() error {
	n := len(p.Asked)
	if n == 0 || n > p.N || len(p.Outcomes) != n || !p.Plain.valid() {
		return fmt.Errorf("field asked: %d of %d queries with %d outcomes and the score %v", n, p.N, len(p.Outcomes), p.Plain)
	}
	for _, t := range p.Trials {
		where := fmt.Sprintf("field trials: %s at %v", t.Probe, t.Strength)
		switch {
		case t.Probe == "" || !(t.Strength > 0) || !t.Score.valid():
			return fmt.Errorf("%s has the score %v", where, t.Score)
		case len(t.Outcomes) != n || t.Follows != nil && len(t.Follows) != n || t.Object != nil && len(t.Object) != n:
			return fmt.Errorf("%s has %d, %d, %d outcomes of %d queries", where, len(t.Outcomes), len(t.Follows), len(t.Object), n)
		case !(t.Change.Low <= t.Change.High && -1 <= t.Change.Low && t.Change.High <= 1 && share(t.Change.P)):
			return fmt.Errorf("%s has the change %v", where, t.Change)
		}
	}
	return nil
}

func (s Score) valid() bool {
	return share(s.Value) && share(s.Low) && share(s.High) && s.Low <= s.High
}

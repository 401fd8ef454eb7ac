package result

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// insightEnd is what the name of an insight's file ends with; no data set's name may end with insightName.
const (
	insightName = ".insight"
	insightEnd  = insightName + ".json"
)

// InsightPath returns where the insight beside a record is: dir/model/dataset.insight.json. Records of
// earlier versions have none.
func InsightPath(dir, model, dataset string) string {
	return filepath.Join(dir, model, dataset+insightEnd)
}

// isInsight reports whether a file among the results is an insight or a record's probes, by its name.
func isInsight(name string) bool {
	return strings.HasSuffix(name, insightEnd) || strings.HasSuffix(name, probesName+".json")
}

// WriteInsight stores an insight under dir, whole or not at all.
func WriteInsight(dir string, i Insight) error {
	path := InsightPath(dir, i.Model, i.Dataset)
	i.Version = InsightVersion
	text, err := json.Marshal(i)
	if err == nil {
		err = i.Validate()
	}
	if err != nil {
		return fmt.Errorf("writing %s: %w", path, err)
	}
	return atomicfile.WriteBytes(path, append(text, '\n'))
}

// ReadInsight returns the insight that belongs to a record. One that is missing, or that was made for
// another result, is an fs.ErrNotExist.
func ReadInsight(dir string, r Record) (Insight, error) {
	path := InsightPath(dir, r.Model, r.Dataset)
	text, err := os.ReadFile(path)
	if err != nil {
		return Insight{}, fmt.Errorf("reading insight: %w", err)
	}
	i, err := decode[Insight](insights, text)
	if err == nil && (i.Model != r.Model || i.Dataset != r.Dataset || i.Key != r.Provenance.Key || i.Truth != r.Provenance.Truth || i.Gallery != r.Gallery || i.N != r.N) {
		err = fmt.Errorf("it was made for another result: %w", fs.ErrNotExist)
	}
	if err != nil {
		return Insight{}, fmt.Errorf("reading insight %s: %w", path, err)
	}
	return i, nil
}

// Validate reports the first field that no insight can have as it is.
func (i Insight) Validate() error {
	for _, h := range []Histogram{i.Similarity.Right, i.Similarity.Wrong} {
		end := h.From + h.Width*float64(len(h.Counts))
		if len(h.Counts) > 0 && !(h.Width > 0 && h.From >= -1-1e-9 && end <= 1+1e-9) {
			return fmt.Errorf("field similarity: %d bins of %v from %v are not within -1 … 1", len(h.Counts), h.Width, h.From)
		}
	}
	for _, c := range i.Curves {
		for _, p := range c.Points {
			if p.K < 1 || !share(p.Value) || !share(p.Low) || !share(p.High) || p.Low > p.High {
				return fmt.Errorf("field curves: %s at k = %d is %v with interval %v … %v", c.Name, p.K, p.Value, p.Low, p.High)
			}
		}
	}
	if i.Shots != nil {
		for _, p := range i.Shots.Points {
			if p.N < 1 || !share(p.Mean) || !share(p.SD) {
				return fmt.Errorf("field shots: with %d images per class %v ± %v", p.N, p.Mean, p.SD)
			}
		}
	}
	if !share(i.Hubs.Nearest) {
		return fmt.Errorf("field hubs.nearest: %v is no share", i.Hubs.Nearest)
	}
	return i.Map.validate()
}

func (m Map) validate() error {
	for _, p := range m.Points {
		if p.Label < 0 || p.Label >= len(m.Labels) || math.Abs(p.X) > 2 || math.Abs(p.Y) > 2 || p.Item == "" {
			return fmt.Errorf("field map: the point of %q, label %d of %d, is at %v, %v", p.Item, p.Label, len(m.Labels), p.X, p.Y)
		}
	}
	return nil
}

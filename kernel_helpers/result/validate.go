package result

import (
	"fmt"
	"math"
)

// Tasks of a record.
const (
	Classification = "classification"
	Retrieval      = "retrieval"
)

// Validate reports the first field that no record can have as it is.
func (r Record) Validate() error {
	for _, f := range []struct{ name, value string }{
		{"model", r.Model}, {"dataset", r.Dataset}, {"suite", r.Suite}, {"family", r.Family}, {"headline", r.Headline},
	} {
		if f.value == "" {
			return fmt.Errorf("field %s: it is empty", f.name)
		}
	}
	if r.Task != Classification && r.Task != Retrieval {
		return fmt.Errorf("field task: %q is neither %s nor %s", r.Task, Classification, Retrieval)
	}
	if r.N < 1 || r.Gallery < 1 {
		return fmt.Errorf("fields n and gallery: %d queries in %d images, want at least one of each", r.N, r.Gallery)
	}
	if r.Provenance.Fingerprint.IsZero() || r.Provenance.Truth.IsZero() {
		return fmt.Errorf("fields provenance.fingerprint and provenance.truth: both must be set")
	}
	return r.validateNumbers()
}

func (r Record) validateNumbers() error {
	seen := map[string]bool{}
	for i, m := range r.Metrics {
		field := fmt.Sprintf("field metrics[%d]", i)
		if m.Name == "" || seen[m.Name] {
			return fmt.Errorf("%s: the name %q is empty or there twice", field, m.Name)
		}
		seen[m.Name] = true
		if !share(m.Value) || !share(m.Low) || !share(m.High) || m.Low > m.High {
			return fmt.Errorf("%s: %s is %v with interval %v … %v, want numbers from 0 to 1", field, m.Name, m.Value, m.Low, m.High)
		}
	}
	if !seen[r.Headline] {
		return fmt.Errorf("field headline: there is no metric %q", r.Headline)
	}
	for i, c := range r.Classes {
		if !share(c.Value) || c.N < 0 {
			return fmt.Errorf("field classes[%d]: %q has %v over %d queries", i, c.Label, c.Value, c.N)
		}
	}
	if r.ZeroShot != nil {
		for i, t := range r.ZeroShot.Templates {
			if !share(t.Value) {
				return fmt.Errorf("field zero_shot.templates[%d]: %q has %v", i, t.Text, t.Value)
			}
		}
	}
	if c := r.Captions; c != nil && (c.Texts < 1 || c.Described < 1 || c.Described > c.Searched) {
		return fmt.Errorf("field captions: %d texts of %d images among %d, want at least one of each", c.Texts, c.Described, c.Searched)
	}
	if p := r.LinearProbe; p != nil {
		if !(p.C > 0) || math.IsInf(p.C, 0) {
			return fmt.Errorf("field linear_probe.c: %v is no strength", p.C)
		}
		for i, s := range p.Strengths {
			if !share(s.Value) {
				return fmt.Errorf("field linear_probe.strengths[%d]: C = %v has %v", i, s.C, s.Value)
			}
		}
	}
	for _, f := range []struct {
		name  string
		value float64
	}{
		{"embed_seconds", r.Cost.EmbedSeconds}, {"search_seconds", r.Cost.SearchSeconds}, {"fit_seconds", r.Cost.FitSeconds}, {"images_per_second", r.Cost.ImagesPerSecond},
	} {
		if math.IsNaN(f.value) || math.IsInf(f.value, 0) || f.value < 0 {
			return fmt.Errorf("field cost.%s: %v is no amount", f.name, f.value)
		}
	}
	return nil
}

// share reports whether v is a number from 0 to 1.
func share(v float64) bool { return v >= 0 && v <= 1 }

package suite

import (
	"strings"
	"testing"
)

// TestSuitesThatVFMBrings reads the suites article and small, and every card that they name.
func TestSuitesThatVFMBrings(t *testing.T) {
	for name, want := range map[string]struct{ models, datasets int }{"article": {7, 5}, "small": {3, 5}} {
		s, err := Read(name)
		if err != nil {
			t.Fatal(err)
		}
		if s.Name != name || len(s.Datasets) != want.datasets {
			t.Errorf("suite %s calls itself %s and has %d data sets", name, s.Name, len(s.Datasets))
		}
		for _, set := range s.Datasets {
			if c, err := s.Dataset(set); err != nil || c.License == "" {
				t.Errorf("data set %s: %+v, %v", set, c, err)
			}
		}
		models := 0
		for _, f := range s.Families {
			for _, model := range f.Models {
				models++
				if c, err := s.Model(model); err != nil || !strings.HasPrefix(c.Weights, "hf:timm/") {
					t.Errorf("model %s: %+v, %v", model, c, err)
				}
			}
		}
		if families := len(s.Families); models != want.models || families != 3 {
			t.Errorf("suite %s has %d models in %d families", name, models, families)
		}
	}
}

package suite

import (
	"strings"
	"testing"
)

// TestSuitesThatVFMBrings reads the suites article, small and sampler, and every card that they name.
func TestSuitesThatVFMBrings(t *testing.T) {
	for name, want := range map[string]struct {
		models, datasets, baselines int
		weights                     string
	}{"article": {7, 5, 0, "hf:timm/"}, "small": {3, 5, 0, "hf:timm/"}, "sampler": {3, 5, 2, "file:../weights/"}} {
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
		for _, f := range s.Groups() {
			for _, model := range f.Models {
				models++
				if c, err := s.Model(model); err != nil || !strings.HasPrefix(c.Weights, want.weights) {
					t.Errorf("model %s: %+v, %v", model, c, err)
				}
			}
		}
		if families := len(s.Families); models != want.models+want.baselines || families != 3 || len(s.Baselines) != want.baselines {
			t.Errorf("suite %s has %d models in %d families, and %d baselines", name, models, families, len(s.Baselines))
		}
	}
}

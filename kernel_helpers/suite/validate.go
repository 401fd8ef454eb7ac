package suite

import (
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

func (s *Suite) validate(doc *card.Document) error {
	if err := card.CheckName(s.Name); err != nil {
		return doc.Errorf("name", "%w", err)
	}
	if len(s.Datasets) == 0 {
		return doc.Errorf("datasets", "the suite names no data set; add `datasets: [NAME, …]`")
	}
	if len(s.Families) == 0 {
		return doc.Errorf("families", "the suite names no family; add `families:` with lines of `FAMILY: [MODEL, …]`")
	}
	for i, name := range s.Datasets {
		if err := card.CheckName(name); err != nil {
			return doc.Errorf("datasets", "data set: %w", err)
		}
		if slices.Contains(s.Datasets[:i], name) {
			return doc.Errorf("datasets", "data set %q is named twice; remove one", name)
		}
	}
	for _, name := range s.Report.Order {
		if !slices.Contains(s.Datasets, name) {
			return doc.Errorf("report.order", "the report's order names %q, which is not among the data sets%s", name, didYouMean(name, s.Datasets))
		}
	}
	if s.Probes < 0 {
		return doc.Errorf("probes", "probes is %d; write how many queries of each data set are changed, or remove the line", s.Probes)
	}
	return s.validateFamilies(doc)
}

func (s *Suite) validateFamilies(doc *card.Document) error {
	family := map[string]string{}
	for _, f := range s.Families {
		if f.Name == "" {
			return doc.Errorf("families", "a family has no name; write one before the colon")
		}
		if f.Name == BaselineFamily && len(s.Baselines) > 0 {
			return doc.Errorf("families."+f.Name, "the family %q has the name that the suite's baselines go by; give it another", f.Name)
		}
		for _, model := range f.Models {
			if err := card.CheckName(model); err != nil {
				return doc.Errorf("families."+f.Name, "model: %w", err)
			}
			if other, seen := family[model]; seen {
				return doc.Errorf("families."+f.Name, "model %q is already in family %q; remove it from one place", model, other)
			}
			family[model] = f.Name
		}
	}
	return s.validateBaselines(doc)
}

// validateBaselines looks at the baselines of a suite whose families are right.
func (s *Suite) validateBaselines(doc *card.Document) error {
	for i, model := range s.Baselines {
		if err := card.CheckName(model); err != nil {
			return doc.Errorf("baselines", "model: %w", err)
		}
		if family := s.Family(model); family != BaselineFamily {
			return doc.Errorf("baselines", "baseline %q is in family %q too; remove it from one place", model, family)
		}
		if slices.Contains(s.Baselines[:i], model) {
			return doc.Errorf("baselines", "baseline %q is named twice; remove one", model)
		}
	}
	return nil
}

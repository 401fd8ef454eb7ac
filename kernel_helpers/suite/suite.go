// Package suite reads a suite: the data sets and the families of models that are compared, in the order
// in which they are shown. It finds the cards that the suite names.
//
//	s, err := suite.Read("../shared/photos/suite.yaml")
//	for _, f := range s.Families {
//		for _, name := range f.Models {
//			card, err := s.Model(name)
//		}
//	}
package suite

import (
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/checkout"
)

// Suite is what `suite.yaml` says.
type Suite struct {
	Name          string      // becomes the folder of the results
	Title         string      // Name if the file gives none
	Datasets      []string    // names, in the order of the report
	Families      []Family    // in the order of the file
	Baselines     []string    // models that are scored and shown beside the families, and get no points
	Models        string      // folder with further model cards, relative to the suite; "" = none
	Report        ReportNotes // what the report shows beside the figures
	ZeroShot      bool        // bring the text models too, where they have to be downloaded
	Probes        int         // queries of each data set that are changed to see what models look at; 0 = none
	NoLinearProbe bool        // leave the linear probe out
	Path          string      // of the suite file
}

// Family is a group of models that score points together. It may have no models.
type Family struct {
	Name   string
	Models []string // names of model cards
}

// BaselineFamily is what stands in the place of a family's name for the baselines of a suite.
const BaselineFamily = "Baseline"

// ReportNotes is what a suite says of its report.
type ReportNotes struct {
	Order []string `yaml:"order"` // data sets in the order to show; those not named follow
	Notes string   `yaml:"notes"` // text shown at the top
}

// file is the YAML form. The order of families is taken from the document.
type file struct {
	Name        string              `yaml:"name"`
	Title       string              `yaml:"title"`
	Datasets    []string            `yaml:"datasets"`
	Families    map[string][]string `yaml:"families"`
	Baselines   []string            `yaml:"baselines"`
	Models      string              `yaml:"models"`
	Report      ReportNotes         `yaml:"report"`
	ZeroShot    bool                `yaml:"zero_shot"`
	Probes      int                 `yaml:"probes"`
	LinearProbe bool                `yaml:"linear_probe"`
}

// ReadFile reads and checks a suite file. Its errors begin with path:line and say what to change.
func ReadFile(path string) (*Suite, error) {
	f := file{LinearProbe: true}
	doc, err := card.Read(path, &f)
	if err != nil {
		return nil, err
	}
	s := &Suite{Name: f.Name, Title: f.Title, Datasets: f.Datasets, Baselines: f.Baselines, Models: f.Models, Report: f.Report, ZeroShot: f.ZeroShot, Probes: f.Probes, Path: path}
	s.NoLinearProbe = !f.LinearProbe
	if s.Title == "" {
		s.Title = s.Name
	}
	for _, name := range doc.Keys("families") {
		s.Families = append(s.Families, Family{Name: name, Models: f.Families[name]})
	}
	if err := s.validate(doc); err != nil {
		return nil, err
	}
	return s, nil
}

// Groups returns all models of the suite: its families and, if it has baselines, those as a group of the name
// BaselineFamily after them.
func (s *Suite) Groups() []Family {
	if len(s.Baselines) == 0 {
		return s.Families
	}
	return append(slices.Clone(s.Families), Family{BaselineFamily, s.Baselines})
}

// Family returns the family that lists a model, BaselineFamily for a baseline, or "" if none does.
func (s *Suite) Family(model string) string {
	for _, f := range s.Groups() {
		for _, m := range f.Models {
			if m == model {
				return f.Name
			}
		}
	}
	return ""
}

// Out returns the folder of the suite's results and report: reports/NAME of the checkout that holds the
// working folder, or else of the working folder. A program that is called from elsewhere leaves its own
// checkout alone.
func (s *Suite) Out() string {
	return filepath.Join(orWorkingFolder(checkout.Working()), "reports", s.Name)
}

// dir is the folder that the suite's paths are relative to.
func (s *Suite) dir() string { return filepath.Dir(s.Path) }

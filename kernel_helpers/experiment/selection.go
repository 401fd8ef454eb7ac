package experiment

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// UnknownError is a name in Options that the suite, or this build, does not have.
type UnknownError struct {
	Kind  string   // "family", "model", "data set", "engine" or "device"
	Name  string   // as given
	Known []string // what could have been meant
}

// Error names the known ones and the nearest.
func (e *UnknownError) Error() string {
	text := fmt.Sprintf("there is no %s %q; ", e.Kind, e.Name)
	if near := card.Nearest(e.Name, e.Known); len(near) > 0 {
		text += "did you mean " + strings.Join(near, " or ") + "? "
	}
	if len(e.Known) == 0 {
		return text + "there is none to choose"
	}
	return text + "known: " + strings.Join(e.Known, ", ")
}

// choice is a model of the suite that was chosen.
type choice struct{ family, model string }

// chosenModels returns the models that o asks for, in the order of the suite, baselines last. A family may have
// none.
func chosenModels(s *suite.Suite, o Options) ([]choice, error) {
	var families, models []string
	for _, f := range s.Groups() {
		families = append(families, f.Name)
	}
	if err := known("family", o.Families, families); err != nil {
		return nil, err
	}
	var chosen []choice
	for _, f := range s.Groups() {
		if !wanted(o.Families, f.Name) {
			continue
		}
		models = append(models, f.Models...)
		for _, m := range f.Models {
			if wanted(o.Models, m) {
				chosen = append(chosen, choice{f.Name, m})
			}
		}
	}
	return chosen, known("model", o.Models, models)
}

// chosenDatasets returns the data sets that o asks for, in the order of the suite.
func chosenDatasets(s *suite.Suite, o Options) ([]string, error) {
	var chosen []string
	for _, d := range s.Datasets {
		if wanted(o.Datasets, d) {
			chosen = append(chosen, d)
		}
	}
	return chosen, known("data set", o.Datasets, s.Datasets)
}

// wanted reports whether a list of names, of which an empty one means all, has the name.
func wanted(names []string, name string) bool { return len(names) == 0 || slices.Contains(names, name) }

// known returns an UnknownError for the first name that is not among all.
func known(kind string, names, all []string) error {
	for _, name := range names {
		if !slices.Contains(all, name) {
			return &UnknownError{Kind: kind, Name: name, Known: all}
		}
	}
	return nil
}

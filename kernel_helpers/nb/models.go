package nb

import (
	"context"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Suite shows what is compared, the data sets and the models of every family, and the files that say so:
// those a person edits to compare something else.
func Suite() {
	step(func(_ context.Context, s *session) error {
		s.show(join(heading(s.suite.Title), paragraph("Suite "+s.suite.Name+", from the file "+s.suite.Path+".")))
		sets := table{caption: "Data sets", columns: []column{{name: "Data set"}, {name: "Task"}, {name: "Card", wrap: true}}}
		for _, name := range s.suite.Datasets {
			c, err := s.suite.Dataset(name)
			if err != nil {
				return err
			}
			sets.add(c.Title, string(c.Task), c.Path)
		}
		families := table{caption: "Families", columns: []column{{name: "Family"}, {name: "Model", wrap: true}, {name: "Card", wrap: true}}}
		for _, f := range s.suite.Groups() {
			if len(f.Models) == 0 {
				families.add(f.Name, "none yet", "")
			}
			for _, name := range f.Models {
				c, err := s.suite.Model(name)
				if err != nil {
					return err
				}
				families.add(f.Name, c.Title, c.Path)
			}
		}
		s.show(join(sets.display(), families.display()))
		return nil
	})
}

// Models shows the cards of a family's models: what each was trained on, its size, input and licence. For a
// family without models it says how to add one.
func Models(family string) {
	step(func(_ context.Context, s *session) error {
		f := s.family(family)
		if len(f.Models) == 0 {
			s.show(howToAdd(s.suite, family))
			return nil
		}
		t := table{columns: []column{{name: "Model", wrap: true}, {name: "Trained on", wrap: true}, {name: "Parameters", right: true}, {name: "Input", right: true}, {name: "Embedding", right: true}, {name: "Licence", wrap: true}}}
		for _, name := range f.Models {
			c, err := s.suite.Model(name)
			if err != nil {
				return err
			}
			size := count(c.Input.Size)
			t.add(c.Title, c.TrainedOn, c.Parameters, size+" × "+size+" px", count(c.Dim)+" numbers", c.License)
		}
		s.show(t.display())
		return nil
	})
}

// howToAdd says that a family is empty and what to write where to fill it.
func howToAdd(s *suite.Suite, family string) display {
	cards := filepath.Join(filepath.Dir(s.Path), "models")
	return join(
		paragraph("The suite “"+s.Title+"” has no model in the family "+family+". The cells below say so and do nothing; the family gets no points in the report."),
		paragraph("To add a model, write its card into "+cards+" (copy one that is there), then name it in "+s.Path+" under families, "+family+": [its name]. Run this notebook again: only the new model is computed."))
}

// Package nb is what the notebooks call: each step of the comparison in one line, shown in the cell.
//
//	nb.Machine()
//	nb.Datasets()
//	nb.Embed("DINO")
//	nb.Score("DINO")
//	nb.Table("DINO")
//
// Every cell of a Go notebook is a program of its own, so the steps share nothing but what is on disk: the
// suite that $VFM_SUITE names, the embeddings in the cache, the saved results. Any cell can be run again at
// any time, and what was computed before is read, not computed.
//
// A step that fails ends the cell with one sentence that starts with "vfm: error:" and exit status 1. Outside
// a notebook the steps print text.
//
// The package computes nothing itself: package experiment does, for the notebooks and for the vfm command
// alike.
package nb

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// family returns the family of that name, or the baselines, with no models if the suite does not have it.
func (s *session) family(name string) suite.Family {
	for _, f := range s.suite.Groups() {
		if f.Name == name {
			return f
		}
	}
	return suite.Family{Name: name}
}

// forFamily runs do, or says that there is nothing to do in a family without models.
func forFamily(name string, do func(context.Context, *session, suite.Family) error) {
	step(func(ctx context.Context, s *session) error {
		f := s.family(name)
		if len(f.Models) == 0 {
			s.show(paragraph("The suite “" + s.suite.Title + "” has no model in the family " + name + ", so there is nothing to do here."))
			return nil
		}
		return do(ctx, s, f)
	})
}

// options are the experiment's for some families, with what the environment says of the output.
func (s *session) options(families ...string) experiment.Options {
	return experiment.Options{Families: families, Runtimes: runtimes, Out: s.out}
}

package nb

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/setup"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Doctor shows every part that vfm needs, what was found of it on this machine, and for what is missing the
// command that mends it.
func Doctor() {
	stepWithoutSuite(func(ctx context.Context, s *session) error {
		t := table{columns: []column{{name: "Part"}, {name: "State"}, {name: "Found", wrap: true}, {name: "To mend", wrap: true}}}
		parts := append(setup.Here().Parts(), suitePart())
		for i := range parts {
			parts[i].Probe = nil // this cell runs in Jupyter and the kernel, which takes no further proof
		}
		fit := setup.Report(ctx, parts, func(p setup.Part, f setup.Finding) {
			if f.OK {
				f.Mend = ""
			}
			t.add(p.Name, p.State(f), f.What, f.Mend)
		})
		if ctx.Err() != nil {
			return ctx.Err()
		}
		s.show(t.display())
		if fit {
			s.show(paragraph("This machine has all that the notebooks need."))
		} else {
			s.show(paragraph("The notebooks cannot run until what is missing is mended. Then restart the kernel and run this cell again."))
		}
		return nil
	})
}

// suitePart is the suite that the other steps read.
func suitePart() setup.Part {
	return setup.Part{Name: "suite", Needed: true, Find: func(context.Context) setup.Finding {
		s, err := suite.Read("")
		if err != nil {
			return setup.Finding{What: err.Error(), Mend: "put %env VFM_SUITE with the path of a suite file in a cell above"}
		}
		return setup.Finding{OK: true, What: s.Title + " (" + s.Path + ")"}
	}}
}

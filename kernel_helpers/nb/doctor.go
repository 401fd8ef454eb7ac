package nb

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/setup"
)

// Doctor shows every part that vfm needs, what was found of it on this machine, and for what is missing the
// command that mends it.
func Doctor() {
	step(func(ctx context.Context, s *session) error {
		t := table{columns: []column{{name: "Part"}, {name: "State"}, {name: "Found", wrap: true}, {name: "To mend", wrap: true}}}
		fit := true
		for _, p := range setup.Here().Parts() {
			f := p.Find(ctx)
			state, mend := "ok", ""
			if !f.OK {
				state, mend = "not there, not needed", f.Mend
			}
			if !f.OK && p.Needed {
				state, fit = "missing", false
			}
			t.add(p.Name, state, f.What, mend)
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

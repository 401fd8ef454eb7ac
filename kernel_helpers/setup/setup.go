// Package setup gets a machine ready for vfm and says what it found there. Set-up and doctor share one
// list of parts; each part can be found, and most can be installed. It is not a package manager: whatever
// is there and good enough is used, and all that it makes lies inside the checkout (bin, .venv, .tools),
// apart from Debian packages.
//
//	c := setup.Here()
//	err := c.Setup(ctx, os.Stdout, false) // vfm setup
//	fit := setup.Report(ctx, c.Parts(), func(p setup.Part, f setup.Finding) { // vfm doctor
//		setup.Print(os.Stdout, p, f)
//	})
package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Part is one thing that vfm needs or can make use of.
type Part struct {
	Name   string
	Needed bool   // the main job cannot run without it
	Pinned string // the version that Install gets; another one is worth a new try

	// Find looks at what is there now. It is quick: set-up calls it each time.
	Find func(context.Context) Finding
	// Install gets the part and returns what Find would say in a new process. Nil: a person has to do it.
	Install func(context.Context, *Log) (Finding, error)
	// Probe tries the part for real, for doctor, which has the time. Nil: Find did.
	Probe func(context.Context) error
}

// Finding is what was found of a part.
type Finding struct {
	OK   bool
	What string // version, place, source; if not OK, what is missing
	Mend string // what to do if not OK: a command, or a sentence with one
}

// Install gets each part that is missing, in order. A part that stays missing is an error if it is needed;
// if it is not, that is printed and kept in past.
func Install(ctx context.Context, parts []Part, log *Log, past *failures) error {
	var missing []string
	for _, p := range parts {
		f := p.Find(ctx)
		if ctx.Err() != nil {
			return fmt.Errorf("looking for %s: %w", p.Name, ctx.Err())
		}
		if reason := past.of(p); !f.OK && reason != "" {
			f.What = reason + " (not tried again)"
		} else if !f.OK && p.Install != nil {
			log.Start(p.Name, f.What)
			got, err := p.Install(ctx, log)
			if ctx.Err() != nil {
				return fmt.Errorf("setting up %s: %w", p.Name, ctx.Err())
			}
			if f = got; err != nil {
				f = Finding{What: err.Error(), Mend: got.Mend}
			}
			if err := past.keep(p, f); err != nil {
				return err
			}
		}
		log.Found(p, f)
		if !f.OK && p.Needed {
			missing = append(missing, p.Name+" is missing: "+oneLine(f.sentence()))
		}
	}
	if len(missing) > 0 {
		return errors.New(strings.Join(missing, ". "))
	}
	return nil
}

// Report tells each part with what was found of it, and for a missing one what mends it. It reports whether
// all needed parts are there, that is, whether the main job can run.
func Report(ctx context.Context, parts []Part, tell func(Part, Finding)) (fit bool) {
	fit = true
	for _, p := range parts {
		f := p.Find(ctx)
		if f.OK && p.Probe != nil {
			if err := p.Probe(ctx); err != nil {
				f = Finding{What: err.Error(), Mend: "make clean && make setup"}
			}
		}
		tell(p, f)
		if !f.OK && p.Needed {
			fit = false
		}
	}
	return fit
}

// State is a word for what was found of a part: ok, MISSING, or without if it is not needed.
func (p Part) State(f Finding) string {
	switch {
	case f.OK:
		return "ok"
	case p.Needed:
		return "MISSING"
	}
	return "without"
}

// Print prints one line for a part that is there and two for one that is not.
func Print(w io.Writer, p Part, f Finding) {
	fmt.Fprintf(w, "%-8s %-15s %s\n", p.State(f), p.Name, visible.Text(oneLine(f.What)))
	if !f.OK && f.Mend != "" {
		fmt.Fprintf(w, "%-8s %-15s to mend: %s\n", "", "", f.Mend)
	}
}

// sentence says what is missing and what to do.
func (f Finding) sentence() string {
	if f.Mend == "" {
		return f.What
	}
	return f.What + "; to mend: " + f.Mend
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// Package setup gets a machine ready for vfm and says what it found there. Set-up and doctor share one
// list of parts; each part can be found, and most can be installed. It is not a package manager: whatever
// is there and good enough is used, and all that it makes lies inside the checkout (bin, .venv, .tools),
// apart from Debian packages.
//
//	c := setup.Here()
//	err := c.Setup(ctx, os.Stdout)                 // vfm setup
//	fit := setup.Report(ctx, c.Parts(), os.Stdout) // vfm doctor
package setup

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
)

// Part is one thing that vfm needs or can make use of.
type Part struct {
	Name   string
	Needed bool // the main job cannot run without it

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

// Install gets each part that is missing, in order. A part that stays missing is an error if it is needed
// and a printed warning if it is not.
func Install(ctx context.Context, parts []Part, log *Log) error {
	var missing []error
	for _, p := range parts {
		f := p.Find(ctx)
		if !f.OK && p.Install != nil {
			log.Start(p.Name, f.What)
			got, err := p.Install(ctx, log)
			if ctx.Err() != nil {
				return fmt.Errorf("setting up %s: %w", p.Name, ctx.Err())
			}
			if f = got; err != nil {
				f = Finding{What: err.Error(), Mend: got.Mend}
			}
		}
		log.Found(p, f)
		if !f.OK && p.Needed {
			missing = append(missing, fmt.Errorf("%s is missing: %s", p.Name, f.sentence()))
		}
	}
	return errors.Join(missing...)
}

// Report prints each part with what was found, and for a missing one the command that mends it. It reports
// whether all needed parts are there, that is, whether the main job can run.
func Report(ctx context.Context, parts []Part, w io.Writer) (fit bool) {
	fit = true
	for _, p := range parts {
		f := p.Find(ctx)
		if f.OK && p.Probe != nil {
			if err := p.Probe(ctx); err != nil {
				f = Finding{What: err.Error(), Mend: "make clean && make setup"}
			}
		}
		printFinding(w, p, f)
		if !f.OK && p.Needed {
			fit = false
		}
	}
	return fit
}

// printFinding prints one line for a part that is there and two for one that is not.
func printFinding(w io.Writer, p Part, f Finding) {
	state := "ok"
	switch {
	case !f.OK && p.Needed:
		state = "MISSING"
	case !f.OK:
		state = "without"
	}
	fmt.Fprintf(w, "%-8s %-15s %s\n", state, p.Name, oneLine(f.What))
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

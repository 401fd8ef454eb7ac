package main

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/setup"
)

func doctorVerb() verb {
	return verb{
		name:    "doctor",
		args:    "[PART...]",
		summary: "prints what was found on this machine, and how to mend what is missing",
		example: "vfm doctor\nvfm doctor ECharts",
		run:     runDoctor,
	}
}

func runDoctor(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("doctor")
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	parts, err := named(append(setup.Here().Parts(), gomlxPart()), fs.Args())
	if err != nil {
		return usageError(stderr, "doctor", err.Error())
	}
	fit := setup.Report(ctx, parts, func(p setup.Part, f setup.Finding) { setup.Print(stdout, p, f) })
	switch {
	case ctx.Err() != nil:
		return failed(ctx, stderr, "doctor", ctx.Err())
	case !fit && fs.NArg() == 0:
		fmt.Fprintln(stderr, "vfm doctor: the notebooks and the report cannot run here until what is MISSING is mended")
	}
	if !fit {
		return exitFailed
	}
	return exitDone
}

// named picks parts by name, each of which is then needed. No names mean all parts as they are.
func named(parts []setup.Part, names []string) ([]setup.Part, error) {
	if len(names) == 0 {
		return parts, nil
	}
	var known []string
	for _, p := range parts {
		known = append(known, p.Name)
	}
	var picked []setup.Part
	for _, name := range names {
		i := slices.Index(known, name)
		if i < 0 {
			return nil, fmt.Errorf("there is no part %s%s; the parts are %s", visible.Text(name), suggestion(name, known), strings.Join(known, ", "))
		}
		p := parts[i]
		p.Needed = true
		picked = append(picked, p)
	}
	return picked, nil
}

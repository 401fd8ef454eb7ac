package main

import (
	"context"
	"fmt"
	"io"

	"github.com/vfm-go/vfm/kernel_helpers/setup"
)

func doctorVerb() verb {
	return verb{
		name:    "doctor",
		summary: "prints what was found on this machine, and how to mend what is missing",
		example: "vfm doctor",
		run:     runDoctor,
	}
}

func runDoctor(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if code, done := parseFlags(newFlags("doctor"), args, stdout, stderr); done {
		return code
	}
	c := setup.Here()
	if !setup.Report(ctx, c.Parts(), stdout) {
		fmt.Fprintln(stderr, "vfm doctor: the notebooks and the report cannot run here until what is MISSING is mended")
		return exitFailed
	}
	return exitDone
}

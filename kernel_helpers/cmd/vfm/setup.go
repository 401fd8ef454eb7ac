package main

import (
	"context"
	"io"

	"github.com/vfm-go/vfm/kernel_helpers/setup"
)

func setupVerb() verb {
	return verb{
		name:    "setup",
		summary: "gets everything that is missing on this machine, into this checkout",
		example: "vfm setup",
		run:     runSetup,
	}
}

func runSetup(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("setup")
	once := fs.Bool("once", false, "do not try optional parts again that could not be installed before")
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	if err := setup.Here().Setup(ctx, stdout, *once); err != nil {
		return failed(ctx, stderr, "setup", err)
	}
	return exitDone
}

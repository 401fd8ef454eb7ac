package main

import (
	"context"
	"fmt"
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
	if code, done := parseFlags(newFlags("setup"), args, stdout, stderr); done {
		return code
	}
	c := setup.Here()
	if err := c.Setup(ctx, stdout); err != nil {
		fmt.Fprintf(stderr, "vfm setup: %v\n", err)
		return exitFailed
	}
	return exitDone
}

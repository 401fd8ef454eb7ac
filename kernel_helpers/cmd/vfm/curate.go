package main

import (
	"context"
	"fmt"
	"io"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/growing"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func curateVerb() verb {
	return verb{
		name:    "curate",
		summary: "grows a data set: finds in a pool of images those that are near to your own, without duplicates and without test images",
		example: "vfm curate -suite mine/suite.yaml -model dinov2-vits14 -seeds birds -pool ~/Pictures -out grown\n" +
			"vfm curate -suite mine/suite.yaml -model dinov2-vits14 -seeds birds,faces -tests shoes -pool shards/ -k 32 -out grown\n" +
			"vfm curate -suite mine/suite.yaml -model dinov2-vits14 -seeds birds -pool web/dataset.yaml -retrieval cluster -clusters 1000 -out grown\n" +
			"vfm curate -suite mine/suite.yaml -model dinov2-vits14 -seeds birds -pool ~/Pictures -planted 200 -out grown",
		run: runCurate,
	}
}

func runCurate(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("curate")
	suiteName := suiteFlag(fs)
	request := growing.Flags(fs)
	var o experiment.Options
	engineFlags(fs, &o)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	if err := request.Validate(); err != nil {
		return usageError(stderr, "curate", err.Error())
	}
	s, err := suite.Read(*suiteName)
	if err == nil {
		err = o.Validate()
	}
	if err != nil {
		return failed(ctx, stderr, "curate", err)
	}
	p := newProgress(stderr)
	o.OnEvent = p.event
	out, err := curate.Run(ctx, s, o, request.From, request.Settings)
	p.end()
	if err == nil {
		err = request.Write(out)
	}
	if err != nil {
		return failed(ctx, stderr, "curate", err)
	}
	request.Print(stdout, out)
	if w := out.Index.Warning(); w != "" {
		fmt.Fprintf(stderr, "vfm curate: warning: %s\n", w)
	}
	return exitDone
}

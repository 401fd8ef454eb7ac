// Command vfm puts vision foundation models head to head on your own images. `vfm help` lists its verbs,
// `vfm VERB -h` explains one:
//
//	vfm run -suite mine/suite.yaml && vfm report -suite mine/suite.yaml
//
// It exits with 0 when done, 1 when the work failed and 2 when it was called wrongly.
package main

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"syscall"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

// verb is one sub-command. Its run function parses args with newFlags and parseFlags and returns an exit code.
type verb struct {
	name    string
	args    string // what follows the flags in the usage line, such as "IMAGE..."
	summary string // one sentence for the list of verbs and the top of -h
	example string // one or more command lines
	run     func(ctx context.Context, args []string, stdout, stderr io.Writer) int
}

// verbs lists the sub-commands in the order in which they are used.
func verbs() []verb {
	return []verb{
		runVerb(),
		probeVerb(),
		reportVerb(),
		compareVerb(),
		modelsVerb(),
		datasetsVerb(),
		fetchVerb(),
		searchVerb(),
		cutoffVerb(),
		curateVerb(),
		setupVerb(),
		doctorVerb(),
		executeVerb(),
		jupyterVerb(),
	}
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	go func() {
		<-ctx.Done()
		stop() // from now on a second Ctrl-C ends the process at once
	}()
	os.Exit(dispatch(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// dispatch runs the verb that args name.
func dispatch(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		printVerbs(stderr)
		return exitUsage
	}
	name := args[0]
	switch name {
	case "help", "-h", "-help", "--help":
		return help(ctx, args[1:], stdout, stderr)
	}
	v, ok := findVerb(name)
	if !ok {
		return unknownVerb(name, stderr)
	}
	return v.run(ctx, args[1:], stdout, stderr)
}

// help prints the list of verbs, or with a name the manual of that verb.
func help(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	if len(args) == 0 {
		printVerbs(stdout)
		return exitDone
	}
	v, ok := findVerb(args[0])
	if !ok {
		return unknownVerb(args[0], stderr)
	}
	return v.run(ctx, []string{"-h"}, stdout, stderr)
}

func findVerb(name string) (verb, bool) {
	for _, v := range verbs() {
		if v.name == name {
			return v, true
		}
	}
	return verb{}, false
}

func unknownVerb(name string, stderr io.Writer) int {
	var names []string
	for _, v := range verbs() {
		names = append(names, v.name)
	}
	fmt.Fprintf(stderr, "vfm: there is no verb %s%s; the verbs are %s\n",
		visible.Text(name), suggestion(name, names), strings.Join(names, ", "))
	return exitUsage
}

func printVerbs(w io.Writer) {
	fmt.Fprintln(w, "vfm puts vision foundation models head to head on your own images.")
	fmt.Fprintln(w)
	fmt.Fprintln(w, "usage: vfm VERB [flags]")
	fmt.Fprintln(w)
	for _, v := range verbs() {
		fmt.Fprintf(w, "  %-9s %s\n", v.name, v.summary)
	}
	fmt.Fprintln(w)
	fmt.Fprintln(w, "vfm VERB -h explains a verb, with an example.")
}

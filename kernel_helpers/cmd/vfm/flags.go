package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// newFlags returns the empty flag set of a verb. parseFlags does all printing.
func newFlags(name string) *flag.FlagSet {
	fs := flag.NewFlagSet(name, flag.ContinueOnError)
	fs.SetOutput(io.Discard)
	return fs
}

// parseFlags reads args into fs. If done is true the verb returns code at once: -h was answered on stdout,
// or the usage was wrong and stderr says how. Arguments without a flag are an error unless the verb names
// some in its args.
func parseFlags(fs *flag.FlagSet, args []string, stdout, stderr io.Writer) (code int, done bool) {
	v, _ := findVerb(fs.Name())
	err := fs.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		printManual(stdout, v, fs)
		return exitDone, true
	case err != nil:
		return usageError(stderr, fs.Name(), flagError(fs, err)), true
	case v.args == "" && fs.NArg() > 0:
		return usageError(stderr, fs.Name(), strayArgument(fs)), true
	}
	return exitDone, false
}

// usageError prints one sentence and how to learn more, and returns the exit code of wrong usage.
func usageError(stderr io.Writer, verb, text string) int {
	fmt.Fprintf(stderr, "vfm %s: %s (see vfm %s -h)\n", verb, text, verb)
	return exitUsage
}

// flagError is the flag package's error in a plain sentence, with the nearest flag for an unknown one.
func flagError(fs *flag.FlagSet, err error) string {
	text := err.Error()
	name, unknown := strings.CutPrefix(text, "flag provided but not defined: -")
	if !unknown {
		return visible.Text(text)
	}
	return fmt.Sprintf("there is no flag -%s%s", visible.Text(name), suggestion("-"+name, flagNames(fs)))
}

// strayArgument explains an argument that no flag takes. A word that is a flag's name lacks its dash.
func strayArgument(fs *flag.FlagSet) string {
	word := fs.Arg(0)
	for _, name := range flagNames(fs) {
		if name == "-"+word {
			return fmt.Sprintf("%s is not expected here; did you mean %s?", visible.Text(word), name)
		}
	}
	return fmt.Sprintf("%s is not expected here", visible.Text(word))
}

// flagNames lists the flags with their dash.
func flagNames(fs *flag.FlagSet) []string {
	var names []string
	fs.VisitAll(func(f *flag.Flag) { names = append(names, "-"+f.Name) })
	return names
}

// printManual prints what -h shows: summary, usage, example, flags with their defaults.
func printManual(w io.Writer, v verb, fs *flag.FlagSet) {
	fmt.Fprintf(w, "vfm %s: %s\n\nusage: vfm %s", v.name, v.summary, v.name)
	if len(flagNames(fs)) > 0 {
		fmt.Fprint(w, " [flags]")
	}
	if v.args != "" {
		fmt.Fprint(w, " "+v.args)
	}
	fmt.Fprint(w, "\n\nexample:\n")
	for line := range strings.Lines(v.example) {
		fmt.Fprintf(w, "  %s\n", strings.TrimRight(line, "\n"))
	}
	if len(flagNames(fs)) > 0 {
		fmt.Fprint(w, "\nflags:\n")
		fs.SetOutput(w)
		fs.PrintDefaults()
	}
}

// list is a flag of comma-separated names that may also be given several times.
type list []string

func (l *list) String() string { return strings.Join(*l, ",") }

func (l *list) Set(s string) error {
	for name := range strings.SplitSeq(s, ",") {
		if name = strings.TrimSpace(name); name != "" {
			*l = append(*l, name)
		}
	}
	return nil
}

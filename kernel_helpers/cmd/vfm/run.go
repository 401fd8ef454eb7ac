package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func runVerb() verb {
	return verb{
		name:    "run",
		summary: "embeds, searches and scores the models of a suite on its data sets, and saves the results",
		example: "vfm run -suite mine/suite.yaml\nvfm run -suite mine/suite.yaml -family DINO -device cuda\nvfm run -suite mine/suite.yaml -model mobilenetv2,squeezenet1.1 -dataset birds",
		run:     runRun,
	}
}

func runRun(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("run")
	suiteName := suiteFlag(fs)
	var o experiment.Options
	fs.Var((*list)(&o.Families), "family", "`NAME` of a family, "+suite.BaselineFamily+" for the suite's baselines; several with commas; default all")
	fs.Var((*list)(&o.Models), "model", "`NAME` of a model; several with commas; default all")
	fs.Var((*list)(&o.Datasets), "dataset", "`NAME` of a data set; several with commas; default all")
	engineFlags(fs, &o)
	fs.StringVar(&o.Precision, "precision", experiment.Precisions()[0], "what models with safetensors weights compute in: "+or(experiment.Precisions()))
	words := zeroShotFlag(fs)
	fs.IntVar(&o.Probes, "probes", 0, "change up to `N` queries of each data set too, to see what models look at, as vfm probe does; default what the suite says, or else none")
	outFlag(fs, &o.Out)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	o.ZeroShot = *words
	if o.Probes < 0 {
		return usageError(stderr, "run", fmt.Sprintf("-probes is %d; it must be a number of queries", o.Probes))
	}
	if err := o.Validate(); err != nil {
		return failed(ctx, stderr, "run", err)
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "run", err)
	}
	p := newProgress(stderr)
	o.OnEvent = p.event
	records, err := experiment.Run(ctx, s, o)
	p.end()
	if err != nil {
		return failed(ctx, stderr, "run", err)
	}
	if len(records) == 0 {
		fmt.Fprintf(stdout, "There was nothing to run: the chosen families of suite %s have no models.\n", visible.Text(s.Name))
		return exitDone
	}
	printResults(stdout, records)
	out := o.Out
	if out == "" {
		out = s.Out()
	}
	fmt.Fprintf(stdout, "\nsaved in %s; bin/vfm report makes the page\n", visible.Text(filepath.Join(out, "results")))
	return exitDone
}

// failed prints err as one sentence and returns the exit code. A stop by the user is explained, and a name
// that does not exist is wrong usage.
func failed(ctx context.Context, stderr io.Writer, verb string, err error) int {
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		fmt.Fprintln(stderr, "stopped; finished parts are kept; run the same command again to go on")
		return exitFailed
	}
	var unknown *experiment.UnknownError
	if errors.As(err, &unknown) {
		return usageError(stderr, verb, visible.Text(err.Error()))
	}
	fmt.Fprintf(stderr, "vfm %s: %s\n", verb, visible.Text(err.Error()))
	return exitFailed
}

// suiteFlag adds -suite, which all verbs have that work on one.
func suiteFlag(fs *flag.FlagSet) *string {
	return fs.String("suite", "", "`FILE or NAME` of the suite; default $VFM_SUITE, or else "+suite.Default+", which vfm brings")
}

// zeroShotFlag adds -zero-shot.
func zeroShotFlag(fs *flag.FlagSet) *bool {
	return fs.Bool("zero-shot", false, "download text models too, where the models have them, to name classes by words alone")
}

// outFlag adds -out.
func outFlag(fs *flag.FlagSet, out *string) {
	fs.StringVar(out, "out", "", "`FOLDER` of results and report; default reports/NAME of the suite")
}

// printResults prints a table of the headline metrics: models down, data sets across.
func printResults(w io.Writer, records []result.Record) {
	head := []string{"family", "model"}
	var sets []string
	for _, r := range records {
		if !slices.Contains(sets, r.Dataset) {
			sets = append(sets, r.Dataset)
			head = append(head, " "+r.Dataset+" "+r.Headline)
		}
	}
	rows := [][]string{head}
	for _, r := range records {
		if last := rows[len(rows)-1]; last[1] != r.Model || len(rows) == 1 {
			rows = append(rows, append([]string{r.Family, r.Model}, make([]string, len(sets))...))
		}
		m := r.Score()
		rows[len(rows)-1][2+slices.Index(sets, r.Dataset)] = fmt.Sprintf("%.1f (%.1f … %.1f)", 100*m.Value, 100*m.Low, 100*m.High)
	}
	visible.Table(w, rows)
	fmt.Fprintln(w, "\nper cent, with the 95 % interval")
	printZeroShot(w, records)
	printCaptions(w, records)
	printWarnings(w, records)
}

// printZeroShot prints what models that read texts make of the classes' words alone.
func printZeroShot(w io.Writer, records []result.Record) {
	rows := [][]string{{"model", "data set", " zero-shot", " one template alone", " templates"}}
	for _, r := range records {
		if z := r.ZeroShot; z != nil {
			m := r.Metric(metric.ZeroShotName)
			rows = append(rows, []string{r.Model, r.Dataset, fmt.Sprintf("%.1f (%.1f … %.1f)", 100*m.Value, 100*m.Low, 100*m.High),
				fmt.Sprintf("%.1f ± %.1f", 100*z.Mean, 100*z.Deviation), fmt.Sprint(len(z.Templates))})
		}
	}
	if len(rows) > 1 {
		fmt.Fprintln(w, "\nclasses named by their words alone:")
		visible.Table(w, rows)
	}
}

// printCaptions prints how well models that read texts find images by their captions.
func printCaptions(w io.Writer, records []result.Record) {
	head := []string{"model", "data set"}
	for _, name := range metric.CaptionNames() {
		head = append(head, " "+name)
	}
	rows := [][]string{append(head, " captions", " images")}
	for _, r := range records {
		if c := r.Captions; c != nil {
			row := []string{r.Model, r.Dataset}
			for _, name := range metric.CaptionNames() {
				m := r.Metric(name)
				row = append(row, fmt.Sprintf("%.1f (%.1f … %.1f)", 100*m.Value, 100*m.Low, 100*m.High))
			}
			rows = append(rows, append(row, fmt.Sprint(c.Texts), fmt.Sprint(c.Searched)))
		}
	}
	if len(rows) > 1 {
		fmt.Fprintln(w, "\nimages found by their captions:")
		visible.Table(w, rows)
	}
}

// printWarnings prints each warning once, with the data sets and models that have it.
func printWarnings(w io.Writer, records []result.Record) {
	count := map[string]int{}
	for _, r := range records {
		count[r.Dataset]++
	}
	for i, d := range result.Doubts(records) {
		if i == 0 {
			fmt.Fprintln(w, "\nwarnings:")
		}
		who := ""
		if len(d.Records) < count[d.Dataset] {
			var models []string
			for _, r := range d.Records {
				models = append(models, r.Model)
			}
			who = fmt.Sprintf(" (%s)", or(models))
		}
		fmt.Fprintf(w, "  %s: %s%s\n", visible.Text(d.Dataset), visible.Text(d.Text), visible.Text(who))
	}
}

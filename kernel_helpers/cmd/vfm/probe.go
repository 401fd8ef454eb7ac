package main

import (
	"context"
	"fmt"
	"io"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func probeVerb() verb {
	return verb{
		name:    "probe",
		summary: "changes queries (words, background, rotation, blur …) and scores them again, to see what models look at",
		example: "vfm probe -suite mine/suite.yaml\nvfm probe -suite mine/suite.yaml -model mobilenetv2 -dataset birds -queries 200",
		run:     runProbe,
	}
}

func runProbe(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	fs := newFlags("probe")
	suiteName := suiteFlag(fs)
	var o experiment.Options
	fs.Var((*list)(&o.Families), "family", "`NAME` of a family; several with commas; default all")
	fs.Var((*list)(&o.Models), "model", "`NAME` of a model; several with commas; default all")
	fs.Var((*list)(&o.Datasets), "dataset", "`NAME` of a data set; several with commas; default all")
	fs.IntVar(&o.Probes, "queries", 0, fmt.Sprintf("`N` queries of each data set are changed at most; default what the suite says, or else %d", experiment.DefaultProbes))
	engineFlags(fs, &o)
	fs.StringVar(&o.Precision, "precision", experiment.Precisions()[0], "what models with safetensors weights compute in: "+or(experiment.Precisions()))
	outFlag(fs, &o.Out)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	if o.Probes < 0 {
		return usageError(stderr, "probe", fmt.Sprintf("-queries is %d; it must be a number of queries", o.Probes))
	}
	if err := o.Validate(); err != nil {
		return failed(ctx, stderr, "probe", err)
	}
	s, err := suite.Read(*suiteName)
	if err != nil {
		return failed(ctx, stderr, "probe", err)
	}
	p := newProgress(stderr)
	o.OnEvent = p.event
	found, err := experiment.Probe(ctx, s, o)
	p.end()
	if err != nil {
		return failed(ctx, stderr, "probe", err)
	}
	for _, f := range found {
		printProbes(stdout, f)
	}
	out := o.Out
	if out == "" {
		out = s.Out()
	}
	fmt.Fprintf(stdout, "\nsaved in %s; bin/vfm report shows it, with curves and pictures\n", visible.Text(filepath.Join(out, "results")))
	return exitDone
}

// printProbes prints what became of one result.
func printProbes(w io.Writer, p result.Probes) {
	fmt.Fprintf(w, "\n%s on %s: %s of %d of %d queries as they are %s\n", visible.Text(p.Model), visible.Text(p.Dataset), p.Metric, len(p.Asked), p.N,
		ends(p.Plain.Value, p.Plain.Low, p.Plain.High))
	rows := [][]string{{"changed by", " strength", " " + p.Metric, " change", " p (Holm)", " follows"}}
	for _, t := range p.Trials {
		kind, err := probe.Find(t.Probe)
		if err != nil {
			continue // of another vfm
		}
		mark := ""
		if !t.Change.Separable {
			mark = " ~"
		}
		rows = append(rows, []string{kind.Title, kind.Label(t.Strength), fmt.Sprintf("%.1f", 100*t.Score.Value),
			fmt.Sprintf("%+.1f (%+.1f … %+.1f)", 100*t.Change.Value, 100*t.Change.Low, 100*t.Change.High),
			fmt.Sprintf("%.2g%s", t.Change.Adjusted, mark), follows(t)})
	}
	visible.Table(w, rows)
	for _, l := range p.LeftOut {
		fmt.Fprintf(w, "left out: %s, for %s\n", l.Probe, visible.Text(l.Reason))
	}
}

// follows says where the nearest image goes.
func follows(t result.Trial) string {
	switch {
	case t.Follows != nil:
		return fmt.Sprintf("the wrong word %.1f %%", 100*result.Share(t.Follows))
	case t.Object != nil:
		return fmt.Sprintf("the object %.1f %%", 100*result.Share(t.Object))
	}
	return ""
}

func ends(value, low, high float64) string {
	return fmt.Sprintf("%.1f (%.1f … %.1f)", 100*value, 100*low, 100*high)
}

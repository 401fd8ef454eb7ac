package main

import (
	"fmt"
	"io"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/points"
)

// baselineHeads are the columns of what the baselines reached, which get no points.
func baselineHeads(t points.Table) []string {
	var heads []string
	if len(t.Datasets) > 0 {
		for _, b := range t.Datasets[0].Baselines {
			heads = append(heads, " ("+b.Model+")")
		}
	}
	return heads
}

// printPoints prints what each family has on each data set, the sums, the winner, and what could not be ranked.
func printPoints(w io.Writer, t points.Table) {
	head := []string{"data set", "metric"}
	for _, f := range t.Families {
		head = append(head, f.Name)
	}
	head = append(head, baselineHeads(t)...)
	rows := [][]string{head}
	for _, d := range t.Datasets {
		row := []string{d.Name, d.Metric}
		for _, f := range t.Families {
			cell := "–"
			for _, p := range d.Places {
				if p.Family == f.Name {
					cell = fmt.Sprintf("%d: %.1f (%.1f … %.1f)", p.Points, 100*p.Value, 100*p.Low, 100*p.High)
					if d.Open(p.Family) {
						cell += " ≈"
					}
				}
			}
			row = append(row, cell)
		}
		for _, b := range d.Baselines {
			cell := "–"
			if b.Absent == "" {
				cell = fmt.Sprintf("%.1f", 100*b.Value)
			}
			row = append(row, cell)
		}
		rows = append(rows, row)
	}
	sum := []string{"points", ""}
	for _, f := range t.Families {
		sum = append(sum, fmt.Sprint(f.Points))
	}
	visible.Table(w, append(rows, sum))
	fmt.Fprintln(w, "\npoints: per cent, with the 95 % interval; ≈ not separable from a neighbouring place")
	if t.Winner != "" {
		fmt.Fprintf(w, "\nwinner: %s\n", visible.Text(t.Winner))
	}
	for _, o := range append(append([]points.Outdated{}, t.Stale...), t.Missing...) {
		fmt.Fprintf(w, "not ranked: %s on %s: %s", visible.Text(o.Model), visible.Text(o.Dataset), visible.Text(strings.TrimSuffix(o.Reason, ".")))
		if o.Command != "" {
			fmt.Fprintf(w, "; %s", visible.Text(o.Command))
		}
		fmt.Fprintln(w)
	}
}

// Command bench measures vfm beside its peers in one run and prints each as a ratio.
//
//	make bench                         # all of it; writes bench.json
//	go run ./kernel_helpers/cmd/bench -only search
//
// Both sides of a case alternate, a warm-up first, and the medians are compared: machines are noisy,
// so trust the ratio and not the seconds. A side that could not run is null in bench.json.
package main

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"strings"
	"text/tabwriter"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// Row is one line of the table and one entry of bench.json.
type Row struct {
	Name     string   `json:"name"`
	Ours     *float64 `json:"ours"`
	Peer     *float64 `json:"peer"`
	PeerName string   `json:"peer_name"`
	Unit     string   `json:"unit"`
	Ratio    *float64 `json:"ratio"` // ours to peer, so that larger is better for a rate
	Goal     string   `json:"goal"`  // of the ratio, or of ours where there is no peer
}

// bench is one case. It returns its row even when a side could not run, with the reason as error.
type bench struct {
	name string
	run  func(context.Context) (Row, error)
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("bench", flag.ContinueOnError)
	flags.SetOutput(stderr)
	only := flags.String("only", "", "run the cases whose name contains this, also those that take minutes")
	out := flags.String("out", "bench.json", "where the figures go")
	if err := flags.Parse(args); err != nil {
		return 2
	}
	switch flags.Arg(0) {
	case memoryVerb:
		return searchMemory(ctx, stdout, stderr)
	case poolVerb:
		return poolMemory(ctx, stdout, stderr)
	}
	rows, all := []Row{}, benches()
	if *only != "" {
		all = append(all, longBenches()...)
	}
	for _, b := range all {
		if !strings.Contains(b.name, *only) {
			continue
		}
		if ctx.Err() != nil {
			return 1
		}
		fmt.Fprintf(stderr, "%s …\n", b.name)
		row, err := b.run(ctx)
		if err != nil {
			fmt.Fprintf(stderr, "%s: %v\n", b.name, err)
		}
		row.Name = b.name
		rows = append(rows, row)
	}
	printRows(stdout, rows)
	data, err := json.MarshalIndent(rows, "", "  ")
	if err == nil {
		err = atomicfile.WriteBytes(*out, append(data, '\n'))
	}
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

func printRows(w io.Writer, rows []Row) {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "case\tours\tpeer\tunit\tratio\tgoal\tpeer is")
	for _, r := range rows {
		fmt.Fprintf(t, "%s\t%s\t%s\t%s\t%s\t%s\t%s\n",
			r.Name, number(r.Ours), number(r.Peer), r.Unit, number(r.Ratio), r.Goal, r.PeerName)
	}
	t.Flush()
}

func number(v *float64) string {
	if v == nil {
		return "–"
	}
	return fmt.Sprintf("%.4g", *v)
}

package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
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
	var from curate.Sources
	fs.StringVar(&from.Model, "model", "", "`NAME` of the model that makes the vectors")
	fs.Var((*list)(&from.Seeds), "seeds", "`NAME` of a data set of the suite, whose training images or gallery are the seeds; several with commas")
	fs.Var((*list)(&from.Tests), "tests", "`NAME` of a data set whose test images must not come in, beside those of the seeds; several with commas")
	fs.StringVar(&from.Pool, "pool", "", "`PATH` of a folder of images, .tar or .parquet files, or of a card; or the name of a data set of the suite")
	dir := fs.String("out", "", "`DIR` of the new data set, which gets its name")
	settings := curateFlags(fs)
	var o experiment.Options
	engineFlags(fs, &o)
	if code, done := parseFlags(fs, args, stdout, stderr); done {
		return code
	}
	for _, needed := range []struct{ name, value, hint string }{
		{"-model", from.Model, "vfm models lists the models"}, {"-pool", from.Pool, "name a folder of images"}, {"-out", *dir, "name a new folder"},
	} {
		if needed.value == "" {
			return usageError(stderr, "curate", needed.name+" is missing; "+needed.hint)
		}
	}
	if len(from.Seeds) == 0 {
		return usageError(stderr, "curate", "-seeds is missing; vfm datasets lists the data sets")
	}
	if err := settings.Validate(); err != nil {
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
	out, err := curate.Run(ctx, s, o, from, *settings)
	p.end()
	if err == nil {
		err = out.Write(*dir)
	}
	page := filepath.Join(*dir, "index.html")
	if err == nil {
		err = atomicfile.Write(page, func(w io.Writer) error { return writeCuratePage(w, filepath.Base(*dir), out) })
	}
	if err != nil {
		return failed(ctx, stderr, "curate", err)
	}
	printOutcome(stdout, out)
	if w := out.Index.Warning(); w != "" {
		fmt.Fprintf(stderr, "vfm curate: warning: %s\n", w)
	}
	fmt.Fprintf(stdout, "\n%s\n%s\n", visible.Text(filepath.Join(*dir, curate.CardName)), visible.Text(page))
	return exitDone
}

// curateFlags are the settings, with the paper's defaults.
func curateFlags(fs *flag.FlagSet) *curate.Settings {
	s := curate.Defaults()
	fs.Float64Var(&s.Near, "near", s.Near, "cosine from which on two images of the pool may be duplicates")
	fs.Float64Var(&s.Leak, "leak", s.Leak, "cosine from which on an image of the pool may be one of a test or of the seeds")
	fs.IntVar(&s.Neighbours, "neighbours", s.Neighbours, "`NUMBER` of nearest images that are looked at for duplicates; -1 = none, hashes alone")
	fs.StringVar(&s.Judge, "judge", s.Judge, "`WHAT` decides whether near images are one picture: pictures, laid over each other; or vectors, the cosine alone, for models that detect copies")
	fs.StringVar(&s.Retrieval, "retrieval", s.Retrieval, "`WAY` of retrieval: sample, the nearest of each seed; or cluster, images of the clusters that hold enough seeds")
	fs.IntVar(&s.K, "k", s.K, "sample: `NUMBER` of images for each seed")
	fs.IntVar(&s.Clusters, "clusters", s.Clusters, "cluster: `NUMBER` of clusters, at most a tenth of the pool")
	fs.IntVar(&s.Least, "least", s.Least, "cluster: `NUMBER` of seeds that a cluster must hold")
	fs.IntVar(&s.PerCluster, "per-cluster", s.PerCluster, "cluster: `NUMBER` of images taken from each")
	fs.IntVar(&s.Cap, "cap", s.Cap, "`NUMBER` of images that one seed set may bring")
	fs.Uint64Var(&s.Draw, "draw", s.Draw, "`NUMBER` of the random draws: of the first clusters, of the index's sample, and of what is planted")
	fs.StringVar(&s.Index, "index", s.Index, "`HOW` images of the pool that are near to each other are looked for: exact, each beside all others; inverted, in some cells of an inverted file; or auto, the faster of both, exact below 100,000 images")
	fs.Float64Var(&s.Recall, "recall", s.Recall, "`SHARE` of the near images that an index shall find, by a sample; what it does find is measured on another")
	fs.IntVar(&s.Planted, "planted", s.Planted, "also plant copies of so many images of the pool, re-encoded, resized, cut, mirrored …, in the cache, and count how many are found: `NUMBER`; the data set is the same with and without")
	return &s
}

func printOutcome(w io.Writer, out *curate.Outcome) {
	rows := [][]string{{"images of the pool", " number"}}
	rows = append(rows, []string{"kept", fmt.Sprint(len(out.Kept))})
	for _, c := range out.Counts() {
		if c.N > 0 {
			rows = append(rows, []string{"dropped: " + c.Reason.Words(), fmt.Sprint(c.N)})
		}
	}
	printTable(w, rows)
	if out.Clusters > 0 {
		fmt.Fprintf(w, "\n%d clusters\n", out.Clusters)
	}
	if words := out.Index.Words(); words != "" {
		fmt.Fprintf(w, "\n%s\n", words)
	}
	if out.Planted != nil {
		fmt.Fprintln(w)
		printTable(w, plantedRows(out.Planted))
	}
}

// Package growing is what the commands that grow a data set have in common: what they are asked for, and what they show of
// the outcome. The work is that of package curate.
package growing

import (
	"flag"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// Request is what a command is asked for.
type Request struct {
	From     curate.Sources
	Settings curate.Settings
	Out      string // folder of the new data set
}

// Flags adds the flags of a request, with the paper's settings as defaults.
func Flags(fs *flag.FlagSet) *Request {
	r := &Request{Settings: curate.Defaults()}
	from, s := &r.From, &r.Settings
	fs.StringVar(&from.Model, "model", "", "`NAME` of the model that makes the vectors")
	fs.Func("seeds", "`NAME` of a data set of the suite, whose training images or gallery are the seeds; several with commas", names(&from.Seeds))
	fs.Func("tests", "`NAME` of a data set whose test images must not come in, beside those of the seeds; several with commas", names(&from.Tests))
	fs.StringVar(&from.Pool, "pool", "", "`PATH` of a folder of images, .tar or .parquet files, or of a card; or the name of a data set of the suite")
	fs.StringVar(&r.Out, "out", "", "`DIR` of the new data set, which gets its name")
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
	return r
}

// names adds names with commas between them to a list.
func names(list *[]string) func(string) error {
	return func(text string) error {
		for name := range strings.SplitSeq(text, ",") {
			if name = strings.TrimSpace(name); name != "" {
				*list = append(*list, name)
			}
		}
		return nil
	}
}

// Validate says which flag is missing or wrong.
func (r *Request) Validate() error {
	for _, needed := range []struct{ name, value, hint string }{
		{"-model", r.From.Model, "vfm models lists the models"}, {"-pool", r.From.Pool, "name a folder of images"}, {"-out", r.Out, "name a new folder"},
		{"-seeds", strings.Join(r.From.Seeds, ""), "vfm datasets lists the data sets"},
	} {
		if needed.value == "" {
			return fmt.Errorf("%s is missing; %s", needed.name, needed.hint)
		}
	}
	return r.Settings.Validate()
}

// pageName is the name of the page.
const pageName = "index.html"

// Write writes the new data set and a page with pictures of it.
func (r *Request) Write(out *curate.Outcome) error {
	if err := out.Write(r.Out); err != nil {
		return err
	}
	return atomicfile.Write(filepath.Join(r.Out, pageName), func(w io.Writer) error { return writePage(w, filepath.Base(r.Out), out) })
}

// Print says how many images are in, how many went for which reason, how they were looked for, what was found of planted
// copies, and what was written.
func (r *Request) Print(w io.Writer, out *curate.Outcome) {
	rows := [][]string{{"images of the pool", " number"}, {"kept", fmt.Sprint(len(out.Kept))}}
	for _, c := range out.Counts() {
		if c.N > 0 {
			rows = append(rows, []string{"dropped: " + c.Reason.Words(), fmt.Sprint(c.N)})
		}
	}
	visible.Table(w, rows)
	if out.Clusters > 0 {
		fmt.Fprintf(w, "\n%d clusters\n", out.Clusters)
	}
	if words := out.Index.Words(); words != "" {
		fmt.Fprintf(w, "\n%s\n", words)
	}
	if out.Planted != nil {
		fmt.Fprintln(w)
		visible.Table(w, plantedRows(out.Planted))
	}
	dir := visible.Text(strings.TrimRight(r.Out, "/"))
	fmt.Fprintf(w, "\n%s/%s\n%s/%s\n", dir, curate.CardName, dir, pageName)
}

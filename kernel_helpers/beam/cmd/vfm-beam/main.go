// Command vfm-beam grows a data set as vfm curate does, with the same outcome byte for byte, and takes the long steps on
// many machines by Apache Beam:
//
//	vfm-beam -suite mine/suite.yaml -model dinov2-vits14 -seeds birds -pool shards/ -out grown
//	vfm-beam -runner universal -endpoint localhost:8099 -work /mnt/work -suite … -out grown
//
// It exits with 0 when done, 1 when the work failed and 2 when it was called wrongly.
package main

import (
	"cmp"
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/options/jobopts"

	"github.com/vfm-go/vfm/kernel_helpers/beam/spread"
	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/internal/growing"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Exit codes.
const (
	exitDone   = 0
	exitFailed = 1
	exitUsage  = 2
)

const manual = `vfm-beam: grows a data set as vfm curate does, on many machines

usage: vfm-beam [flags]

example:
  vfm-beam -suite mine/suite.yaml -model dinov2-vits14 -seeds birds -pool ~/Pictures -out grown
  vfm-beam -suite mine/suite.yaml -model dinov2-vits14 -seeds birds -pool shards/ -neighbours -1 -out grown
  vfm-beam -runner universal -endpoint localhost:8099 -environment_type LOOPBACK -work /mnt/work -suite mine/suite.yaml -model dinov2-vits14 -seeds birds -pool shards/ -out grown

flags:
`

// beamFlags are those of Beam that a person may want; it has others for its workers.
var beamFlags = []string{"runner", "endpoint", "environment_type", "environment_config", "worker_binary", "parallelism", "job_name"}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(run(ctx, flag.CommandLine, os.Args[1:], os.Stdout, os.Stderr))
}

// job is what the command is asked for.
type job struct {
	*growing.Request
	machines spread.Machines
}

// flagsOf adds the flags of the command to those of Beam, and returns a set with its own alone.
func flagsOf(all *flag.FlagSet, j *job) (own *flag.FlagSet) {
	own = flag.NewFlagSet("vfm-beam", flag.ContinueOnError)
	m := &j.machines
	own.StringVar(&m.Model.Suite, "suite", "", "`FILE or NAME` of the suite; default $VFM_SUITE, or else "+suite.Default+", which vfm brings")
	j.Request = growing.Flags(own)
	index := own.Lookup("index")
	j.Settings.Index, index.DefValue = curate.IndexExact, curate.IndexExact
	index.Usage = "`HOW` images of the pool that are near to each other are looked for: exact, each beside all others, and by many machines no other way"
	own.StringVar(&m.Work, "work", "", "`DIR` of what goes from step to step, which all workers reach; default beam in the cache")
	own.StringVar(&m.Model.Device, "device", "", "`NAME` of the device of the workers: cpu or cuda; default $VFM_DEVICE, or cpu")
	own.StringVar(&m.Model.Precision, "precision", "", "`NAME` of what models compute in: fp32 or fp16")
	own.IntVar(&m.Tile, "tile", 1024, "`NUMBER` of images that a worker takes at once, a multiple of 64")
	own.IntVar(&m.Block, "block", 64, "`NUMBER` of tiles that meet others as one")
	own.IntVar(&m.Tries, "tries", 3, "`NUMBER` of times that a job that failed is tried, beside what the runner does")
	own.VisitAll(func(f *flag.Flag) { all.Var(f.Value, f.Name, f.Usage) })
	return own
}

// run parses args into all, which has the flags of Beam, and does the work.
func run(ctx context.Context, all *flag.FlagSet, args []string, stdout, stderr io.Writer) int {
	var j job
	own := flagsOf(all, &j)
	all.Init("vfm-beam", flag.ContinueOnError)
	all.SetOutput(io.Discard)
	err := all.Parse(args)
	if errors.Is(err, flag.ErrHelp) {
		printManual(stdout, own, all)
		return exitDone
	}
	beam.Init() // a worker ends here
	if err == nil && all.NArg() > 0 {
		err = fmt.Errorf("%s is not expected here", all.Arg(0))
	}
	_, inexact := j.Settings.Elsewhere()
	err = cmp.Or(err, j.Validate(), inexact, j.complete())
	if err != nil {
		fmt.Fprintf(stderr, "vfm-beam: %s (see vfm-beam -h)\n", visible.Text(err.Error()))
		return exitUsage
	}
	if err := j.grow(ctx, stdout, stderr); err != nil {
		fmt.Fprintf(stderr, "vfm-beam: %s\n", visible.Text(err.Error()))
		return exitFailed
	}
	return exitDone
}

func printManual(w io.Writer, own, all *flag.FlagSet) {
	fmt.Fprint(w, manual)
	own.SetOutput(w)
	own.PrintDefaults()
	fmt.Fprint(w, "\nflags of Beam, which name the runner; without them all is done in this process:\n")
	beams := flag.NewFlagSet("", flag.ContinueOnError)
	for _, name := range beamFlags {
		f := all.Lookup(name)
		beams.Var(f.Value, f.Name, f.Usage)
	}
	beams.SetOutput(w)
	beams.PrintDefaults()
}

// complete fills in what the flags leave open. Paths become those that workers with another working folder find too.
func (j *job) complete() error {
	m := &j.machines
	m.Model.Name = j.From.Model
	cache, err := shelf.CacheDir()
	if err != nil {
		return err
	}
	m.Model.Cache, m.Work = cache, cmp.Or(m.Work, filepath.Join(cache, "beam"))
	if !spread.Remote(m.Work) {
		m.Work, err = filepath.Abs(m.Work)
	}
	if _, missing := os.Stat(m.Model.Suite); missing == nil && err == nil {
		m.Model.Suite, err = filepath.Abs(m.Model.Suite)
	}
	return cmp.Or(err, m.Validate(), workAsThis())
}

// workAsThis makes this program that of the workers, unless another is named: Beam would compile one without C, which the
// engines need.
func workAsThis() (err error) {
	if *jobopts.WorkerBinary == "" {
		*jobopts.WorkerBinary, err = os.Executable()
	}
	return err
}

// jobs says what each does with so many images or pairs.
var jobs = map[string]string{
	spread.List:     "listing %d files",
	spread.Embed:    "embedding %d images",
	spread.Alike:    "looking for like pictures by the hashes of %d images",
	spread.Near:     "looking for near images by the vectors of %d images",
	spread.Compare:  "laying %d pairs over each other",
	spread.Retrieve: "retrieving for %d seeds",
}

// grow runs the jobs and writes the new data set.
func (j *job) grow(ctx context.Context, stdout, stderr io.Writer) error {
	slog.SetDefault(slog.New(slog.DiscardHandler)) // what the runner in this process tells; what fails is said below
	j.machines.OnJob = func(name string, n int, failed error) {
		if failed != nil {
			fmt.Fprintf(stderr, "%s; once more\n", visible.Text(failed.Error()))
		}
		fmt.Fprintf(stderr, jobs[name]+"\n", n)
	}
	s, err := suite.Read(j.machines.Model.Suite)
	if err != nil {
		return err
	}
	out, err := curate.RunWith(ctx, s, j.machines.Model.Options(), j.From, j.Settings, &j.machines)
	if err == nil {
		err = j.write(ctx, out)
	}
	if err != nil {
		return err
	}
	j.Print(stdout, out)
	return nil
}

// write writes the new data set, to an object store through a folder here.
func (j *job) write(ctx context.Context, out *curate.Outcome) error {
	if err := spread.Bring(ctx, growing.Pictures(out)...); err != nil {
		return err
	}
	if !spread.Remote(j.Out) {
		return j.Write(out)
	}
	dir, err := os.MkdirTemp("", "vfm-beam-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	here := *j.Request
	here.Out = filepath.Join(dir, path.Base(j.Out))
	if err := here.Write(out); err != nil {
		return err
	}
	return spread.Upload(ctx, here.Out, strings.TrimRight(j.Out, "/"))
}

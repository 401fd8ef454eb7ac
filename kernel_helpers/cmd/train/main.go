// Command train trains a micro model of the sampler and writes its weights with the record of its training.
//
//	go run ./kernel_helpers/cmd/train -objective distillation -out kernel_helpers/zoo/weights
//
// Interrupted, it keeps a checkpoint beside the weights, and the same command goes on from there.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"path/filepath"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/engine/xla"
	"github.com/vfm-go/vfm/kernel_helpers/train"
)

const usage = `Trains a micro model on drawn scenes and writes its weights and the record of its training.

  go run ./kernel_helpers/cmd/train -objective OBJECTIVE [-out DIR] [-images N] …

  -objective supervised     micro-imagenet: names the shape of a scene
  -objective contrastive    micro-clip: finds the caption of a scene; writes the text tower and its merges too
  -objective distillation   micro-dino: sees the same in two views of a scene, without labels
  -objective none           random-init: the network untrained

Ctrl-C keeps DIR/NAME.checkpoint; the same command goes on from there.
XLA makes it some times faster: $GOMLX_BACKEND=xla:/path/of/plugin.so, see README.md, "A second engine".

Examples:
  go run ./kernel_helpers/cmd/train -objective distillation -out kernel_helpers/zoo/weights
  go run ./kernel_helpers/cmd/train -objective supervised -images 20000 -out trial

Flags:
`

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	os.Exit(run(ctx, os.Args[1:], os.Stdout, os.Stderr))
}

// names are the models of the objectives.
var names = map[train.Objective]string{
	train.Supervised: "micro-imagenet", train.Contrastive: "micro-clip", train.Distillation: "micro-dino", train.None: "random-init",
}

// run returns the exit code: 0 done, 1 failed or interrupted, 2 wrong usage.
func run(ctx context.Context, args []string, stdout, stderr io.Writer) int {
	flags := flag.NewFlagSet("train", flag.ContinueOnError)
	flags.SetOutput(stderr)
	flags.Usage = func() {
		fmt.Fprint(stderr, usage)
		flags.PrintDefaults()
	}
	objective := flags.String("objective", "", "supervised, contrastive, distillation or none")
	out := flags.String("out", ".", "folder of the weights")
	device := flags.String("device", "cpu", "cpu or cuda")
	recipe := recipeFlags(flags)
	err := flags.Parse(args)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	case names[train.Objective(*objective)] == "" || flags.NArg() > 0:
		fmt.Fprintf(stderr, "train: -objective is %q; say supervised, contrastive, distillation or none, see -h\n", *objective)
		return 2
	}
	if err := trainTo(ctx, *out, *device, recipe(train.Objective(*objective)), stdout); err != nil {
		if ctx.Err() != nil {
			fmt.Fprintln(stderr, "\ntrain: interrupted; the same command goes on from the checkpoint")
		} else {
			fmt.Fprintln(stderr, "\ntrain:", err)
		}
		return 1
	}
	return 0
}

// recipeFlags are the parts of a recipe that a trial may change. The function returns the recipe of an objective
// with those that were given.
func recipeFlags(flags *flag.FlagSet) func(train.Objective) train.Recipe {
	images := flags.Int("images", 0, "images seen in all (0 = as the recipe says)")
	scenes := flags.Int("scenes", 0, "different scenes (0 = as the recipe says)")
	batch := flags.Int("batch", 0, "images of a step (0 = as the recipe says)")
	minCrop := flags.Float64("crop", 0, "least part of a scene's area in a view (0 = as the recipe says)")
	rate := flags.Float64("rate", 0, "learning rate (0 = as the recipe says)")
	seed := flags.Uint64("seed", 1, "of weights, order and views")
	return func(o train.Objective) train.Recipe {
		r := train.DefaultRecipe(o)
		r.Seed = *seed
		if *images > 0 {
			r.Images = *images
		}
		if *scenes > 0 {
			r.Scenes = *scenes
		}
		if *batch > 0 {
			r.Batch = *batch
		}
		if *minCrop > 0 {
			r.MinCrop = *minCrop
		}
		if *rate > 0 {
			r.Rate = *rate
		}
		return r
	}
}

// trainTo trains and writes all files.
func trainTo(ctx context.Context, dir, device string, r train.Recipe, stdout io.Writer) error {
	backend, name, err := xla.Backend(device)
	if err != nil {
		return err
	}
	defer backend.Finalize()
	path := filepath.Join(dir, names[r.Objective])
	checkpoint := path + ".checkpoint"
	fmt.Fprintf(stdout, "%s by %s, %d images in steps of %d, on %s\n", path, r.Objective, r.Images, r.Batch, name)
	result, err := train.Run(ctx, backend, r, train.Options{Checkpoint: checkpoint, Progress: progress(stdout)})
	if err != nil {
		return err
	}
	v, err := result.Validate(backend)
	if err != nil {
		return err
	}
	fmt.Fprintf(stdout, "of %d scenes of seed %d the nearest other has the same shape for %d, colour for %d, background for %d\n",
		v.Scenes, v.World, v.Shape, v.Colour, v.Background)
	if result.Text != nil {
		fmt.Fprintf(stdout, "the nearest text names the shape of %d\n", v.ZeroShot)
	}
	if err := result.WriteFiles(path, result.Record(name, v)); err != nil {
		return err
	}
	return train.Forget(checkpoint)
}

// progress prints a line of its own every now and then.
func progress(w io.Writer) func(train.Progress) {
	const every = 10 * time.Second
	last := time.Now()
	return func(p train.Progress) {
		if time.Since(last) < every && p.Step < p.Steps {
			return
		}
		last = time.Now()
		fmt.Fprintf(w, "%s step %d of %d, loss %.4f, %.0f images/s, %s left\n",
			last.Format(time.TimeOnly), p.Step, p.Steps, p.Loss, p.Rate, p.Left.Round(time.Second))
	}
}

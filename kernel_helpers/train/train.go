// Package train trains the micro models of the sampler: small vision transformers on scenes of package world,
// each for one of three objectives: to name the shape, to find the caption, to see the same in two views. It
// computes with GoMLX and writes weights that package onnxgraph reads. It is for networks of a million
// weights and one device; what it trains on is drawn, so nothing is downloaded.
//
//	backend, name, err := xla.Backend("cpu") // of package engine/xla
//	result, err := train.Run(ctx, backend, train.DefaultRecipe(train.Distillation), train.Options{})
//	err = result.WriteFiles("micro-dino", result.Record(name, train.Validation{}))
package train

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"time"

	"github.com/gomlx/compute"
	"github.com/gomlx/gomlx/core/tensors"
	"github.com/gomlx/gomlx/ml/model"
	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/tokenizer"
)

// Options of a run.
type Options struct {
	Checkpoint string         // file that the state is kept in between and after runs, "" = none
	Every      time.Duration  // how often, 0 = three minutes
	Workers    int            // goroutines that draw and cut views, 0 = the number of cores
	Progress   func(Progress) // called after each step, or nil
}

// Progress is where a training stands.
type Progress struct {
	Step, Steps int           // done, in all
	Loss        float64       // mean of the last steps
	Rate        float64       // images a second in this run
	Left        time.Duration // at that rate
}

// Point is one point of a loss curve.
type Point struct {
	Step int     `json:"step"` // steps done
	Loss float64 `json:"loss"` // mean over the steps since the last point, to four places
}

// points is how many points a curve has.
const points = 200

// training is one run under way.
type training struct {
	recipe  Recipe
	options Options
	aim     aim
	words   *tokenizer.Tokenizer
	store   *model.Store

	done    int // steps
	curve   []Point
	sum     float64 // of losses since the last point
	count   int
	seconds float64 // of all runs
}

// Run trains by a recipe, or goes on from the checkpoint. When ctx ends it keeps the checkpoint and returns the
// context's error.
func Run(ctx context.Context, backend compute.Backend, r Recipe, o Options) (*Result, error) {
	if o.Workers == 0 {
		o.Workers = runtime.GOMAXPROCS(0)
	}
	if o.Every == 0 {
		o.Every = 3 * time.Minute
	}
	t := &training{recipe: r, options: o}
	if err := t.begin(); err != nil {
		return nil, err
	}
	if r.Objective != None {
		if err := t.steps(ctx, backend); err != nil {
			return nil, err
		}
	}
	return t.result()
}

// begin sets up the variables, from the checkpoint if there is one.
func (t *training) begin() error {
	if t.recipe.Objective == Contrastive {
		t.words = learnWords(t.recipe)
		text := *t.recipe.Text
		text.Vocabulary = t.words.Size()
		t.recipe.Text = &text
	}
	if err := t.recipe.Validate(); err != nil {
		return fmt.Errorf("training %s: %w", t.recipe.Objective, err)
	}
	t.aim = newAim(t.recipe, t.words)
	found, err := t.load()
	if err != nil || found {
		return err
	}
	t.store, err = newStore(variables(t.aim), func(w weight) ([]float32, error) { return w.values(t.recipe.Seed), nil })
	return err
}

// steps computes the steps that are left, while batches are made ahead.
func (t *training) steps(ctx context.Context, backend compute.Backend) error {
	exec, err := newExec(backend, t.store, t.aim, t.recipe)
	if err != nil {
		return err
	}
	defer exec.Finalize()
	f := &feed{recipe: t.recipe, album: newAlbum(t.recipe), aim: t.aim, workers: t.options.Workers}
	batches := make(chan []part, ahead)
	group, inner := errgroup.WithContext(ctx)
	group.Go(func() error { return f.run(inner, t.done, batches) })
	group.Go(func() error { return t.follow(inner, exec, batches) })
	err = group.Wait()
	if saved := t.save(); saved != nil && (err == nil || ctx.Err() != nil) {
		return saved
	}
	return err
}

// follow computes one step for each batch.
func (t *training) follow(ctx context.Context, exec *model.Exec, batches <-chan []part) error {
	started, saved, first, before := time.Now(), time.Now(), t.done, t.seconds
	for parts := range batches {
		inputs := []any{tensors.FromFlatDataAndDimensions(t.recipe.at(t.done).list(), len(t.recipe.at(t.done).list()))}
		for _, p := range parts {
			inputs = append(inputs, p.tensor())
		}
		loss, err := one(exec, inputs)
		if err != nil {
			return fmt.Errorf("step %d of %s: %w", t.done, t.recipe.Objective, err)
		}
		if math.IsNaN(loss) || math.IsInf(loss, 0) {
			return fmt.Errorf("step %d of %s: the loss is %v; a lower rate may help", t.done, t.recipe.Objective, loss)
		}
		t.note(loss)
		passed := time.Since(started)
		t.seconds = before + passed.Seconds()
		if t.options.Progress != nil {
			t.options.Progress(t.progress(t.done-first, passed))
		}
		if time.Since(saved) > t.options.Every {
			if err := t.save(); err != nil {
				return err
			}
			saved = time.Now()
		}
	}
	return ctx.Err()
}

// one runs a function of one scalar.
func one(exec *model.Exec, inputs []any) (float64, error) {
	result, err := exec.Call1(inputs...)
	if err != nil {
		return 0, err
	}
	loss := float64(tensors.ToScalar[float32](result))
	for _, x := range append(inputs, result) {
		x.(*tensors.Tensor).FinalizeAll()
	}
	return loss, nil
}

// note counts a step and its loss.
func (t *training) note(loss float64) {
	t.done++
	t.sum, t.count = t.sum+loss, t.count+1
	steps := t.recipe.Steps()
	if t.done*points/steps > (t.done-1)*points/steps || t.done == steps {
		t.curve = append(t.curve, Point{t.done, math.Round(1e4*t.sum/float64(t.count)) / 1e4})
		t.sum, t.count = 0, 0
	}
}

func (t *training) progress(steps int, passed time.Duration) Progress {
	p := Progress{Step: t.done, Steps: t.recipe.Steps(), Rate: float64(steps*t.recipe.Batch) / passed.Seconds()}
	p.Left = time.Duration(float64(p.Steps-p.Step) * float64(passed) / float64(steps))
	if t.count > 0 {
		p.Loss = t.sum / float64(t.count)
	} else {
		p.Loss = t.curve[len(t.curve)-1].Loss
	}
	return p
}

// Captions that the tokenizer learns from, and merges that it learns: enough for each word of the world to be
// one token.
const (
	learnFrom   = 10_000
	learnMerges = 300
)

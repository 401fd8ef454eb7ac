package train

import (
	"context"
	"errors"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/gomlx/compute"

	"github.com/vfm-go/vfm/kernel_helpers/engine/xla"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// small is the recipe of an objective for a network and a training that take seconds without XLA.
func small(o Objective) Recipe {
	r := DefaultRecipe(o)
	r.Scenes, r.Drawn, r.Images, r.Batch = 32, 32, 16*24, 16
	r.Net.Size, r.Net.Width, r.Net.Depth, r.Net.Heads = 32, 24, 2, 2
	r.Rate = 5e-3
	switch o {
	case Contrastive:
		r.Net.Output = 16
		r.Text = &Text{Context: 16, Width: 24, Depth: 2, Heads: 2, Output: 16}
	case Distillation:
		d := *r.DINO
		d.LocalSize, d.Hidden, d.Bottleneck, d.Prototypes, d.Freeze = 16, 32, 16, 64, 0
		r.DINO = &d
	}
	return r
}

func open(t *testing.T) compute.Backend {
	t.Helper()
	backend, name, err := xla.Backend("cpu")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(backend.Finalize)
	t.Log(name)
	return backend
}

// TestLossFalls trains each objective for a few steps on a few scenes, which the network then knows. The teacher
// of distillation stays as it is: one that moves changes what the loss is measured by.
func TestLossFalls(t *testing.T) {
	backend := open(t)
	for _, o := range []Objective{Supervised, Contrastive, Distillation} {
		t.Run(string(o), func(t *testing.T) {
			r := small(o)
			if r.DINO != nil {
				r.DINO.Momentum, r.DINO.Centre = 1, 1
			}
			result, err := Run(t.Context(), backend, r, Options{})
			if err != nil {
				t.Fatal(err)
			}
			curve := result.Curve
			first, last := mean(curve[:3]), mean(curve[len(curve)-3:])
			t.Logf("loss %.3f to %.3f", first, last)
			if !(last < 0.8*first) {
				t.Errorf("the loss went from %.3f to %.3f, want less than four fifths", first, last)
			}
		})
	}
}

func mean(curve []Point) (sum float64) {
	for _, p := range curve {
		sum += p.Loss / float64(len(curve))
	}
	return sum
}

// TestGoesOn interrupts a training: the rest from the checkpoint gives the weights of one that was not.
func TestGoesOn(t *testing.T) {
	backend := open(t)
	r := small(Distillation)
	r.Images = 6 * r.Batch
	whole, err := Run(t.Context(), backend, r, Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	o := Options{Checkpoint: filepath.Join(t.TempDir(), "micro.checkpoint"), Workers: 1, Progress: func(p Progress) {
		if p.Step == 3 {
			stop()
		}
	}}
	if _, err := Run(ctx, backend, r, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("an interrupted run returned %v", err)
	}
	steps := 0
	o.Progress = func(Progress) { steps++ }
	rest, err := Run(t.Context(), backend, r, o)
	if err != nil {
		t.Fatal(err)
	}
	if steps == 0 || steps > 3 {
		t.Errorf("%d steps were left, want 1 to 3", steps)
	}
	if !slices.EqualFunc(whole.Image, rest.Image, func(a, b safetensors.Values) bool { return reflect.DeepEqual(a, b) }) {
		t.Error("the interrupted training has other weights")
	}
	if !reflect.DeepEqual(whole.Curve, rest.Curve) {
		t.Errorf("the interrupted training has the curve %v, want %v", rest.Curve, whole.Curve)
	}
	r.Rate *= 2
	if _, err := Run(t.Context(), backend, r, o); err == nil {
		t.Error("another recipe went on from the checkpoint")
	}
}

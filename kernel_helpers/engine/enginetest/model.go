// Package enginetest holds the promises of package engine as tests. A new engine runs them on its own:
//
//	func TestConformance(t *testing.T) {
//		enginetest.Backend(t, e)     // on small models of this package
//		enginetest.Model(t, e, spec) // on another model
//	}
package enginetest

import (
	"context"
	"errors"
	"math/rand/v2"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Model loads spec and checks all that engine.Model promises: shapes, the same vector for the same image
// whatever its place in the batch, the calls before it or beside it, errors for wrong input, the end of
// the context, closing.
func Model(t *testing.T, e engine.Engine, spec engine.ModelSpec) {
	t.Helper()
	if e.Identity() == "" {
		t.Error("the engine has no identity")
	}
	m, err := e.Load(t.Context(), spec)
	if err != nil {
		t.Fatal(err)
	}
	defer m.Close()
	if m.Batch() < 1 || m.Parallel() < 1 {
		t.Fatalf("batch %d, parallel %d: both must be at least 1", m.Batch(), m.Parallel())
	}
	s := subject{model: m, spec: spec}
	t.Run("deterministic", s.deterministic)
	t.Run("place in batch", s.placeInBatch)
	t.Run("concurrent", s.concurrent)
	t.Run("wrong input", s.wrongInput)
	t.Run("cancelled", s.cancelled)
	t.Run("loading cancelled", func(t *testing.T) { loadCancelled(t, e, spec) })
	t.Run("closing", s.closing)
}

// moment is how long a cancelled call may take to return. A real model takes longer for one batch.
const moment = 2 * time.Second

// subject is a model under test.
type subject struct {
	model engine.Model
	spec  engine.ModelSpec
}

// pixels is a batch of noise.
func (s subject) pixels(seed uint64) []float32 {
	rng := rand.New(rand.NewPCG(seed, 0))
	p := make([]float32, s.model.Batch()*3*s.spec.Input.Height*s.spec.Input.Width)
	for i := range p {
		p[i] = float32(rng.NormFloat64())
	}
	return p
}

func (s subject) out() matrix.Rows { return matrix.New(s.model.Batch(), s.spec.Output.Dim) }

func (s subject) embed(t *testing.T, pixels []float32) matrix.Rows {
	t.Helper()
	out := s.out()
	if err := s.model.Embed(t.Context(), pixels, out); err != nil {
		t.Fatal(err)
	}
	return out
}

func (s subject) deterministic(t *testing.T) {
	pixels := s.pixels(1)
	before := slices.Clone(pixels)
	first := s.embed(t, pixels)
	if !slices.Equal(pixels, before) {
		t.Error("Embed has changed its input")
	}
	if slices.Equal(first.Data, s.embed(t, s.pixels(2)).Data) {
		t.Error("other images give the same vectors")
	}
	if !slices.Equal(first.Data, s.embed(t, pixels).Data) {
		t.Error("the same batch gives other vectors the second time")
	}
}

// placeInBatch moves every image one place on, all the way round.
func (s subject) placeInBatch(t *testing.T) {
	n := s.model.Batch()
	pixels := s.pixels(3)
	image := len(pixels) / n
	want := s.embed(t, pixels)
	for shift := range n {
		got := s.embed(t, slices.Concat(pixels[shift*image:], pixels[:shift*image]))
		for i := range n {
			if from := (i + shift) % n; !slices.Equal(got.Row(i), want.Row(from)) {
				t.Fatalf("image %d gives another vector at place %d of the batch", from, i)
			}
		}
	}
}

func (s subject) concurrent(t *testing.T) {
	calls := 3*s.model.Parallel() + 1
	want := make([]matrix.Rows, calls)
	for i := range want {
		want[i] = s.embed(t, s.pixels(uint64(10+i)))
	}
	var group sync.WaitGroup
	for i := range calls {
		group.Go(func() {
			out := s.out()
			if err := s.model.Embed(t.Context(), s.pixels(uint64(10+i)), out); err != nil {
				t.Error(err)
			} else if !slices.Equal(out.Data, want[i].Data) {
				t.Errorf("call %d gives other vectors beside other calls", i)
			}
		})
	}
	group.Wait()
}

func (s subject) wrongInput(t *testing.T) {
	pixels, out := s.pixels(4), s.out()
	for name, err := range map[string]error{
		"no pixels":       s.model.Embed(t.Context(), nil, out),
		"too few pixels":  s.model.Embed(t.Context(), pixels[1:], out),
		"too many pixels": s.model.Embed(t.Context(), append(slices.Clone(pixels), 0), out),
		"too few rows":    s.model.Embed(t.Context(), pixels, matrix.New(out.N-1, out.Dim)),
		"too many rows":   s.model.Embed(t.Context(), pixels, matrix.New(out.N+1, out.Dim)),
		"other dimension": s.model.Embed(t.Context(), pixels, matrix.New(out.N, out.Dim+1)),
	} {
		if err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	s.embed(t, pixels)
}

func (s subject) cancelled(t *testing.T) {
	pixels := s.pixels(5)
	want := s.embed(t, pixels)
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	for range 2 * s.model.Parallel() {
		group.Go(func() {
			for {
				err := s.model.Embed(ctx, pixels, s.out())
				if err == nil {
					continue
				}
				if !errors.Is(err, context.Canceled) {
					t.Errorf("got %v, want context.Canceled", err)
				}
				return
			}
		})
	}
	cancel()
	began := time.Now()
	group.Wait()
	if took := time.Since(began); took > moment {
		t.Errorf("cancelled calls took %v to return", took)
	}
	if got := s.embed(t, pixels); !slices.Equal(got.Data, want.Data) {
		t.Error("other vectors after a cancelled call")
	}
}

func loadCancelled(t *testing.T, e engine.Engine, spec engine.ModelSpec) {
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	m, err := e.Load(ctx, spec)
	if err == nil { // it may have been quicker
		m.Close()
	} else if !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want context.Canceled", err)
	}
}

func (s subject) closing(t *testing.T) {
	for range 2 {
		if err := s.model.Close(); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.model.Embed(t.Context(), s.pixels(6), s.out()); err == nil {
		t.Error("a closed model embeds")
	}
}

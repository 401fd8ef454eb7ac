package experiment

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// pipeline turns images into vectors: decoders fill batches, engine workers run the model over them, a
// collector gathers the vectors of a part, a writer stores it. All four work at the same time.
//
// A batch is the images [from, from+B) of a part, each at its own place; the place of a skipped image, and
// what the last batch lacks, is zero. So what shares a batch with an image depends on the data set only,
// never on where a run was cut. Batches go round: their number bounds the memory.
type pipeline struct {
	model  engine.Model
	spec   images.Spec
	dim    int
	source source
	change change // nil = images are taken as they are
}

// source says where the pixels of image i come from; it is called by several goroutines at once.
type source interface {
	// read returns the bytes of image i, in buf if it fits. lost marks a failure that another run may not have.
	read(i int, buf []byte) (name string, data []byte, lost bool, err error)
}

// change changes decoded image i before it is prepared for the model; it is called by several goroutines at once.
type change func(i int, pic *images.Picture) error

// place is the fate of one image in a batch.
type place struct {
	reason  string // why it was skipped; "" = it was not
	lost    bool   // see embedding.Skip
	rotated bool   // it has an EXIF rotation
}

// batch is one call of the model.
type batch struct {
	rng      embedding.Range // of the part
	from, to int             // images
	pixels   []float32       // [B, input]
	out      matrix.Rows     // [B, dim]
	places   []place         // [B]
	pending  atomic.Int32    // images to decode
}

// run makes the parts of ranges, in order, and hands each to write. progress is told how many images of
// ranges are done. Both are called by one goroutine each. When ctx ends, run returns within a moment,
// after the parts that were complete are written; a decoder in the middle of an image is left behind.
func (p pipeline) run(ctx context.Context, ranges []embedding.Range, write func(embedding.Part) error, progress func(done int)) error {
	pre, err := p.spec.Preprocessor()
	if err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	size, parallel, decoders := p.model.Batch(), p.model.Parallel(), runtime.GOMAXPROCS(0)
	// Each engine worker has a batch, one more is ready, one is being filled.
	batches := parallel + 2
	free, jobs := make(chan *batch, batches), make(chan job, decoders)
	ready, done := make(chan *batch, batches), make(chan *batch, batches)
	parts := make(chan embedding.Part, 1)
	for range batches {
		free <- &batch{pixels: make([]float32, size*pre.Len()), out: matrix.New(size, p.dim), places: make([]place, size)}
	}
	g.Go(func() error { defer close(jobs); return dispatch(ctx, ranges, size, free, jobs) })

	var decoding, computing sync.WaitGroup
	for range decoders {
		decoding.Go(func() { p.decode(ctx, jobs, ready) })
	}
	go func() { decoding.Wait(); close(ready) }()
	for range parallel {
		computing.Add(1)
		g.Go(func() error { defer computing.Done(); return p.embed(ctx, ready, done) })
	}
	go func() { computing.Wait(); close(done) }()
	g.Go(func() error { defer close(parts); return p.collect(done, free, parts, progress) })
	g.Go(func() error { return writeParts(parts, write) })
	return g.Wait()
}

// job is one image to decode into its place.
type job struct {
	b     *batch
	place int
}

// dispatch cuts the ranges into batches and hands out their images.
func dispatch(ctx context.Context, ranges []embedding.Range, size int, free <-chan *batch, jobs chan<- job) error {
	for _, r := range ranges {
		for from := r.From; from < r.To; from += size {
			var b *batch
			select {
			case b = <-free:
			case <-ctx.Done():
				return ctx.Err()
			}
			b.rng, b.from, b.to = r, from, min(from+size, r.To)
			clear(b.places)
			n := b.to - b.from
			clear(b.pixels[n*(len(b.pixels)/size):])
			b.pending.Store(int32(n))
			for i := range n {
				select {
				case jobs <- job{b, i}:
				case <-ctx.Done():
					return ctx.Err()
				}
			}
		}
	}
	return nil
}

// embed runs the model over filled batches.
func (p pipeline) embed(ctx context.Context, ready <-chan *batch, done chan<- *batch) error {
	for {
		select {
		case <-ctx.Done():
			return ctx.Err()
		case b, more := <-ready:
			if !more {
				return nil
			}
			if err := p.model.Embed(ctx, b.pixels, b.out); err != nil {
				return fmt.Errorf("embedding images %d to %d: %w", b.from, b.to-1, err)
			}
			done <- b // has room for all batches
		}
	}
}

// assembly is a part whose batches are coming in, in any order.
type assembly struct {
	rows   matrix.Rows // [To-From, dim]
	places []place
	left   int // images still to come
}

// collect gathers the batches of each part and passes complete parts on.
func (p pipeline) collect(done <-chan *batch, free chan<- *batch, parts chan<- embedding.Part, progress func(int)) error {
	open := map[int]*assembly{}
	last, images := time.Now(), 0
	for b := range done {
		a := open[b.rng.Part]
		if a == nil {
			n := b.rng.To - b.rng.From
			a = &assembly{matrix.New(n, p.dim), make([]place, n), n}
			open[b.rng.Part] = a
		}
		at, n := b.from-b.rng.From, b.to-b.from
		copy(a.rows.Slice(at, at+n).Data, b.out.Data)
		copy(a.places[at:], b.places[:n])
		a.left -= n
		rng := b.rng
		free <- b // has room for all batches
		images += n
		progress(images)
		if a.left > 0 {
			continue
		}
		delete(open, rng.Part)
		part, err := a.part(rng)
		if err != nil {
			return err
		}
		now := time.Now()
		part.Seconds, last = now.Sub(last).Seconds(), now
		parts <- part // the writer takes all of them
	}
	return nil
}

// part leaves out the rows of skipped images.
func (a *assembly) part(rng embedding.Range) (embedding.Part, error) {
	p := embedding.Part{Range: rng, PeakMemory: peakMemory()}
	kept := 0
	for i, s := range a.places {
		if s.rotated {
			p.Rotated++
		}
		if s.reason != "" {
			p.Skipped = append(p.Skipped, embedding.Skip{Item: rng.From + i, Reason: s.reason, Lost: s.lost})
			continue
		}
		row := a.rows.Row(i)
		if norm := matrix.Norm(row); math.IsNaN(norm) || math.IsInf(norm, 0) {
			return p, fmt.Errorf("embedding image %d: the model's vector is not finite: it may be a float16 model that overflows, or a damaged file; check the weights and the card's input block", rng.From+i)
		}
		copy(a.rows.Row(kept), row)
		kept++
	}
	p.Rows = a.rows.Slice(0, kept)
	return p, nil
}

// writeParts stores complete parts, also those that are still coming when the run is being stopped.
func writeParts(parts <-chan embedding.Part, write func(embedding.Part) error) error {
	for p := range parts {
		if err := write(p); err != nil {
			go func() {
				for range parts { // collect ends when the model does
				}
			}()
			return err
		}
	}
	return nil
}

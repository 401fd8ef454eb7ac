package main

import (
	"context"
	"math/rand/v2"
	"os"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// nearPairs are the 64 nearest of each image of a pool by their vectors, found with an index: its making and measuring are
// included. Of exact search a part of the images is timed.
type nearPairs struct {
	done  bool
	err   error
	index curate.Index
	// images/s
	ours, exact float64
}

// rows are the figures of the case.
func (p *nearPairs) rows() []bench {
	row := func(name, unit, goal, peer string, figure func() (ours, peer float64)) bench {
		return bench{name, func(ctx context.Context) (Row, error) {
			row := Row{Unit: unit, Goal: goal, PeerName: peer}
			if !p.done {
				p.done, p.err = true, p.measure(ctx)
			}
			if p.err != nil {
				return row, p.err
			}
			return row.rates(figure()), nil
		}}
	}
	return []bench{
		row("near pairs of a pool by vectors, with an index", "images/s", "> 1", "exact search", func() (float64, float64) { return p.ours, p.exact }),
		row("recall of that index", "of 1", "≥ 0.98", "none: an absolute bound", func() (float64, float64) { return p.index.Recall.Value, 0 }),
	}
}

func (p *nearPairs) measure(ctx context.Context) error {
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	n := poolSize()
	return withPool(dir, n, newLatent(n).rows, func(pool safetensors.HalfRows) error {
		return withScorer(poolDim, func(s engine.Scorer) error {
			among, o := upTo(n), knn.Options{Scorer: s}
			var err error
			started := time.Now()
			if _, p.index, err = curate.NearPairs(ctx, pool, among, curate.Settings{Index: curate.IndexInverted}, o); err != nil {
				return err
			}
			p.ours = float64(n) / time.Since(started).Seconds()
			part := among[:min(n, 1<<14)]
			started = time.Now()
			_, err = curate.Nearest(ctx, pool.Select(part), pool, among, curate.Defaults().Neighbours+1, o)
			p.exact = float64(len(part)) / time.Since(started).Seconds()
			return err
		})
	})
}

// latent makes vectors like those of images: of kinds that lie in a space of fewer dimensions, with noise.
type latent struct{ axes, centres matrix.Rows }

const (
	latentDim  = 32
	latentKind = 200 // images of a kind
)

func newLatent(n int) latent {
	return latent{units(latentDim, poolDim, 11), units(max(1, n/latentKind), latentDim, 12)}
}

// rows are n of the vectors, from the row from on.
func (l latent) rows(n, from int) matrix.Rows {
	r := rand.New(rand.NewPCG(uint64(from), 13))
	m := matrix.New(n, poolDim)
	for i := range n {
		row, centre := m.Row(i), l.centres.Row(r.IntN(l.centres.N))
		for j, c := range centre {
			x := c + 0.15*float32(r.NormFloat64())
			for d, a := range l.axes.Row(j) {
				row[d] += x * a
			}
		}
		for d := range row {
			row[d] += 0.02 * float32(r.NormFloat64())
		}
	}
	m.Normalize()
	return m
}

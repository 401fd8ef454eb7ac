package main

import (
	"context"
	"slices"
	"time"
)

// rounds is how many measured rounds each side has; one more runs first and is not counted.
const rounds = 5

// step is one round of one side.
type step func(context.Context) error

// compare runs ours and the peer in turn and returns the median seconds of each. Without a peer its
// seconds are 0.
func compare(ctx context.Context, ours step, p *peer) (oursSeconds, peerSeconds float64, err error) {
	return turns(ctx, timed(ours), func(context.Context) (float64, error) {
		if p == nil {
			return 0, nil
		}
		return p.round()
	})
}

// alternate is compare for two sides in this process.
func alternate(ctx context.Context, a, b step) (aSeconds, bSeconds float64, err error) {
	return turns(ctx, timed(a), timed(b))
}

func timed(s step) func(context.Context) (float64, error) {
	return func(ctx context.Context) (float64, error) {
		start := time.Now()
		err := s(ctx)
		return time.Since(start).Seconds(), err
	}
}

func turns(ctx context.Context, a, b func(context.Context) (float64, error)) (float64, float64, error) {
	var as, bs []float64
	for range rounds + 1 {
		x, err := a(ctx)
		if err != nil {
			return 0, 0, err
		}
		y, err := b(ctx)
		if err != nil {
			return 0, 0, err
		}
		as, bs = append(as, x), append(bs, y)
	}
	return median(as[1:]), median(bs[1:]), nil
}

func median(x []float64) float64 {
	x = slices.Sorted(slices.Values(x))
	return x[len(x)/2]
}

// rate fills a row with the work per second of both sides. A side of zero seconds did not run.
func (r Row) rate(work, oursSeconds, peerSeconds float64) Row {
	var peer float64
	if peerSeconds > 0 {
		peer = work / peerSeconds
	}
	return r.rates(work/oursSeconds, peer)
}

// rates fills a row with the figures of both sides; peer 0 did not run and stays null.
func (r Row) rates(ours, peer float64) Row {
	r.Ours = &ours
	if peer > 0 {
		ratio := ours / peer
		r.Peer, r.Ratio = &peer, &ratio
	}
	return r
}

func firstError(errs ...error) error {
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

package enginetest

import (
	"context"
	"errors"
	"math"
	"math/rand/v2"
	"sync"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Scorer checks all that engine.Scorer promises: scores within the error bound of float32 sums, for
// blocks of all shapes, several at once; exact products of an engine.ByteScorer; the end of the context; closing.
func Scorer(t *testing.T, open func(dim int) (engine.Scorer, error)) {
	t.Helper()
	for _, dim := range []int{1, 3, 64, 769} {
		s, err := open(dim)
		if err != nil {
			t.Fatal(err)
		}
		var group sync.WaitGroup
		for i, size := range [][2]int{{1, 1}, {1, 100}, {100, 1}, {7, 13}, {64, 64}, {33, 257}} {
			group.Go(func() { checkScores(t, s, uint64(i), size[0], size[1], dim) })
		}
		group.Wait()
		if b, ok := s.(engine.ByteScorer); ok {
			bytesExact(t, b, dim)
		}
		checkScorerErrors(t, s, dim)
	}
}

// checkScores compares a block with the float64 products. Rows of length 0 and of very different
// lengths are among them.
func checkScores(t *testing.T, s engine.Scorer, seed uint64, nq, ng, dim int) {
	queries, gallery := noise(seed, nq, dim), noise(seed+100, ng, dim)
	out := make([]float32, nq*ng)
	if err := s.Scores(t.Context(), queries, gallery, out); err != nil {
		t.Error(err)
		return
	}
	n := float64(dim+1) * 0x1p-24
	for q := range nq {
		for g := range ng {
			x, y := queries.Row(q), gallery.Row(g)
			bound := n/(1-n)*matrix.Norm(x)*matrix.Norm(y) + 0x1p-120
			if got, want := float64(out[q*ng+g]), matrix.Dot(x, y); !(math.Abs(got-want) <= bound) {
				t.Errorf("[%d, %d]·[%d, %d]ᵀ: score %d, %d is %v, want %v ± %v", nq, dim, ng, dim, q, g, got, want, bound)
				return
			}
		}
	}
}

func noise(seed uint64, n, dim int) matrix.Rows {
	rng := rand.New(rand.NewPCG(seed, 0))
	m := matrix.New(n, dim)
	for i := range n {
		scale := []float64{1, 1, 0, 1e-3, 1e6}[(i+int(seed))%5]
		for j := range m.Row(i) {
			m.Row(i)[j] = float32(scale * rng.NormFloat64())
		}
	}
	return m
}

func checkScorerErrors(t *testing.T, s engine.Scorer, dim int) {
	a, b := noise(1, 5, dim), noise(2, 4, dim)
	if err := s.Scores(t.Context(), a, matrix.New(0, dim), nil); err != nil {
		t.Errorf("an empty gallery: %v", err)
	}
	if s.Scores(t.Context(), a, b, make([]float32, 19)) == nil {
		t.Error("too few places for the scores: no error")
	}
	if s.Scores(t.Context(), a, noise(2, 4, dim+1), make([]float32, 20)) == nil {
		t.Error("another dimension: no error")
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := s.Scores(ctx, a, b, make([]float32, 20)); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v, want context.Canceled", err)
	}
	for range 2 {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
	if s.Scores(t.Context(), a, b, make([]float32, 20)) == nil {
		t.Error("a closed scorer scores")
	}
}

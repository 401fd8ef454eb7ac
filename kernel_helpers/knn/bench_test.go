package knn

import (
	"math/rand/v2"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func units(n, dim int, seed uint64) matrix.Rows {
	rng := rand.New(rand.NewPCG(seed, 0))
	m := matrix.New(n, dim)
	for i := range m.Data {
		m.Data[i] = float32(rng.NormFloat64())
	}
	m.Normalize()
	return m
}

func benchScorer(b *testing.B, dim int) engine.Scorer {
	e, err := ort.Open(ort.Options{})
	if err != nil {
		b.Skip(err)
	}
	s, err := e.Scorer(dim)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { s.Close(); e.Close() })
	return s
}

func BenchmarkSearch(b *testing.B) {
	const q, n, dim, k = 2048, 50000, 768, 20
	queries, gallery, o := units(q, dim, 1), units(n, dim, 2), Options{Scorer: benchScorer(b, dim)}
	for b.Loop() {
		if _, err := Search(b.Context(), queries, gallery, k, nil, o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(q*b.N)/b.Elapsed().Seconds(), "queries/s")
}

func BenchmarkRelevantRanks(b *testing.B) {
	const q, n, dim, labels = 4096, 20000, 512, 1000
	queries, gallery, o := units(q, dim, 1), units(n, dim, 2), Options{Scorer: benchScorer(b, dim)}
	images := make([][]int, labels)
	for i := range n {
		images[i%labels] = append(images[i%labels], i)
	}
	for b.Loop() {
		if _, err := RelevantRanks(b.Context(), queries, gallery, func(q int) []int { return images[q%labels] }, nil, o); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(q*b.N)/b.Elapsed().Seconds(), "queries/s")
}

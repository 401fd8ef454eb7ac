package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
)

// units returns n random directions, [n, dim], the same for the same seed.
func units(n, dim int, seed uint64) matrix.Rows {
	random := rand.New(rand.NewPCG(seed, 0))
	m := matrix.New(n, dim)
	for i := range m.Data {
		m.Data[i] = float32(random.NormFloat64())
	}
	m.Normalize()
	return m
}

// withScorer opens ONNX Runtime on the CPU and hands its scorer for vectors of length dim to use.
func withScorer(dim int, use func(engine.Scorer) error) error {
	e, err := ort.Open(ort.Options{})
	if err != nil {
		return err
	}
	defer e.Close()
	s, err := e.Scorer(dim)
	if err != nil {
		return err
	}
	defer s.Close()
	return use(s)
}

// besidePeer fills the row with the work per second of ours, which is given a scorer for vectors of length
// dim, and of a peer that is started with args. Without the peer its side stays empty, and the error says why.
func (r Row) besidePeer(ctx context.Context, dim int, work float64, ours func(context.Context, engine.Scorer) error, script string, args ...any) (Row, error) {
	words := make([]string, len(args))
	for i, a := range args {
		words[i] = fmt.Sprint(a)
	}
	p, missing := startPeer(script, words...)
	if missing == nil {
		defer p.stop()
		r.PeerName = p.name
	}
	err := withScorer(dim, func(s engine.Scorer) error {
		a, b, err := compare(ctx, func(ctx context.Context) error { return ours(ctx, s) }, p)
		if err == nil {
			r = r.rate(work, a, b)
		}
		return err
	})
	return r, firstError(err, missing)
}

// nearest is a search for the k best of a gallery, [n, dim], for queries [q, dim].
func nearest(q, n, dim, k int) func(context.Context, engine.Scorer) error {
	queries, gallery := units(q, dim, 1), units(n, dim, 2)
	return func(ctx context.Context, s engine.Scorer) error {
		_, err := knn.Search(ctx, queries, gallery, k, nil, knn.Options{Scorer: s})
		return err
	}
}

// searchBench is exact search beside faiss: the 20 nearest of 50,000 for 2,048 queries.
func searchBench(ctx context.Context) (Row, error) {
	const q, n, dim, k = 2048, 50000, 768, 20
	row := Row{PeerName: "faiss IndexFlatIP", Unit: "queries/s", Goal: "≥ 1.2"}
	return row.besidePeer(ctx, dim, q, nearest(q, n, dim, k), "faiss_search.py", q, n, dim, k)
}

// matmulBench is the whole search beside nothing but the products, by the same runtime on all cores.
func matmulBench(ctx context.Context) (Row, error) {
	const q, n, dim, k = 2048, 50000, 768, 20
	row := Row{PeerName: "plain MatMul, ONNX Runtime", Unit: "GFLOP/s", Goal: "≥ 0.70"}
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	graph := filepath.Join(dir, "matmul.onnx")
	if err := writeMatmul(graph); err != nil {
		return row, err
	}
	return row.besidePeer(ctx, dim, 2.0*q*n*dim/1e9, nearest(q, n, dim, k), "onnxruntime_matmul.py", graph, q, n, dim)
}

// writeMatmul writes the graph of a product a·b of two matrices of any size.
func writeMatmul(path string) error {
	m, k, n := onnxgraph.Any("m"), onnxgraph.Any("k"), onnxgraph.Any("n")
	g := onnxgraph.Graph{
		Name:    "matmul",
		Inputs:  []onnxgraph.Value{{Name: "a", Shape: []onnxgraph.Dim{m, k}}, {Name: "b", Shape: []onnxgraph.Dim{k, n}}},
		Outputs: []onnxgraph.Value{{Name: "c", Shape: []onnxgraph.Dim{m, n}}},
		Nodes:   []onnxgraph.Node{{Op: "MatMul", Inputs: []string{"a", "b"}, Outputs: []string{"c"}}},
	}
	model, err := g.Encode()
	if err != nil {
		return err
	}
	return os.WriteFile(path, model, 0o644)
}

// ranksBench is full-ranking average precision of 20,000 queries in 20,000 images, beside sorting every row.
func ranksBench(ctx context.Context) (Row, error) {
	const q, n, dim, labels = 20000, 20000, 512, 1000
	row := Row{PeerName: "numpy argsort", Unit: "queries/s", Goal: "≥ 5"}
	queries, gallery := units(q, dim, 1), units(n, dim, 2)
	random := rand.New(rand.NewPCG(3, 0))
	images := make([][]int, labels)
	for i := range n {
		label := random.IntN(labels)
		images[label] = append(images[label], i)
	}
	truth := make([]int, q)
	for i := range truth {
		truth[i] = random.IntN(labels)
	}
	relevant := func(q int) []int { return images[truth[q]] }
	ours := func(ctx context.Context, s engine.Scorer) error {
		_, err := knn.RelevantRanks(ctx, queries, gallery, relevant, nil, knn.Options{Scorer: s})
		return err
	}
	return row.besidePeer(ctx, dim, q, ours, "numpy_ranks.py", q, n, dim, labels)
}

package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// poolVariable makes the pools of these cases smaller than a million, for a machine that has other work.
const poolVariable = "VFM_BENCH_POOL"

func poolSize() int {
	if n, err := strconv.Atoi(os.Getenv(poolVariable)); err == nil && n > 0 {
		return n
	}
	return 1_000_000
}

// hashesBench finds all near pairs among perceptual hashes, of which a tenth are near to another.
func hashesBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "s", Goal: "< 60 s for 1,000,000", PeerName: "none: an absolute bound"}
	r := rand.New(rand.NewPCG(1, 1))
	hashes := make([]duplicate.Hash, poolSize())
	for i := range hashes {
		hashes[i] = duplicate.Hash(r.Uint64())
		if i > 0 && r.IntN(10) == 0 {
			hashes[i] = hashes[r.IntN(i)] ^ 1<<r.IntN(64) ^ 1<<r.IntN(64)
		}
	}
	started := time.Now()
	duplicate.Near(hashes, duplicate.Radius)
	return row.rates(time.Since(started).Seconds(), 0), ctx.Err()
}

// fatesBench is how much longer deciding on twice the images takes, and writing both tables.
func fatesBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "times the time for twice the pool", Goal: "≤ 2.5", PeerName: "none: linear is 2"}
	n := poolSize() / 2
	once := decide(n)
	twice := decide(2 * n)
	return row.rates(twice.Seconds()/once.Seconds(), 0), ctx.Err()
}

// decide decides on n images of which a third are duplicates, and writes the tables.
func decide(n int) time.Duration {
	r := rand.New(rand.NewPCG(2, 2))
	size, edges := make([]int, n), make([]curate.Edge, n/3)
	for i := range size {
		size[i] = r.IntN(1 << 20)
	}
	for i := range edges {
		edges[i] = curate.Edge{A: r.IntN(n), B: r.IntN(n + 100), By: curate.NearSame}
	}
	kinds := make([]curate.Reason, 100)
	for i := range kinds {
		kinds[i] = curate.Leaked
	}
	started := time.Now()
	out := curate.Outcome{Seeds: []curate.Ref{{Dataset: "seeds"}}}
	for i, f := range curate.Fates(size, kinds, edges) {
		item := dataset.Item{ID: fmt.Sprintf("images/%07d.jpg", i)}
		if f.Reason == "" {
			out.Kept = append(out.Kept, curate.KeptImage{Item: item, Kept: curate.Kept{Image: i, Cluster: -1}})
		} else {
			out.Dropped = append(out.Dropped, curate.DroppedImage{ID: item.ID, Item: item, Reason: f.Reason})
		}
	}
	_ = out.WriteKept(io.Discard)
	_ = out.WriteDropped(io.Discard)
	return time.Since(started)
}

// poolVerb makes this program the child that poolMemoryBench measures.
const poolVerb = "pool-memory"

// What retrieval is measured with.
const (
	poolDim, poolSeeds, poolK = 768, 10000, 32
)

// poolBench is retrieval from a pool in float16 on disk beside nothing but the products.
func poolBench(ctx context.Context) (Row, error) {
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
	n := poolSize()
	err = withPool(dir, n, random, func(pool safetensors.HalfRows) error {
		seeds, among := units(poolSeeds, poolDim, 1), upTo(n)
		ours := func(ctx context.Context, s engine.Scorer) error {
			_, err := curate.Nearest(ctx, seeds, pool, among, poolK, knn.Options{Scorer: s})
			return err
		}
		// The peer's matrices must fit into memory: its rate is that of 50,000 rows.
		const q, rows = 2048, 50000
		p, missing := startPeer("onnxruntime_matmul.py", graph, fmt.Sprint(q), fmt.Sprint(rows), fmt.Sprint(poolDim))
		if missing == nil {
			defer p.stop()
		}
		err := withScorer(poolDim, func(s engine.Scorer) error {
			a, b, err := compare(ctx, func(ctx context.Context) error { return ours(ctx, s) }, p)
			if err != nil {
				return err
			}
			peer := 0.0
			if b > 0 {
				peer = 2 * q * rows * poolDim / 1e9 / b
			}
			row = row.rates(2*poolSeeds*float64(n)*poolDim/1e9/a, peer)
			return nil
		})
		return firstError(err, missing)
	})
	return row, err
}

// random are n rows of a pool of random directions, from the row from on.
func random(n, from int) matrix.Rows { return units(n, poolDim, uint64(from)) }

// withPool writes a pool of n vectors in float16, made some rows at a time, and hands it mapped to use.
func withPool(dir string, n int, rows func(n, from int) matrix.Rows, use func(safetensors.HalfRows) error) error {
	path := filepath.Join(dir, "pool.safetensors")
	err := atomicfile.Write(path, func(w io.Writer) error {
		blocks := func(yield func(matrix.Rows, error) bool) {
			for from := 0; from < n; from += 4096 {
				if !yield(rows(min(4096, n-from), from), nil) {
					return
				}
			}
		}
		return safetensors.WriteHalf(w, "pool", n, poolDim, blocks, nil)
	})
	if err != nil {
		return err
	}
	f, err := safetensors.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	pool, err := f.Half("pool")
	if err != nil {
		return err
	}
	return use(pool)
}

func upTo(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

// poolMemory retrieves from a pool and prints the peak of this process's memory that no file backs, in MiB.
func poolMemory(ctx context.Context, stdout, stderr io.Writer) int {
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	n := poolSize()
	err = withPool(dir, n, random, func(pool safetensors.HalfRows) error {
		seeds := units(poolSeeds, poolDim, 1)
		stop := watchMemory(os.Getpid(), "RssAnon:")
		err := withScorer(poolDim, func(s engine.Scorer) error {
			_, err := curate.Nearest(ctx, seeds, pool, upTo(n), poolK, knn.Options{Scorer: s})
			return err
		})
		fmt.Fprintln(stdout, stop())
		return err
	})
	if err != nil {
		fmt.Fprintln(stderr, err)
		return 1
	}
	return 0
}

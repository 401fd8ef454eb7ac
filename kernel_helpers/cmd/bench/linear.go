package main

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"os"
	"path/filepath"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/linear"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// What linear probes are measured with.
const (
	probeDim = 1024
	probeC   = 10.0
)

// logisticBench is fits per minute of a logistic regression on 10,000 vectors of 100 classes, beside scikit-learn on the
// same.
func logisticBench(ctx context.Context) (Row, error) {
	row := Row{PeerName: "scikit-learn LogisticRegression", Unit: "fits/min", Goal: "≥ 1"}
	e := clusters(10_000, 100)
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	files := []string{filepath.Join(dir, "vectors.f32"), filepath.Join(dir, "labels.i64")}
	labels := make([]int64, len(e.Labels))
	for i, y := range e.Labels {
		labels[i] = int64(y)
	}
	for i, data := range []any{e.Rows.Data, labels} {
		if err := atomicfile.Write(files[i], func(w io.Writer) error { return binary.Write(w, binary.LittleEndian, data) }); err != nil {
			return row, err
		}
	}
	p, missing := startPeer("sklearn_logistic.py", files[0], files[1], fmt.Sprint(probeDim), fmt.Sprint(probeC))
	if missing == nil {
		defer p.stop()
		row.PeerName = p.name
	}
	return row, firstError(withScorers(func(o linear.Options) error {
		ours, peer, err := compare(ctx, func(ctx context.Context) error { return fit(ctx, e, o) }, p)
		if err == nil {
			row = row.rate(60, ours, peer)
		}
		return err
	}), missing)
}

// largeProbeBench is the minutes of one fit on 100,000 vectors of 1,000 classes, and the memory that it takes.
func largeProbeBench(ctx context.Context) (Row, error) {
	row := Row{PeerName: "none", Unit: "min"}
	e := clusters(100_000, 1000)
	return row, withScorers(func(o linear.Options) error {
		stop, start := watchMemory(os.Getpid(), "RssAnon:"), time.Now()
		err := fit(ctx, e, o)
		minutes := time.Since(start).Minutes()
		row.Goal = fmt.Sprintf("none; %.0f MiB, %d of them the vectors", stop(), len(e.Rows.Data)*4>>20)
		row = row.rates(minutes, 0)
		return err
	})
}

// withScorers hands options of the engine ort on the CPU to use.
func withScorers(use func(linear.Options) error) error {
	e, err := ort.Open(ort.Options{})
	if err != nil {
		return err
	}
	defer e.Close()
	return use(linear.Options{Scorer: func(dim int) (engine.Scorer, error) { return e.Scorer(dim) }})
}

func fit(ctx context.Context, e linear.Examples, o linear.Options) error {
	m, err := linear.Fit(ctx, e, probeC, nil, o)
	if err == nil && !m.Converged {
		err = fmt.Errorf("the fit did not end after %d iterations", m.Iterations)
	}
	return err
}

// clusters are vectors of length 1 around a random centre for each class, with eight times as much noise as centre.
func clusters(n, classes int) linear.Examples {
	r := rand.New(rand.NewPCG(5, 5))
	centres := units(classes, probeDim, 6)
	e := linear.Examples{Rows: matrix.New(n, probeDim), Classes: classes}
	for i := range n {
		y := i % classes
		e.Index, e.Labels = append(e.Index, i), append(e.Labels, y)
		row, centre := e.Rows.Row(i), centres.Row(y)
		for j := range row {
			row[j] = centre[j] + float32(r.NormFloat64()*8/math.Sqrt(probeDim))
		}
	}
	e.Rows.Normalize()
	return e
}

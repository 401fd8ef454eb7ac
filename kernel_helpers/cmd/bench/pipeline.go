package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
	"github.com/vfm-go/vfm/kernel_helpers/engine/ort"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// model is the network of the pipeline's benchmarks.
const model = "mobilenetv2"

// pipelineBench is images per second of the whole pipeline, from files on disk to vectors on disk,
// beside the engine alone on tensors that are ready, both on all cores.
func pipelineBench(ctx context.Context) (Row, error) {
	row := Row{PeerName: "the engine alone", Unit: "images/s", Goal: "≥ 0.9"}
	const n = 3000
	dir, err := os.MkdirTemp("", "vfm-bench-")
	if err != nil {
		return row, err
	}
	defer os.RemoveAll(dir)
	s, err := writeSuite(dir, n)
	if err != nil {
		return row, err
	}
	spec, err := modelSpec(s)
	if err != nil {
		return row, err
	}
	alone, closeEngine, err := engineAlone(ctx, ort.Runtime(), spec, n)
	if err != nil {
		return row, err
	}
	defer closeEngine()
	turn := 0
	pipeline := func(ctx context.Context) error {
		turn++
		o := experiment.Options{Cache: filepath.Join(dir, fmt.Sprint("cache", turn)), Out: filepath.Join(dir, "out")}
		return experiment.Embed(ctx, s, o)
	}
	ours, peer, err := alternate(ctx, pipeline, alone)
	if err != nil {
		return row, err
	}
	return row.rate(n, ours, peer), nil
}

// modelSpec is what an engine has to know of the suite's model.
func modelSpec(s *suite.Suite) (engine.ModelSpec, error) {
	card, err := s.Model(model)
	if err != nil {
		return engine.ModelSpec{}, err
	}
	path, err := card.WeightsPath()
	return engine.ModelSpec{Name: card.Name, Card: card.Path, Path: path,
		Input:  engine.Input{Name: card.Input.Name, Layout: "NCHW", Height: card.Input.Size, Width: card.Input.Size},
		Output: engine.Output{Name: card.Output.Name, Dim: card.Dim}}, err
}

// engineAlone loads a model on the CPU and returns a step that embeds n prepared images with it on all cores.
func engineAlone(ctx context.Context, r engine.Runtime, spec engine.ModelSpec, n int) (step, func(), error) {
	e, err := r.Open("cpu")
	if err != nil {
		return nil, nil, err
	}
	m, err := e.Load(ctx, spec)
	if err != nil {
		e.Close()
		return nil, nil, err
	}
	run := func(ctx context.Context) error {
		var g errgroup.Group
		g.SetLimit(m.Parallel())
		for range (n + m.Batch() - 1) / m.Batch() {
			g.Go(func() error {
				pixels := make([]float32, m.Batch()*3*spec.Input.Height*spec.Input.Width)
				return m.Embed(ctx, pixels, matrix.New(m.Batch(), spec.Output.Dim))
			})
		}
		return g.Wait()
	}
	return run, func() { m.Close(); e.Close() }, nil
}

// growthBench is how much more memory 20,000 images take than 1,000.
func growthBench(ctx context.Context) (Row, error) {
	row := Row{Unit: "MiB more for 20,000 than for 1,000 images, mapped files apart", Goal: "< 50 MiB", PeerName: "none: an absolute bound"}
	var peak [2]float64
	for i, n := range []int{1000, 20000} {
		dir, err := os.MkdirTemp("", "vfm-bench-")
		if err != nil {
			return row, err
		}
		defer os.RemoveAll(dir)
		s, err := writeSuite(dir, n)
		if err != nil {
			return row, err
		}
		cmd := exec.CommandContext(ctx, filepath.Join(suite.Root(), "bin", "vfm"), "run", "-suite", s.Path, "-out", dir)
		cmd.Env = append(os.Environ(), "VFM_CACHE="+filepath.Join(dir, "cache"))
		if peak[i], err = peakMiB(cmd, "RssAnon:"); err != nil {
			return row, fmt.Errorf("running vfm on %d images: %w", n, err)
		}
	}
	return row.rates(peak[1]-peak[0], 0), nil
}

// peakMiB runs a command and returns the peak of a figure of its memory: RssAnon: without mapped files, VmHWM: with them.
// What the system accounts to a finished child will not do: it begins with the memory of this process, which made the
// child.
func peakMiB(cmd *exec.Cmd, figure string) (float64, error) {
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		return 0, err
	}
	stop := watchMemory(cmd.Process.Pid, figure)
	err := cmd.Wait()
	if err != nil {
		err = fmt.Errorf("%w\n%s", err, out.String())
	}
	return stop(), err
}

// writeSuite makes a suite of one model and one data set of n photographs: links to the real ones, as
// often as needed, every second one a test image.
func writeSuite(dir string, n int) (*suite.Suite, error) {
	photos, err := photographs()
	if err != nil {
		return nil, err
	}
	for i := range n {
		photo := photos[i%len(photos)]
		split := "train"
		if i%2 == 0 {
			split = "test"
		}
		class := filepath.Join(dir, "photos", split, filepath.Base(filepath.Dir(photo)))
		if err := os.MkdirAll(class, 0o755); err != nil {
			return nil, err
		}
		if err := os.Symlink(photo, filepath.Join(class, fmt.Sprintf("%05d.jpg", i))); err != nil {
			return nil, err
		}
	}
	shared, err := shared()
	if err != nil {
		return nil, err
	}
	cards := map[string]string{
		"suite.yaml": "name: bench\ntitle: Benchmark\ndatasets: [photos]\nfamilies: {ImageNet: [" + model + "]}\nmodels: " + filepath.Join(shared, "photos", "models") + "\n",
		"photos/dataset.yaml": "name: photos\ntitle: Photographs\ntask: classification\ndescription: for timing\nlicense: none\n" +
			"source: dir:.\nlayout: folders\nsplits: {train: train, test: test}\n",
	}
	for name, text := range cards {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			return nil, err
		}
	}
	return suite.Read(filepath.Join(dir, "suite.yaml"))
}

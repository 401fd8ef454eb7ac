package experiment

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// tower builds a graph from a weights file, and the weights that it reads.
type tower interface {
	Graph() (onnxgraph.Graph, error)
	Converts() (bool, error)
	ConvertedBytes() (int64, error)
	WriteWeights(io.Writer) error
}

// tower is what a graph is built from, for a card with safetensors weights.
func (c *contender) tower() tower {
	if c.context > 0 {
		return onnxgraph.TextTower{
			Model: c.card.Name, Card: c.card.Path, Weights: c.path, Location: weightsName,
			Architecture: c.card.Architecture, Context: c.context, Dim: c.card.Dim, Half: c.half,
		}
	}
	return onnxgraph.Tower{
		Model: c.card.Name, Card: c.card.Path, Weights: c.path, Location: weightsName,
		Architecture: c.card.Architecture, Size: c.card.Input.Size, Dim: c.card.Dim, Half: c.half,
	}
}

// checkTower builds the graph of a card with safetensors weights, which costs little, to find what does not
// fit before any work is done. A ready graph cannot be built in another precision.
func (c *contender) checkTower() error {
	if c.card.Format != zoo.Safetensors {
		if c.half {
			return fmt.Errorf("%s: precision fp16 needs weights in safetensors, %s is a ready graph in a precision of its own; run it without fp16, or leave it out with -model", c.card.Path, filepath.Base(c.path))
		}
		return nil
	}
	_, err := c.tower().Graph()
	return err
}

// graphFile returns the .onnx file that is built for a model with safetensors weights:
// CACHE/graphs/<weights>/<graph>.onnx. The weights are beside it, once for all graphs of one precision.
func (r *session) graphFile(ctx context.Context, p pair) (string, error) {
	weights := digest.Fields(p.weights.digest.String(), onnxgraph.TowerVersion, p.precision())
	graph := digest.Fields(p.graph(), fmt.Sprint(p.card.Input.Size+p.context), fmt.Sprint(p.card.Dim))
	path := filepath.Join(r.cache, "graphs", weights.String(), graph.String()+".onnx")
	if err := p.makeGraph(ctx, path, func() { r.emit(p.event(PhaseWait)) }); err != nil {
		return "", fmt.Errorf("preparing the graph of %s: %w", p.card.Name, err)
	}
	return path, nil
}

// makeGraph makes the .onnx file at path and the weights beside it, each whole or not at all. A second process
// calls waiting and waits for the first. Where both are there, nothing is written, so a cache that may only be
// read serves too.
func (c *contender) makeGraph(ctx context.Context, path string, waiting func()) error {
	if ready, err := c.hasGraph(ctx, path); ready || err != nil {
		return err
	}
	dir := filepath.Dir(path)
	lock, err := lockFolder(ctx, dir, waiting)
	if err != nil {
		return err
	}
	defer lock.Close()
	if ready, err := c.hasGraph(ctx, path); ready || err != nil {
		return err
	}
	if err := removeTemporary(dir); err != nil {
		return err
	}
	g, err := c.tower().Graph()
	if err != nil {
		return err
	}
	model, err := g.Encode()
	if err != nil {
		return err
	}
	// The weights come second: they check that what the graph was built from is what was hashed.
	if err := c.putWeights(ctx, filepath.Join(dir, weightsName)); err != nil {
		return err
	}
	return explainSpace(atomicfile.WriteBytes(path, model), dir, int64(len(model)))
}

// hasGraph reports whether the graph and the weights beside it are there.
func (c *contender) hasGraph(ctx context.Context, path string) (bool, error) {
	if _, err := os.Stat(path); err != nil {
		return false, nil
	}
	return c.hasWeights(ctx, filepath.Join(filepath.Dir(path), weightsName))
}

// lockFolder makes a folder and takes its lock. If another process holds it, waiting is called.
func lockFolder(ctx context.Context, dir string, waiting func()) (*flock.Flock, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("making the cache folder: %w; set VFM_CACHE to a folder that you may write to", err)
	}
	lock := flock.New(filepath.Join(dir, "lock"))
	held, err := lock.TryLock()
	if err == nil && !held {
		waiting()
		_, err = lock.TryLockContext(ctx, 200*time.Millisecond)
	}
	if err != nil {
		return nil, fmt.Errorf("locking %s: %w", dir, err)
	}
	return lock, nil
}

// removeTemporary removes what a killed process left half written in a folder whose lock is held.
func removeTemporary(dir string) error {
	names, err := fs.Glob(os.DirFS(dir), ".*.tmp") // dir itself is no pattern
	if err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			return err
		}
	}
	return nil
}

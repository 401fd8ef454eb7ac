package experiment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/onnxgraph"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// weightsName is the name that a graph's weights have beside it. The runtime reads no file out of the
// model's folder, and follows no symbolic link out of it.
const weightsName = "weights.safetensors"

// tower is what a graph is built from, for a card with safetensors weights.
func (c *contender) tower() onnxgraph.Tower {
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
// CACHE/graphs/<key>/model.onnx, the weights beside it.
func (r *session) graphFile(ctx context.Context, c *contender) (string, error) {
	key := digest.Fields(c.weights.digest.String(), c.graph(), fmt.Sprint(c.card.Input.Size), fmt.Sprint(c.card.Dim), c.precision())
	dir := filepath.Join(r.cache, "graphs", key.String())
	path := filepath.Join(dir, "model.onnx")
	err := abandon(ctx, func() error {
		if err := c.putWeights(ctx, filepath.Join(dir, weightsName)); err != nil {
			return err
		}
		if _, err := os.Stat(path); err == nil {
			return nil
		}
		g, err := c.tower().Graph()
		if err != nil {
			return err
		}
		model, err := g.Encode()
		if err != nil {
			return err
		}
		return atomicfile.WriteBytes(path, model)
	})
	if err != nil {
		return "", fmt.Errorf("preparing the graph of %s: %w", c.card.Name, err)
	}
	return path, nil
}

// putWeights makes to the weights in the graph's precision. What was converted is there whole or not at all, in a
// folder of the original's digest.
func (c *contender) putWeights(ctx context.Context, to string) error {
	converts, err := c.tower().Converts()
	if err != nil {
		return err
	}
	if !converts {
		return shareWeights(ctx, c.path, to, c.weights.digest)
	}
	if _, err := os.Stat(to); err == nil {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	return atomicfile.Write(to, c.tower().WriteWeights)
}

// shareWeights makes to the same file as from: by a hard link, or by a copy where the cache is on another
// disk. What is there already is checked: the user may have put another file in the place of from since.
func shareWeights(ctx context.Context, from, to string, content digest.SHA256) error {
	from, err := filepath.EvalSymlinks(from)
	if err != nil {
		return err
	}
	source, err := os.Stat(from)
	if err != nil {
		return err
	}
	if have, err := os.Stat(to); err == nil {
		if os.SameFile(source, have) {
			return nil
		}
		if d, err := digest.File(ctx, to); err == nil && d == content {
			return nil
		}
	}
	if err := os.MkdirAll(filepath.Dir(to), 0o755); err != nil {
		return err
	}
	if err := os.Remove(to); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	if err := os.Link(from, to); err == nil || errors.Is(err, fs.ErrExist) {
		return nil // made by this process, or by another one at the same moment
	}
	return atomicfile.Write(to, func(w io.Writer) error {
		f, err := os.Open(from)
		if err != nil {
			return err
		}
		defer f.Close()
		_, err = io.Copy(w, f)
		return err
	})
}

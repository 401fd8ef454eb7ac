package fetch

import (
	"bytes"
	"context"
	"fmt"
	"image/png"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// Drawn reports whether what is wanted is drawn on this machine and needs no network.
func (w Want) Drawn() bool { return w.Dataset && w.Source.Scheme == card.World }

// pictures lists what a drawn data set consists of.
func (w Want) pictures() ([]world.Picture, error) {
	name, seed, err := w.Source.World()
	if err != nil {
		return nil, err
	}
	return world.Pictures(name, seed)
}

// draw draws a data set, many pictures at a time. Its folder appears when the last of them is on the disk.
func (c *Client) draw(ctx context.Context, w Want) error {
	folder, err := c.shelf.FolderPath(w.Source)
	if err != nil {
		return err
	}
	pictures, err := w.pictures()
	if err != nil {
		return fmt.Errorf("drawing: %w; correct `source` in %s", err, w.Card)
	}
	work := c.shelf.Unfinished(w.Source) + ".drawn"
	return whole(work, folder, func() error { return c.drawInto(ctx, pictures, work) })
}

// drawInto writes the pictures in the layout folders: their names are SPLIT/LABEL/NUMBER.
func (c *Client) drawInto(ctx context.Context, pictures []world.Picture, dir string) error {
	var mu sync.Mutex
	done, total := int64(0), int64(len(pictures))
	c.progress(StepDraw, done, total)
	g, stopped := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for _, p := range pictures {
		if stopped.Err() != nil {
			break
		}
		g.Go(func() error {
			if err := writePicture(filepath.Join(dir, filepath.FromSlash(p.Name)+".png"), p); err != nil {
				return err
			}
			mu.Lock()
			defer mu.Unlock()
			done++
			c.progress(StepDraw, done, total)
			return nil
		})
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return ctx.Err()
}

// plain writes pictures without compressing them: their digests then depend on no compressor and stay when it gets
// better.
var plain = png.Encoder{CompressionLevel: png.NoCompression, BufferPool: &encoderBuffers{}}

// encoderBuffers keeps what an encoder needs, which is a hundred times what a drawn picture takes.
type encoderBuffers struct{ pool sync.Pool }

func (b *encoderBuffers) Get() *png.EncoderBuffer {
	buffer, _ := b.pool.Get().(*png.EncoderBuffer)
	return buffer
}

func (b *encoderBuffers) Put(buffer *png.EncoderBuffer) { b.pool.Put(buffer) }

func writePicture(path string, p world.Picture) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		return writing(path, err)
	}
	var b bytes.Buffer
	if err := plain.Encode(&b, p.Draw()); err != nil {
		return writing(path, err)
	}
	return writing(path, os.WriteFile(path, b.Bytes(), 0o644))
}

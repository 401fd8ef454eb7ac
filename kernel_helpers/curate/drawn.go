package curate

import (
	"context"
	"fmt"
	"image/jpeg"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// What DrawPool draws: the seeds of the sampler's data sets and of the pool, and which pictures are taken.
const (
	samplerSeed, poolSeed = 7, 8

	everyPool = 5  // of the pictures of a set
	everyCopy = 10 // of the pool, saved again as JPEG
	everyLeak = 12 // of the test images of a set, saved again as JPEG
)

// DrawPool draws a pool for people to try curate on: new pictures of all of the world's data sets in disorder, copies of some
// of them, and copies of some test images of the sampler. What is there already is not drawn again.
func DrawPool(ctx context.Context, dir string) error {
	if _, err := os.Stat(dir); err == nil {
		return nil
	}
	work := dir + ".tmp"
	if err := os.RemoveAll(work); err != nil {
		return err
	}
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	n := 0
	for _, set := range world.Sets() {
		fresh, err := world.Pictures(set, poolSeed)
		if err != nil {
			return err
		}
		for i := 0; i < len(fresh); i += everyPool {
			name := filepath.Join(work, fmt.Sprintf("%05d", n))
			g.Go(func() error { return drawOne(ctx, fresh[i], name+".png") })
			if n%everyCopy == 0 {
				g.Go(func() error { return drawOne(ctx, fresh[i], name+"-again.jpg") })
			}
			n++
		}
		tests, err := world.Pictures(set, samplerSeed)
		if err != nil {
			return err
		}
		for i := 0; i < len(tests); i += everyLeak {
			if tests[i].Split == "test" || tests[i].Split == "query" {
				name := filepath.Join(work, fmt.Sprintf("%05d.jpg", n))
				g.Go(func() error { return drawOne(ctx, tests[i], name) })
				n++
			}
		}
	}
	if err := g.Wait(); err != nil {
		return err
	}
	return os.Rename(work, dir)
}

// drawOne writes a picture as PNG or, smaller and less exact, as JPEG.
func drawOne(ctx context.Context, p world.Picture, path string) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	m := p.Draw()
	return atomicfile.Write(path, func(w io.Writer) error {
		if filepath.Ext(path) == ".png" {
			return png.Encode(w, m)
		}
		return jpeg.Encode(w, m, &jpeg.Options{Quality: 60})
	})
}

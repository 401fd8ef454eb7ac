package experiment

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"syscall"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// weightsName is the name that a graph's weights have beside it. The runtime reads no file out of the
// model's folder, and follows no symbolic link out of it.
const weightsName = "weights.safetensors"

// hasWeights reports whether the weights in the graph's precision are at to.
func (c *contender) hasWeights(ctx context.Context, to string) (bool, error) {
	converts, err := c.tower().Converts()
	if err != nil {
		return false, err
	}
	if !converts {
		return sharesWeights(ctx, c.path, to, c.weights.digest)
	}
	_, err = os.Stat(to)
	return err == nil, nil
}

// putWeights makes to the weights in the graph's precision, unless it is. Last it checks that the original is
// what was hashed: the user may have put another file in its place since, before or while it was read.
func (c *contender) putWeights(ctx context.Context, to string) error {
	has, err := c.hasWeights(ctx, to)
	if err != nil {
		return err
	}
	if has {
		return verify(ctx, c.path, c.weights.digest)
	}
	tower := c.tower()
	converts, err := tower.Converts()
	if err != nil {
		return err
	}
	if !converts {
		return shareWeights(ctx, c.path, to, c.weights)
	}
	bytes, err := tower.ConvertedBytes()
	if err != nil {
		return err
	}
	return writeLarge(ctx, to, bytes, func(w io.Writer) error {
		if err := tower.WriteWeights(w); err != nil {
			return err
		}
		return verify(ctx, c.path, c.weights.digest)
	})
}

// sharesWeights reports whether to is the same file as from, or one of the same content: the user may have put
// another file in the place of from since to was made.
func sharesWeights(ctx context.Context, from, to string, content digest.SHA256) (bool, error) {
	source, err := os.Stat(from)
	if err != nil {
		return false, err
	}
	have, err := os.Stat(to)
	if err != nil {
		return false, nil
	}
	if os.SameFile(source, have) {
		return true, nil
	}
	d, err := digest.File(ctx, to)
	return err == nil && d == content, ctx.Err()
}

// shareWeights makes to the same file as from: by a hard link, or by a copy where the cache is on another
// disk. It gets its name after its content is verified.
func shareWeights(ctx context.Context, from, to string, content weights) error {
	from, err := filepath.EvalSymlinks(from)
	if err != nil {
		return err
	}
	link := filepath.Join(filepath.Dir(to), ".link.tmp")
	if err := os.Link(from, link); err != nil {
		return copyWeights(ctx, from, to, content)
	}
	err = verify(ctx, from, content.digest)
	if err == nil {
		err = atomicfile.Rename(link, to)
	}
	if err != nil {
		return errors.Join(err, os.Remove(link))
	}
	return nil
}

// copyWeights makes to a copy of from.
func copyWeights(ctx context.Context, from, to string, content weights) error {
	f, err := os.Open(from)
	if err != nil {
		return err
	}
	defer f.Close()
	return writeLarge(ctx, to, content.bytes, func(w io.Writer) error {
		if _, err := io.Copy(w, f); err != nil {
			return err
		}
		return verify(ctx, from, content.digest)
	})
}

// verify compares a file with what was hashed when the run began.
func verify(ctx context.Context, path string, want digest.SHA256) error {
	d, err := digest.File(ctx, path)
	if err != nil {
		return err
	}
	if d != want {
		return fmt.Errorf("%s was replaced while vfm ran: it had SHA-256 %s and now has %s; run the same command again", path, want, d)
	}
	return nil
}

// writeLarge writes a file of so many bytes, unless the disk has no room for them. When ctx ends it stops.
func writeLarge(ctx context.Context, path string, bytes int64, fill func(io.Writer) error) error {
	dir := filepath.Dir(path)
	if free, ok := shelf.Free(dir); ok && free < uint64(bytes) {
		return explainSpace(fmt.Errorf("writing %s: %w", path, syscall.ENOSPC), dir, bytes)
	}
	err := atomicfile.Write(path, func(w io.Writer) error { return fill(writer{ctx, w}) })
	return explainSpace(err, dir, bytes)
}

// explainSpace says what to do where err is a full disk.
func explainSpace(err error, dir string, bytes int64) error {
	if !errors.Is(err, syscall.ENOSPC) && !errors.Is(err, syscall.EDQUOT) {
		return err
	}
	room := ""
	if free, ok := shelf.Free(dir); ok {
		room = fmt.Sprintf(", %s are free", humanize.Bytes(free))
	}
	return fmt.Errorf("%w: %s are needed%s; free some, or set VFM_CACHE to a folder on another disk, and run the same command again",
		err, humanize.Bytes(uint64(bytes)), room)
}

// writer writes until its context ends. It lives as long as the call that was given the context.
type writer struct {
	ctx context.Context
	io.Writer
}

func (w writer) Write(p []byte) (int, error) {
	if err := w.ctx.Err(); err != nil {
		return 0, err
	}
	return w.Writer.Write(p)
}

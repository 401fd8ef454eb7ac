package fetch

import (
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// Plan is what Fetch would do.
type Plan struct {
	Here bool   // nothing: it is here
	Size int64  // bytes of the file or zip, or of all files; -1 = the server does not say
	Left int64  // bytes to download: less than Size if a part is here, 0 if the hub's cache has the file
	N    int    // how many files they are, of a data set of the hub, or pictures, of a drawn one; 0 = one
	Draw bool   // they are drawn: there is nothing to download
	Path string // of what is here
}

// Plan finds out what Fetch would download. It asks for sizes only.
func (c *Client) Plan(ctx context.Context, w Want) (Plan, error) {
	got, err := c.Have(w)
	if err == nil {
		return Plan{Here: true, Size: got.Size, Path: got.Path}, nil
	}
	if !errors.Is(err, shelf.ErrAbsent) {
		return Plan{}, err
	}
	p, err := c.plan(ctx, w)
	if err != nil {
		return Plan{}, fmt.Errorf("fetching %s: %w", w.Name, err)
	}
	return p, nil
}

func (c *Client) plan(ctx context.Context, w Want) (Plan, error) {
	entry, _, err := c.shelf.Entry(w.Source)
	if err != nil {
		return Plan{}, err
	}
	if w.ofHub() {
		return c.planFiles(ctx, w, entry)
	}
	if w.Drawn() {
		pictures, err := w.pictures()
		return Plan{N: len(pictures), Draw: true}, err
	}
	if f, err := w.Source.Hub(); err == nil {
		if path, info := c.hub.cached(f, c.pinned(w, entry)); path != "" {
			return Plan{Size: info.size, Path: path}, nil
		}
	}
	j, _, err := c.job(ctx, w, entry)
	if err != nil {
		return Plan{}, err
	}
	if j.size < 0 {
		if j.size, err = c.probe(ctx, j); err != nil {
			return Plan{}, err
		}
	}
	return Plan{Size: j.size, Left: j.size - c.begun(w.Source, j.size)}, nil
}

// begun is how many bytes of a file are here as a part of it.
func (c *Client) begun(src card.Source, size int64) int64 {
	info, err := os.Stat(c.shelf.Unfinished(src) + ".part")
	if err != nil || info.Size() > size {
		return 0
	}
	return info.Size()
}

// probe asks for one byte, to learn how many there are: not every place answers HEAD.
func (c *Client) probe(ctx context.Context, j job) (size int64, err error) {
	err = c.retry(ctx, func() (bool, error) {
		a, err := c.send(ctx, request{method: http.MethodGet, url: j.url, auth: j.auth, header: map[string]string{"Range": "bytes=0-0"}})
		if err != nil {
			return false, err
		}
		defer a.Body.Close()
		var from, to int64
		switch {
		case a.StatusCode == http.StatusOK:
			size = a.ContentLength
		case a.StatusCode != http.StatusPartialContent:
			return false, j.refused(a)
		default:
			if _, err := fmt.Sscanf(a.Header.Get("Content-Range"), "bytes %d-%d/%d", &from, &to, &size); err != nil {
				size = -1
			}
		}
		return true, nil
	})
	return size, err
}

// Verify reads what is here and compares it with the lock file: a disk may have damaged it. An unpacked data
// set is not compared; its images are hashed whenever it is opened.
func (c *Client) Verify(ctx context.Context, w Want, got Got) error {
	if w.Dataset {
		return nil
	}
	entry, _, err := c.shelf.Entry(w.Source)
	if err != nil {
		return err
	}
	file, err := os.Open(got.Path)
	if err != nil {
		return fmt.Errorf("verifying %s: %w", w.Name, err)
	}
	defer file.Close()
	d, err := c.digest(ctx, file, got.Size)
	if err == nil && d != entry.SHA256 {
		err = fmt.Errorf("%s is damaged: it has SHA-256 %s, and %s was downloaded; remove it and run the same command again", got.Path, d, entry.SHA256)
	}
	if err != nil {
		return fmt.Errorf("verifying %s: %w", w.Name, err)
	}
	return nil
}

// digest reads a file to its end, or to that of ctx.
func (c *Client) digest(ctx context.Context, file io.Reader, size int64) (digest.SHA256, error) {
	sum, buffer, done := sha256.New(), make([]byte, 1<<20), int64(0)
	for {
		if err := ctx.Err(); err != nil {
			return digest.SHA256{}, err
		}
		n, err := file.Read(buffer)
		sum.Write(buffer[:n])
		done += int64(n)
		c.progress(StepVerify, done, size)
		if err == io.EOF {
			return digest.SHA256(sum.Sum(nil)), nil
		}
		if err != nil {
			return digest.SHA256{}, err
		}
	}
}

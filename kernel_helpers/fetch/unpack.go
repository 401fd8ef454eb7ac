package fetch

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path"
	"path/filepath"
	"strings"
	"syscall"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// limits bound what a zip may become. Images hardly shrink in a zip, so a data set that grows a hundredfold
// is none.
type limits struct {
	entries int    // files and folders
	bytes   uint64 // of all files
	ratio   uint64 // of all files to the zip
	spare   uint64 // bytes that any zip may become
}

var defaultLimits = limits{entries: 5_000_000, bytes: 4 << 40, ratio: 100, spare: 64 << 20}

// openZip opens a zip and looks at all its names and sizes before anything is written.
func (c *Client) openZip(path string) (*zip.ReadCloser, error) {
	z, err := zip.OpenReader(path)
	if err != nil {
		return nil, fmt.Errorf("it is no zip (%w); correct the source on the card", err)
	}
	info, err := os.Stat(path)
	if err == nil {
		err = c.checkZip(&z.Reader, uint64(info.Size()))
	}
	if err != nil {
		z.Close()
		return nil, err
	}
	return z, nil
}

func (c *Client) checkZip(z *zip.Reader, size uint64) error {
	if len(z.File) > c.limits.entries {
		return fmt.Errorf("the zip holds %d files, and at most %d are unpacked; unpack it by hand and point the card at the folder", len(z.File), c.limits.entries)
	}
	total := uint64(0)
	for _, f := range z.File {
		if err := checkEntry(f); err != nil {
			return err
		}
		if f.UncompressedSize64 > math.MaxUint64-total {
			return fmt.Errorf("the sizes in the zip are not true; do not use it")
		}
		total += f.UncompressedSize64
	}
	if total > c.limits.bytes || total > c.limits.spare+c.limits.ratio*size {
		return fmt.Errorf("the zip of %s would become %s, which no honest data set does; if it does, unpack it by hand and point the card at the folder", humanize.Bytes(size), humanize.Bytes(total))
	}
	return nil
}

// checkEntry refuses a name that leads out of the folder, and what is neither a file nor a folder.
func checkEntry(f *zip.File) error {
	name := strings.TrimSuffix(f.Name, "/")
	switch mode := f.Mode(); {
	case !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") || !filepath.IsLocal(filepath.FromSlash(name)):
		return fmt.Errorf("the zip holds the name %q, which leads out of the folder; do not use it", f.Name)
	case mode&fs.ModeSymlink != 0:
		return fmt.Errorf("the zip holds a link, %q, which may lead out of the folder; do not use it", f.Name)
	case !mode.IsRegular() && !mode.IsDir():
		return fmt.Errorf("the zip holds %q, which is neither a file nor a folder; do not use it", f.Name)
	case f.Flags&1 != 0:
		return fmt.Errorf("the zip is encrypted (%q); unpack it by hand and point the card at the folder", f.Name)
	}
	return nil
}

// unpack writes the files of a checked zip into the folder work, and renames it to folder when all are there
// and on the disk. An older folder of that name is replaced.
func (c *Client) unpack(ctx context.Context, z *zip.ReadCloser, work, folder string) error {
	return whole(work, folder, func() error { return c.unpackInto(ctx, z, work) })
}

// whole fills the folder work and renames it to folder when all is there and on the disk.
func whole(work, folder string, fill func() error) error {
	if err := os.RemoveAll(work); err != nil { // of a killed process
		return writing(work, err)
	}
	if err := fill(); err != nil {
		os.RemoveAll(work)
		return err
	}
	if err := syncFolder(work); err != nil {
		return writing(work, err)
	}
	if _, err := os.Stat(folder); err == nil {
		if err := os.RemoveAll(folder); err != nil {
			return writing(folder, err)
		}
	}
	return writing(folder, atomicfile.Rename(work, folder))
}

func (c *Client) unpackInto(ctx context.Context, z *zip.ReadCloser, work string) error {
	if err := os.MkdirAll(work, 0o755); err != nil {
		return writing(work, err)
	}
	total, done := int64(0), int64(0)
	for _, f := range z.File {
		total += int64(f.UncompressedSize64)
	}
	if err := c.room(work, total); err != nil {
		return err
	}
	root, err := os.OpenRoot(work)
	if err != nil {
		return writing(work, err)
	}
	defer root.Close()
	for _, f := range z.File {
		if err := ctx.Err(); err != nil {
			return err
		}
		if err := c.unpackEntry(root, f); err != nil {
			return err
		}
		done += int64(f.UncompressedSize64)
		c.progress(StepUnpack, done, total)
	}
	return nil
}

// unpackEntry writes one file or folder. Beyond the name that was checked, the system keeps it within root.
func (c *Client) unpackEntry(root *os.Root, f *zip.File) error {
	name := filepath.FromSlash(path.Clean(f.Name))
	if f.Mode().IsDir() {
		return writing(name, root.MkdirAll(name, 0o755))
	}
	if err := root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		return writing(name, err)
	}
	in, err := f.Open()
	if err != nil {
		return fmt.Errorf("reading %q: %w; do not use the zip", f.Name, err)
	}
	defer in.Close()
	file, err := root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if os.IsExist(err) {
		return fmt.Errorf("the zip holds %q twice; do not use it", f.Name)
	}
	if err != nil {
		return writing(name, err)
	}
	out := io.Writer(file)
	if c.limit != nil {
		out = c.limit(file)
	}
	n, err := io.Copy(out, io.LimitReader(in, int64(f.UncompressedSize64)+1))
	if closing := file.Close(); err == nil {
		err = closing
	}
	switch {
	case isDisk(err):
		return writing(name, err)
	case err != nil:
		return fmt.Errorf("reading %q: %w; do not use the zip", f.Name, err)
	case uint64(n) != f.UncompressedSize64:
		return fmt.Errorf("%q has another size than the zip says; do not use it", f.Name)
	}
	return nil
}

// isDisk reports whether an error is of the disk, not of the zip.
func isDisk(err error) bool {
	var at *fs.PathError
	var number syscall.Errno
	return errors.As(err, &at) || errors.As(err, &number)
}

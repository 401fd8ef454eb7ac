//go:build unix

package safetensors

import "golang.org/x/sys/unix"

// Release gives the file's pages that are in memory back to the system; what is used again is read again,
// mostly from the system's own cache. Without it a process that has gone through a large file seems to hold
// all of it.
func (f *File) Release() error {
	if f.mapped == nil {
		return nil
	}
	return unix.Madvise(f.mapped, unix.MADV_DONTNEED)
}

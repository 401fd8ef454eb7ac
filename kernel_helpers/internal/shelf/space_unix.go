//go:build darwin || linux || freebsd

package shelf

import "golang.org/x/sys/unix"

// Free returns the bytes that this user may still write to the file system of dir.
func Free(dir string) (bytes uint64, ok bool) {
	var s unix.Statfs_t
	if err := unix.Statfs(dir, &s); err != nil {
		return 0, false
	}
	return uint64(s.Bavail) * uint64(s.Bsize), true
}

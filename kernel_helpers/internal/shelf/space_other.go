//go:build !(darwin || linux || freebsd)

package shelf

// Free does not know the free space of this system's disks.
func Free(string) (bytes uint64, ok bool) { return 0, false }

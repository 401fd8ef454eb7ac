package fetch

import (
	"os"

	"golang.org/x/sys/unix"
)

// syncFolder brings all that was written to the disk of dir: once for a hundred thousand small files.
func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer d.Close()
	return unix.Syncfs(int(d.Fd()))
}

//go:build !linux

package fetch

import (
	"io/fs"
	"os"
	"path/filepath"
)

// syncFolder brings every file of dir to the disk.
func syncFolder(dir string) error {
	return filepath.WalkDir(dir, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		file, err := os.OpenFile(path, os.O_RDWR, 0)
		if err != nil {
			return err
		}
		defer file.Close()
		return file.Sync()
	})
}

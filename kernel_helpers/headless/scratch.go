package headless

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// scratch is the folder for the temporary files of one run. The kernel starts in a session of its own and
// outlives whoever started it; but its connection file, its helper's socket and the programs of its cells
// are all in this folder, so that every process of the run has the folder's name in its command line.
type scratch struct {
	dir  string
	lock *flock.Flock // held as long as the process that runs the notebook lives
}

// Folders are made under the first name and get the second once they are locked.
const (
	newPattern = "vfm-new-"
	runPattern = "vfm-run-"
)

// newScratch makes a folder. It first clears away what runs have left that were killed.
func newScratch() (scratch, error) {
	sweep()
	dir, err := os.MkdirTemp("", newPattern)
	if err != nil {
		return scratch{}, err
	}
	s := scratch{dir: filepath.Join(filepath.Dir(dir), runPattern+strings.TrimPrefix(filepath.Base(dir), newPattern))}
	s.lock = flock.New(filepath.Join(dir, lockName))
	if _, err := s.lock.TryLock(); err != nil {
		return scratch{}, err
	}
	return s, os.Rename(dir, s.dir)
}

const lockName = "lock"

// sweep ends the processes and removes the folders of runs whose own process is gone.
func sweep() {
	dirs, _ := filepath.Glob(filepath.Join(os.TempDir(), runPattern+"*"))
	for _, dir := range dirs {
		s := scratch{dir: dir, lock: flock.New(filepath.Join(dir, lockName), flock.SetFlag(os.O_RDWR))}
		if gone, err := s.lock.TryLock(); gone && err == nil {
			s.remove()
		}
	}
}

// config is the place of nbconvert's configuration.
func (s scratch) config() string { return filepath.Join(s.dir, "nbconvert.py") }

// stop asks the processes of the run to stop.
func (s scratch) stop() {
	for _, p := range processesNaming(s.dir) {
		_ = p.Signal(syscall.SIGTERM)
	}
}

// remove ends the processes that are left, and removes the folder.
func (s scratch) remove() {
	for range 50 { // a second, until they have let go of their files
		left := processesNaming(s.dir)
		if len(left) == 0 {
			break
		}
		for _, p := range left {
			_ = p.Kill()
		}
		time.Sleep(20 * time.Millisecond)
	}
	_ = s.lock.Unlock()
	_ = os.RemoveAll(s.dir)
}

package shelf

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"reflect"

	"github.com/gofrs/flock"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// Entry is what the lock file knows of a source since its first download. It holds a later download to the
// same bytes, even if the files were deleted. It lies in the cache, because a card may be in a folder that
// cannot be written to; what has to be the same on all machines stands on the card, whose sha256 goes before
// the lock.
type Entry struct {
	Size   int64         `json:"size"`
	SHA256 digest.SHA256 `json:"sha256"`
	Commit string        `json:"commit,omitempty"` // to which a branch of the hub was resolved
	// Of a data set of the hub, whose other fields but Commit are zero: the patterns of the files that were
	// asked for, and the files of that commit that they match.
	Patterns []string        `json:"patterns,omitempty"`
	Files    map[string]File `json:"files,omitempty"` // by slash path in the repository
}

// File is what the hub says of a file of a data set.
type File struct {
	Size   int64         `json:"size"`
	SHA256 digest.SHA256 `json:"sha256,omitzero"` // of a large file
	Git    string        `json:"git,omitempty"`   // of a small one: its SHA-1 in Git
}

func (s Shelf) lockPath() string { return filepath.Join(s.Dir, "downloads", "vfm.lock") }

// Entry returns what the lock file knows of a source.
func (s Shelf) Entry(src card.Source) (entry Entry, found bool, err error) {
	all, err := s.readLock()
	entry, found = all[src.String()]
	return entry, found, err
}

// Record writes an entry into the lock file. Processes that record at the same time wait for one another.
func (s Shelf) Record(src card.Source, entry Entry) error {
	if err := os.MkdirAll(filepath.Join(s.Dir, "downloads", "unfinished"), 0o755); err != nil {
		return fmt.Errorf("recording a download: %w", err)
	}
	guard := flock.New(filepath.Join(s.Dir, "downloads", "unfinished", "vfm.lock.guard"))
	if err := guard.Lock(); err != nil {
		return fmt.Errorf("recording a download in %s: %w", s.lockPath(), err)
	}
	defer guard.Close()
	all, err := s.readLock()
	if old, found := all[src.String()]; err != nil || found && reflect.DeepEqual(old, entry) {
		return err
	}
	all[src.String()] = entry
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(all); err != nil {
		return err
	}
	return atomicfile.WriteBytes(s.lockPath(), text.Bytes())
}

func (s Shelf) readLock() (map[string]Entry, error) {
	all := map[string]Entry{}
	text, err := os.ReadFile(s.lockPath())
	if errors.Is(err, fs.ErrNotExist) {
		return all, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &all)
	}
	if err != nil {
		return nil, fmt.Errorf("reading the lock file %s: %w; mend it, or remove it to let vfm fetch make it anew", s.lockPath(), err)
	}
	return all, nil
}

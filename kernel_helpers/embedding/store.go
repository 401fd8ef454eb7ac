package embedding

import (
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"

	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// Names of the files in a key's folder.
const (
	keyName     = "key.json"
	vectorsName = "vectors.safetensors"
	itemsName   = "items.csv"
	infoName    = "info.json" // written last: vectors whose info exists are complete
	lockName    = "lock"

	partNames      = "part-*.safetensors"
	temporaryNames = ".*.tmp" // what a killed process left half written
)

// Store is the vectors of one key: unfinished, with some parts missing, or finished and mapped.
type Store struct {
	dir   string
	key   Key
	ids   []string
	dim   int
	lock  *flock.Flock
	parts map[int]*partInfo
	info  *Info // not nil = finished
	file  *safetensors.File
	rows  matrix.Rows
}

// Open opens the store of key in the cache for the images ids, whose vectors have dim numbers. An
// unfinished store is locked until Finish or Close: a second process calls waiting (if not nil) and waits
// in Open for the first, or for the end of ctx. Parts and files that a disk error has damaged are removed
// and count as missing.
func Open(ctx context.Context, cache string, key Key, ids []string, dim int, waiting func()) (_ *Store, err error) {
	s := &Store{dir: key.Dir(cache), key: key, ids: ids, dim: dim, parts: map[int]*partInfo{}}
	defer func() {
		if err != nil {
			s.Close()
			err = fmt.Errorf("opening embeddings %s: %w", s.dir, err)
		}
	}()
	// A finished store needs no lock, so a cache that may only be read serves too.
	if done, err := s.openFinished(ctx); done || err != nil {
		return s, err
	}
	if err := s.acquire(ctx, waiting); err != nil {
		return nil, err
	}
	if done, err := s.openFinished(ctx); err != nil || done {
		s.release()
		return s, err
	}
	if err := s.writeKey(); err != nil {
		return nil, err
	}
	if err := s.remove(temporaryNames); err != nil { // the lock is held: nobody is writing now
		return nil, err
	}
	for _, r := range Ranges(len(s.ids)) {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		info, err := s.readPart(r)
		if err != nil {
			return nil, err
		}
		if info != nil {
			s.parts[r.Part] = info
		}
	}
	return s, nil
}

// Missing returns the ranges that have no part yet, in order; none for a finished store.
func (s *Store) Missing() []Range {
	if s.info != nil {
		return nil
	}
	var missing []Range
	for _, r := range Ranges(len(s.ids)) {
		if s.parts[r.Part] == nil {
			missing = append(missing, r)
		}
	}
	return missing
}

// Finished reports whether Rows, Items and Info may be called.
func (s *Store) Finished() bool { return s.info != nil }

// Rows returns the vectors [n, dim] of a finished store, mapped from the file: valid until Close.
func (s *Store) Rows() matrix.Rows { return s.rows }

// Items returns for each row of a finished store the position of its image in ids.
func (s *Store) Items() []int {
	skipped := map[int]bool{}
	for _, skip := range s.info.Skipped {
		skipped[skip.Item] = true
	}
	items := make([]int, 0, len(s.ids)-len(skipped))
	for i := range s.ids {
		if !skipped[i] {
			items = append(items, i)
		}
	}
	return items
}

// Info returns what is known of a finished store beside its vectors.
func (s *Store) Info() Info { return *s.info }

// Close unmaps the vectors and lets other processes in. A second call does nothing.
func (s *Store) Close() error {
	var err error
	if s.file != nil {
		err = s.file.Close()
		s.file, s.rows = nil, matrix.Rows{}
	}
	s.release()
	return err
}

// Ranges cuts n images into parts.
func Ranges(n int) []Range {
	var all []Range
	for from := 0; from < n; from += PartItems {
		all = append(all, Range{Part: len(all), From: from, To: min(from+PartItems, n)})
	}
	return all
}

// acquire takes the lock of the folder, waiting for another process that holds it.
func (s *Store) acquire(ctx context.Context, waiting func()) error {
	if err := os.MkdirAll(s.dir, 0o755); err != nil {
		return fmt.Errorf("making the cache folder: %w; set VFM_CACHE to a folder that you may write to", err)
	}
	lock := flock.New(filepath.Join(s.dir, lockName))
	held, err := lock.TryLock()
	if err == nil && !held {
		if waiting != nil {
			waiting()
		}
		_, err = lock.TryLockContext(ctx, 200*time.Millisecond)
	}
	if err != nil {
		return fmt.Errorf("locking: %w", err)
	}
	s.lock = lock
	return nil
}

func (s *Store) release() {
	if s.lock != nil {
		s.lock.Close()
		s.lock = nil
	}
}

// writeKey writes the key for people to read; vfm itself finds a folder by its name.
func (s *Store) writeKey() error {
	path := filepath.Join(s.dir, keyName)
	if _, err := os.Stat(path); err == nil {
		return nil
	}
	text, err := json.MarshalIndent(s.key, "", "  ")
	if err != nil {
		return err
	}
	return atomicfile.WriteBytes(path, append(text, '\n'))
}

// remove removes the files of the folder that patterns name.
func (s *Store) remove(patterns ...string) error {
	for _, name := range s.names(patterns...) {
		if err := os.Remove(s.path(name)); err != nil {
			return err
		}
	}
	return nil
}

// names lists the files of the folder that patterns name. The path of the folder itself is no pattern.
func (s *Store) names(patterns ...string) []string {
	var all []string
	for _, pattern := range patterns {
		found, _ := fs.Glob(os.DirFS(s.dir), pattern) // the patterns are well formed
		all = append(all, found...)
	}
	return all
}

package shelf

import (
	"fmt"
	"maps"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// Match reports whether a file of a repository is one that a pattern names: path.Match's patterns, and
// FOLDER/** for all that is in a folder, ** for everything.
func Match(pattern, name string) bool {
	if folder, ok := strings.CutSuffix(pattern, "**"); ok {
		return folder == "" || strings.HasPrefix(name, folder)
	}
	found, err := path.Match(pattern, name)
	return err == nil && found
}

// Matching returns the files that the patterns name, sorted.
func (e Entry) Matching(patterns []string) []string {
	var names []string
	for _, name := range slices.Sorted(maps.Keys(e.Files)) {
		if slices.ContainsFunc(patterns, func(p string) bool { return Match(p, name) }) {
			names = append(names, name)
		}
	}
	return names
}

// Listed reports whether it is known which files of the repository the patterns name.
func (e Entry) Listed(patterns []string) bool {
	return e.Commit != "" && !slices.ContainsFunc(patterns, func(p string) bool { return !slices.Contains(e.Patterns, p) })
}

// Files returns the folder of a data set of the hub, and the files in it that the patterns name, sorted. Other
// files there may be of an older commit. The error is ErrAbsent, with a reason, if not all of them are there.
func (s Shelf) Files(src card.Source, patterns []string) (dir string, names []string, err error) {
	if dir, err = s.FolderPath(src); err != nil {
		return "", nil, err
	}
	entry, found, err := s.Entry(src)
	switch {
	case err != nil:
		return "", nil, err
	case !found:
		return "", nil, ErrAbsent
	case !entry.Listed(patterns):
		return "", nil, fmt.Errorf("%w: which of its files are wanted has changed", ErrAbsent)
	}
	names = entry.Matching(patterns)
	for _, name := range names {
		file := filepath.Join(dir, filepath.FromSlash(name))
		if info, err := os.Stat(file); err != nil || !info.Mode().IsRegular() || info.Size() != entry.Files[name].Size {
			return "", nil, fmt.Errorf("%w: %s is missing or has another size", ErrAbsent, file)
		}
	}
	return dir, names, nil
}

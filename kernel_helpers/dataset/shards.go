package dataset

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"slices"
	"strings"
)

// shard is a file that holds many images.
type shard struct {
	id   string // slash path relative to the data folder
	path string
	role Role
}

// shards lists a layout whose splits are patterns for file names, such as data/train-*.parquet, and calls
// read for each file.
func (l *listing) shards(ctx context.Context, read func(context.Context, shard) error) error {
	taken := map[string]Role{}
	for _, role := range l.card.Roles() {
		pattern := l.card.Splits[role]
		ids, err := fs.Glob(os.DirFS(l.where.dir), path.Clean(pattern))
		if err != nil {
			return fmt.Errorf("split %s: %q: %w; correct `splits` in %s", role, pattern, err, l.card.Path)
		}
		if ids = l.files(ids); len(ids) == 0 {
			return fmt.Errorf("split %s: no file in %s is named like %s; put the files there or correct `splits` in %s", role, l.where.dir, pattern, l.card.Path)
		}
		for _, id := range ids {
			if other, twice := taken[id]; twice {
				return fmt.Errorf("%s belongs to the splits %s and %s; correct `splits` in %s", id, other, role, l.card.Path)
			}
			taken[id] = role
			if err := read(ctx, shard{id: id, path: l.path(id), role: role}); err != nil {
				return err
			}
		}
	}
	return nil
}

// files keeps the ids of the data set's files. A folder that a pattern matches is a problem.
func (l *listing) files(ids []string) []string {
	return slices.DeleteFunc(ids, func(id string) bool {
		info, err := os.Stat(l.path(id))
		switch {
		case err == nil && info.IsDir():
			l.problem(id, "a folder, not a file of images; what is in it is left out")
		case l.where.stray(id):
			l.problem(id, whyStray)
		default:
			return false
		}
		return true
	})
}

// needsLabel reports whether an image of a role is of no use without a label.
func (c Card) needsLabel(r Role) bool { return !c.unlabelled && (r != Gallery || c.LeaveOneOut()) }

// checkPattern refuses a pattern that could match nothing below the data folder, and one with **, which would
// mean one thing where a download is asked for and another where its files are listed.
func checkPattern(pattern string) error {
	if _, err := path.Match(pattern, ""); err != nil {
		return fmt.Errorf("the pattern %q is not understood; * stands for any letters, ? for one, [ab] for one of some", pattern)
	}
	if strings.Contains(pattern, "**") {
		return fmt.Errorf("the pattern %q holds **, and * stands for any letters but a slash; write one * for each folder, such as data/*/train-*", pattern)
	}
	if clean := path.Clean(pattern); path.IsAbs(clean) || clean == ".." || strings.HasPrefix(clean, "../") {
		return fmt.Errorf("the pattern %q is outside the data folder; let `source` name a folder that holds all splits", pattern)
	}
	return nil
}

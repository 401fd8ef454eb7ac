package dataset

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
)

// Open lists and hashes every image of the data set, several at a time. A file that is no image or cannot be
// read becomes a Problem, and so does a row or a sample without an image or label; that a split has no image at all is an error. Only the digest of a file is
// computed: whether it can be decoded is found out later. Open returns soon after ctx ends.
func (c Card) Open(ctx context.Context) (*Set, error) {
	set, err := c.open(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening data set %s: %w", c.Name, err)
	}
	return set, nil
}

func (c Card) open(ctx context.Context) (*Set, error) {
	where, err := c.locate()
	if err != nil {
		return nil, err
	}
	l := listing{card: c, where: where}
	switch c.Layout {
	case CSV:
		err = l.tables(ctx)
	case Parquet:
		err = l.parquetShards(ctx)
	case WebDataset:
		err = l.webShards(ctx)
	default:
		err = l.folders(ctx)
	}
	if err != nil {
		return nil, err
	}
	if err := l.hash(ctx); err != nil {
		return nil, err
	}
	set := &Set{Card: c, Dir: where.dir, Items: l.items, Problems: l.problems}
	set.sort()
	if err := set.readCaptions(where); err != nil {
		return nil, err
	}
	set.sort()
	return set, set.check(where)
}

// sort puts items and problems in their order.
func (s *Set) sort() {
	slices.SortFunc(s.Items, func(a, b Item) int { return strings.Compare(a.ID, b.ID) })
	slices.SortStableFunc(s.Problems, func(a, b Problem) int {
		return cmp.Or(strings.Compare(a.Item, b.Item), strings.Compare(a.Reason, b.Reason))
	})
}

// listing collects what a data set holds.
type listing struct {
	card     Card
	where    place
	items    []Item
	problems []Problem
}

// problem notes a file that will not be an item. Its name is made printable if it is not UTF-8.
func (l *listing) problem(id, format string, args ...any) {
	l.problems = append(l.problems, Problem{Item: strings.ToValidUTF8(id, "\ufffd"), Reason: fmt.Sprintf(format, args...)})
}

// hash fills in the digests of items that are whole files; one that cannot be read becomes a problem.
func (l *listing) hash(ctx context.Context) error {
	failed := make([]error, len(l.items))
	var g errgroup.Group
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i := range l.items {
		if ctx.Err() != nil {
			break
		}
		if l.items[i].part != nil {
			continue // hashed while its shard was read
		}
		g.Go(func() error {
			l.items[i].Digest, failed[i] = digest.File(ctx, l.items[i].Path)
			return nil
		})
	}
	if err := errors.Join(g.Wait(), ctx.Err()); err != nil {
		return err
	}
	kept := l.items[:0]
	for i, it := range l.items {
		if failed[i] != nil {
			l.problem(it.ID, "%s", Reason(failed[i]))
			continue
		}
		kept = append(kept, it)
	}
	l.items = kept
	return nil
}

// Reason says why a file cannot be read, without its path, for a message that names it already.
func Reason(err error) string {
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return "there is no such file"
	case errors.Is(err, fs.ErrPermission):
		return "unreadable: permission denied"
	}
	var at *fs.PathError
	if errors.As(err, &at) {
		err = at.Err
	}
	return "unreadable: " + err.Error()
}

// place is where the data of a card is.
type place struct {
	dir   string // the folder that ids are relative to
	table string // the CSV file, if there is one for all splits
	// Of a data set of the hub, the ids of its files; nil = all files in dir are the data set's.
	files map[string]bool
}

// stray reports whether a file in the data folder is not of the data set: when a newer commit is downloaded,
// files of the older one may stay there.
func (p place) stray(id string) bool { return p.files != nil && !p.files[id] }

// notOfCommit says what is wrong with such a file, and whyStray what to do with it.
const (
	notOfCommit = "not among the files of the commit that was downloaded"
	whyStray    = notOfCommit + "; remove it"
)

// locate finds the data folder and, with the layout csv, the table in it.
func (c Card) locate() (place, error) {
	source, err := card.ParseSource(c.Source)
	if err != nil {
		return place{}, fmt.Errorf("%s: %w", c.Path, err)
	}
	if !source.Local() {
		return c.locateRemote(source)
	}
	file, err := source.Resolve(c.Path)
	if err != nil {
		return place{}, fmt.Errorf("%s: %w", c.Path, err)
	}
	info, err := os.Stat(file)
	if err != nil {
		return place{}, fmt.Errorf("%w; put the data there or correct `source` in %s", err, c.Path)
	}
	if info.IsDir() != (source.Scheme == "dir") {
		return place{}, fmt.Errorf("%s is %s; write `source: %s:…` in %s", file, kind(info), other(source.Scheme), c.Path)
	}
	if c.Layout == CSV && !c.hasTables() {
		if info.IsDir() {
			return place{dir: file}.withTable(c)
		}
		return place{dir: filepath.Dir(file), table: file}, nil
	}
	if source.Scheme == "file" && c.Layout == CSV {
		return place{}, fmt.Errorf("each split has a table of its own, so `source` is their folder; write `source: dir:PATH` in %s", c.Path)
	}
	if source.Scheme == "file" {
		return place{}, fmt.Errorf("layout %s needs a folder; write `source: dir:PATH`, or `layout: csv`, in %s", c.Layout, c.Path)
	}
	return place{dir: file}, nil
}

// Files are the patterns of the files that the data set consists of, as internal/shelf matches them.
func (c Card) Files() []string {
	var patterns []string
	if c.Captions != "" {
		patterns = append(patterns, path.Clean(c.Captions))
	}
	for _, r := range c.Roles() {
		switch split := path.Clean(c.Splits[r]); c.Layout {
		case Parquet, WebDataset:
			patterns = append(patterns, split)
		case Folders:
			patterns = append(patterns, strings.TrimPrefix(split+"/**", "./"))
		default:
			return []string{"**"} // a table may name any file
		}
	}
	return patterns
}

// locateRemote finds the folder of a download, or of a data set that Kaggle has mounted.
func (c Card) locateRemote(source card.Source) (place, error) {
	if source.Scheme == "manual" {
		return place{}, fmt.Errorf("vfm does not download it; %s, then write `source: dir:PATH` with the folder of the files in %s", source.ByHand(), c.Path)
	}
	var want digest.SHA256
	if c.SHA256 != "" {
		var err error
		if want, err = digest.Parse(c.SHA256); err != nil {
			return place{}, fmt.Errorf("%s: sha256: %w", c.Path, err)
		}
	}
	s, err := shelf.Open()
	if err != nil {
		return place{}, err
	}
	var where place
	if source.Scheme == "hf" {
		var names []string
		where.dir, names, err = s.Files(source, c.Files())
		where.files = map[string]bool{}
		for _, name := range names {
			where.files[name] = true
		}
	} else {
		where.dir, err = s.Folder(source, want)
	}
	if err != nil {
		return place{}, fmt.Errorf("%w; run `vfm fetch -suite …` with a suite that names it (%s)", err, c.Path)
	}
	if c.Layout == CSV && !c.hasTables() {
		return where.withTable(c)
	}
	return where, nil
}

func kind(info fs.FileInfo) string {
	if info.IsDir() {
		return "a folder"
	}
	return "a file"
}

func other(scheme string) string {
	if scheme == "dir" {
		return "file"
	}
	return "dir"
}

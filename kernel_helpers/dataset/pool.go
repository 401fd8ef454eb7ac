package dataset

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// PoolName is the name of a pool that has no card.
const PoolName = "pool"

// OpenPool lists and hashes images that nobody has sorted: all of a folder at any depth, or those in its tar or Parquet
// files, without labels and without a card. All are gallery images. A path that ends in .yaml is that of a card, which
// says more.
func OpenPool(ctx context.Context, dir string) (*Set, error) {
	if ext := filepath.Ext(dir); ext == ".yaml" || ext == ".yml" {
		c, err := ReadCard(dir)
		if err != nil {
			return nil, err
		}
		return c.Open(ctx)
	}
	c, err := poolCard(dir)
	if err != nil {
		return nil, fmt.Errorf("opening the pool: %w", err)
	}
	return c.Open(ctx)
}

// poolCard is the card that a folder without one needs.
func poolCard(dir string) (Card, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return Card{}, err
	}
	info, err := os.Stat(dir)
	if err != nil {
		return Card{}, err
	}
	if !info.IsDir() {
		return Card{}, fmt.Errorf("%s is a file; name a folder of images, of .tar or of .parquet files, or the .yaml of a card", dir)
	}
	c := unsorted(dir)
	for ext, layout := range shardLayouts {
		found, err := fs.Glob(os.DirFS(dir), "*"+ext)
		if err != nil || len(found) == 0 {
			continue
		}
		if c.Layout != Folders {
			return Card{}, fmt.Errorf("%s holds both .tar and .parquet files; name a folder with one kind", dir)
		}
		c.Layout, c.Splits[Gallery] = layout, "*"+ext
	}
	return c, nil
}

// shardLayouts are the layouts of files that hold many images, by the ends of their names.
var shardLayouts = map[string]string{".tar": WebDataset, ".parquet": Parquet}

// unsorted is the card of a pool in a folder, whose layout is to be found out.
func unsorted(dir string) Card {
	name := path.Base(filepath.ToSlash(dir))
	if card.CheckName(name) != nil {
		name = PoolName
	}
	return Card{Name: name, Title: name, Task: Retrieval, Source: "dir:" + dir, Layout: Folders, Path: dir, unlabelled: true,
		Splits: map[Role]string{Gallery: "."}}
}

// ListShard lists and hashes the images of one .tar or .parquet file of a pool, as OpenPool of its folder does.
func ListShard(ctx context.Context, file string) ([]Item, []Problem, error) {
	dir, name := filepath.Split(file)
	c := unsorted(filepath.Clean(dir))
	c.Layout = shardLayouts[filepath.Ext(name)]
	c.Splits[Gallery] = strings.NewReplacer(`\`, `\\`, "*", `\*`, "?", `\?`, "[", `\[`).Replace(name)
	l := listing{card: c, where: place{dir: c.Path}}
	read := l.webShards
	switch c.Layout {
	case Parquet:
		read = l.parquetShards
	case "":
		return nil, nil, fmt.Errorf("listing %s: its name does not end in .tar or .parquet", file)
	}
	if err := read(ctx); err != nil {
		return nil, nil, fmt.Errorf("listing the pool: %w", err)
	}
	return l.items, l.problems, nil
}

// PoolOfShards is the pool that OpenPool of a folder returns, of what ListShard found in each of its files.
func PoolOfShards(dir string, items []Item, problems []Problem) (*Set, error) {
	set := &Set{Card: unsorted(dir), Dir: dir, Items: items, Problems: problems}
	set.sort()
	return set, set.check(place{dir: dir})
}

package dataset

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// PoolName is the name of a pool that has no card.
const PoolName = "pool"

// OpenPool lists and hashes images that nobody has sorted: all of a folder at any depth, or those in its tar or Parquet
// files, without labels and without a card. All are gallery images. A path that ends in .yaml is that of a card, which
// says more.
func OpenPool(ctx context.Context, path string) (*Set, error) {
	if ext := filepath.Ext(path); ext == ".yaml" || ext == ".yml" {
		c, err := ReadCard(path)
		if err != nil {
			return nil, err
		}
		return c.Open(ctx)
	}
	c, err := poolCard(path)
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
	name := filepath.Base(dir)
	if card.CheckName(name) != nil {
		name = PoolName
	}
	c := Card{Name: name, Title: name, Task: Retrieval, Source: "dir:" + dir, Layout: Folders, Path: dir, unlabelled: true,
		Splits: map[Role]string{Gallery: "."}}
	for layout, pattern := range map[string]string{WebDataset: "*.tar", Parquet: "*.parquet"} {
		found, err := fs.Glob(os.DirFS(dir), pattern)
		if err != nil || len(found) == 0 {
			continue
		}
		if c.Layout != Folders {
			return Card{}, fmt.Errorf("%s holds both .tar and .parquet files; name a folder with one kind", dir)
		}
		c.Layout, c.Splits[Gallery] = layout, pattern
	}
	return c, nil
}

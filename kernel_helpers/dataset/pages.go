package dataset

import (
	"os"
	"sync"

	"github.com/vfm-go/vfm/kernel_helpers/internal/parquet"
)

// keptBytes is how much of unpacked pages is kept in memory. The last two are kept whatever their size:
// readers that work side by side cross the border between two pages one after the other.
const keptBytes = 128 << 20

// pages unpacks pages of Parquet files for the images in them, each once as long as images are read about in
// order.
type pages struct {
	limit int // on the sum of sizes, in bytes
	mu    sync.Mutex
	kept  []*page // the one that was used last comes last
}

// page is an unpacked page.
type page struct {
	block *parquet.Block
	once  sync.Once
	data  []byte
	err   error
}

// cell is an image in a compressed page.
type cell struct {
	pages          *pages
	block          *parquet.Block
	offset, length int
}

func (c cell) read(path string, buf []byte) ([]byte, error) {
	p := c.pages.page(c.block)
	p.once.Do(func() { p.data, p.err = unpack(path, c.block) })
	if p.err != nil {
		return nil, p.err
	}
	buf = sized(buf, c.length)
	copy(buf, p.data[c.offset:])
	return buf, nil
}

// page returns the page of a block, which may still have to be unpacked, and forgets others.
func (c *pages) page(b *parquet.Block) *page {
	c.mu.Lock()
	defer c.mu.Unlock()
	var found *page
	for i, p := range c.kept {
		if p.block == b {
			found = p
			c.kept = append(c.kept[:i], c.kept[i+1:]...)
			break
		}
	}
	if found == nil {
		found = &page{block: b}
	}
	c.kept = append(c.kept, found)
	size := 0
	for i := len(c.kept) - 1; i >= 0; i-- {
		if size += c.kept[i].block.Size(); size > c.limit && i < len(c.kept)-2 {
			c.kept = append([]*page(nil), c.kept[i+1:]...)
			break
		}
	}
	return found
}

func unpack(path string, b *parquet.Block) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return b.Read(f, nil)
}

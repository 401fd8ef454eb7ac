package dataset

import (
	"os"
	"slices"
	"sync"

	"github.com/vfm-go/vfm/kernel_helpers/internal/parquet"
)

// keptBytes is how much of unpacked pages is kept in memory. The last two are kept whatever their size:
// readers that work side by side cross the border between two pages one after the other.
const keptBytes = 128 << 20

// pages unpacks pages of Parquet files for the images in them, each once as long as images are read about in
// order. Memory is used again: a page may have a hundred megabytes.
type pages struct {
	limit int // on the sum of sizes, in bytes
	mu    sync.Mutex
	kept  []*page // the one that was used last comes last
	spare []byte  // of a page that is not kept any more

	unpacking sync.Mutex
	packed    []byte
}

// page is an unpacked page.
type page struct {
	block *parquet.Block
	once  sync.Once
	data  []byte
	err   error
	users int  // who read it now
	gone  bool // it is not kept
}

// cell is an image in a compressed page.
type cell struct {
	pages          *pages
	block          *parquet.Block
	offset, length int
}

func (c cell) read(path string, buf []byte) ([]byte, error) {
	p := c.pages.acquire(c.block)
	defer c.pages.release(p)
	p.once.Do(func() { p.data, p.err = c.pages.unpack(path, p) })
	if p.err != nil {
		return nil, p.err
	}
	buf = sized(buf, c.length)
	copy(buf, p.data[c.offset:])
	return buf, nil
}

// acquire returns the page of a block, which may still have to be unpacked, and forgets others. Give it back
// with release.
func (c *pages) acquire(b *parquet.Block) *page {
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
	fresh := found == nil
	if fresh {
		found = &page{block: b}
	}
	found.users++
	c.kept = append(c.kept, found)
	c.forget()
	if fresh {
		found.data, c.spare = c.spare, nil
	}
	return found
}

// forget drops the pages that were not used for longest while there are too many.
func (c *pages) forget() {
	size := 0
	for _, p := range c.kept {
		size += p.block.Size()
	}
	for len(c.kept) > 2 && size > c.limit {
		p := c.kept[0]
		c.kept, p.gone = c.kept[1:], true
		size -= p.block.Size()
		c.recycle(p)
	}
}

// release ends the use of a page. One that could not be read is not kept: the reason may pass.
func (c *pages) release(p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if p.err != nil && !p.gone {
		c.kept, p.gone = slices.DeleteFunc(c.kept, func(k *page) bool { return k == p }), true
	}
	p.users--
	c.recycle(p)
}

// recycle keeps the memory of a page that nobody reads any more.
func (c *pages) recycle(p *page) {
	if p.gone && p.users == 0 {
		c.spare, p.data = p.data, nil
	}
}

func (c *pages) unpack(path string, p *page) ([]byte, error) {
	c.unpacking.Lock()
	defer c.unpacking.Unlock()
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return p.block.Read(f, p.data, &c.packed)
}

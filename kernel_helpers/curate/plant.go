package curate

import (
	"cmp"
	"context"
	"encoding/binary"
	"fmt"
	"math/rand/v2"
	"os"
	"path"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate/plant"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/internal/atomicfile"
)

// Copies are planted of pictures whose sides have at least plantLeast pixels, and made of them at plantMost at most.
const (
	plantLeast = 32
	plantMost  = 1024
)

// SameFile is the kind of the copies that are the file of their original itself; the others are plant.Kinds.
const SameFile = "same file"

// bed is copies of some images of a pool.
type bed struct {
	set  *dataset.Set
	from map[string]origin // of each of its images, by id
}

// origin is what an image of a bed is a copy of, and how it was made.
type origin struct {
	kind     string
	original dataset.Item // of the pool, and brought here
}

// plantKinds are the names of all kinds, in the order of the tables.
func plantKinds() []string {
	kinds := []string{SameFile}
	for _, k := range plant.Kinds {
		kinds = append(kinds, k.Name)
	}
	return kinds
}

// bringer makes sure that an image can be read in this process.
type bringer func(context.Context, ...*dataset.Item) error

// newBed plants a copy of each kind of n images of a pool, drawn at random, in the cache. The pool stays as it is. The
// same pool, n and draw give the same copies.
func newBed(ctx context.Context, cache string, pool *dataset.Set, bring bringer, n int, draw uint64) (*bed, error) {
	originals, err := drawOriginals(ctx, pool, bring, n, draw)
	if err != nil {
		return nil, err
	}
	fields := []string{"vfm planted 1", strconv.FormatUint(draw, 10)}
	for _, it := range originals {
		fields = append(fields, it.Digest.String())
	}
	dir := filepath.Join(cache, "planted", digest.Fields(fields...).String())
	if _, err := os.Stat(dir); err != nil {
		if err := sow(ctx, dir, originals, draw); err != nil {
			return nil, err
		}
	}
	b := &bed{from: map[string]origin{}}
	if b.set, err = dataset.OpenPool(ctx, dir); err != nil {
		return nil, err
	}
	b.set.Card.Name = "planted copies"
	for i, it := range originals {
		for _, kind := range plantKinds() {
			b.from[plantID(i, kind, it)] = origin{kind, it}
		}
		it.ID = plantID(i, SameFile, it)
		b.set.Items = append(b.set.Items, it)
	}
	slices.SortFunc(b.set.Items, func(x, y dataset.Item) int { return cmp.Compare(x.ID, y.ID) })
	if len(b.set.Items) != len(b.from) {
		return nil, b.damaged("some are missing")
	}
	return b, nil
}

// damaged is the error of copies that are not as they were made.
func (b *bed) damaged(how string) error {
	return fmt.Errorf("reading planted copies: %s; remove the folder %s and run again", how, b.set.Dir)
}

// plantID is the id of a copy, and the path of its file. It ends as the format needs.
func plantID(number int, kind string, original dataset.Item) string {
	ext := ".jpg"
	if kind == SameFile {
		ext = path.Ext(original.ID)
	}
	return fmt.Sprintf("%05d/%s%s", number, kind, ext)
}

// drawOriginals draws n images of a pool that can be decoded and have something on them; all of them if there are fewer.
func drawOriginals(ctx context.Context, pool *dataset.Set, bring bringer, n int, draw uint64) ([]dataset.Item, error) {
	d, err := newDecoder()
	if err != nil {
		return nil, err
	}
	var drawn []dataset.Item
	for _, i := range rand.New(rand.NewPCG(draw, 61)).Perm(len(pool.Items)) {
		if err := ctx.Err(); err != nil || len(drawn) == n {
			return drawn, err
		}
		it := pool.Items[i]
		if err := bring(ctx, &it); err != nil {
			return nil, fmt.Errorf("planting copies: %w", err)
		}
		if s := d.sketch(it); s != nil && !s.Plain() && min(d.pic.Width, d.pic.Height) >= plantLeast {
			drawn = append(drawn, it)
		}
	}
	if len(drawn) == 0 {
		return nil, fmt.Errorf("planting copies: no image of the pool has %d pixels a side and something on it; name another pool, or plant none", plantLeast)
	}
	return drawn, nil
}

// sow makes the folder of the copies. It is there as a whole or not at all.
func sow(ctx context.Context, dir string, originals []dataset.Item, draw uint64) error {
	if err := os.MkdirAll(filepath.Dir(dir), 0o755); err != nil {
		return err
	}
	work, err := os.MkdirTemp(filepath.Dir(dir), ".tmp-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(work)
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for i, it := range originals {
		g.Go(func() error {
			if err := ctx.Err(); err != nil {
				return err
			}
			return sowOne(work, i, it, draw)
		})
	}
	if err := g.Wait(); err != nil {
		return fmt.Errorf("planting copies: %w", err)
	}
	if err := os.Rename(work, dir); err != nil {
		if _, other := os.Stat(dir); other != nil { // else another process was faster
			return err
		}
	}
	return nil
}

// sowOne makes the copies of an image that are other files. What is random in them depends on its bytes and draw alone.
func sowOne(dir string, number int, it dataset.Item, draw uint64) error {
	data, err := it.Read(nil)
	if err != nil {
		return err
	}
	pic, err := images.Decode(it.ID, data)
	if err != nil {
		return err
	}
	m := images.Thumbnail(pic, plantMost)
	for k, kind := range plant.Kinds {
		file, err := kind.Make(m, rand.New(rand.NewPCG(draw, binary.LittleEndian.Uint64(it.Digest[:8])+uint64(k))))
		if err == nil {
			err = atomicfile.WriteBytes(filepath.Join(dir, filepath.FromSlash(plantID(number, kind.Name, it))), file)
		}
		if err != nil {
			return fmt.Errorf("image %s, %s: %w", it.ID, kind.Name, err)
		}
	}
	return nil
}

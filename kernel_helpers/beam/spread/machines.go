package spread

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/runners"
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/prism" // the default, in this process
	_ "github.com/apache/beam/sdks/v2/go/pkg/beam/runners/universal"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
)

// Machines take the steps of curation by Beam, on what its flags name: -runner, -endpoint and others. No flag = in this
// process.
type Machines struct {
	Model Model
	Work  string // folder of what goes from step to step, which all workers reach; it may be of an object store
	Tile  int    // images that a worker takes at once, a multiple of 64; 0 = 1,024
	Block int    // tiles that meet others as one; 0 = 64
	Tries int    // times that a job that failed is tried; 0 = 1

	// OnJob is called when a job with so many images, pairs or seeds begins, and when it is tried again, with why it failed;
	// may be nil.
	OnJob func(name string, n int, failed error)

	set  *dataset.Set // what Open listed
	pool *pool
}

// Names of the jobs, in their order. List is done of a pool of .tar or .parquet files, Retrieve for each seed set. With planted
// copies the three between are done twice.
const (
	List     = "list"
	Embed    = "embed"
	Alike    = "alike" // candidates by hashes
	Near     = "near"  // candidates by vectors
	Compare  = "compare"
	Retrieve = "retrieve"
)

// pool is the images that Embed had.
type pool struct {
	folder folder
	tiles  []int // of each tile, how many of its images have a vector
	dim    int
}

// Validate says what is wrong.
func (m *Machines) Validate() error {
	switch {
	case m.Work == "":
		return fmt.Errorf("the folder for work is not named; name one that all workers reach")
	case m.Tile < 0 || m.Tile%64 != 0:
		return fmt.Errorf("a tile has %d images; it must be a multiple of 64, so that the batches of a model stay the same", m.Tile)
	case m.Block < 0 || m.Tries < 0:
		return fmt.Errorf("block is %d and tries %d; neither can be below 0", m.Block, m.Tries)
	}
	return nil
}

func (m *Machines) folder() folder { return folder(strings.TrimRight(m.Work, "/")) }

func (m *Machines) tile() int  { return cmp.Or(m.Tile, 1024) }
func (m *Machines) block() int { return cmp.Or(m.Block, 64) }

// run builds a job and runs it, again if it fails: tiles that were embedded are not embedded again.
func (m *Machines) run(ctx context.Context, name string, n int, build func(beam.Scope)) (err error) {
	for range max(1, m.Tries) {
		if m.OnJob != nil {
			m.OnJob(name, n, err)
		}
		p, s := beam.NewPipelineWithRoot()
		build(s.Scope(name))
		if _, err = beam.Run(ctx, cmp.Or(*runners.Runner, "prism"), p); err == nil || ctx.Err() != nil {
			break
		}
	}
	if err != nil {
		return fmt.Errorf("running the job %s: %w", name, err)
	}
	return nil
}

// Open is part of curate.Elsewhere.
func (m *Machines) Open(ctx context.Context, path string) (_ *dataset.Set, err error) {
	if err := m.Validate(); err != nil {
		return nil, err
	}
	m.set, err = m.list(ctx, path)
	return m.set, err
}

// Bring is part of curate.Elsewhere.
func (m *Machines) Bring(ctx context.Context, items ...*dataset.Item) error {
	return Bring(ctx, items...)
}

// Embed is part of curate.Elsewhere.
func (m *Machines) Embed(ctx context.Context) (e experiment.Embedded, err error) {
	e.Set = m.set
	model, err := m.Model.open(ctx)
	if err != nil {
		return e, err
	}
	key := model.Key()
	key.Fingerprint = e.Set.Fingerprint()
	m.pool = &pool{folder: folder(fmt.Sprintf("%s/%.16s-%d", m.folder(), key.Digest(), m.tile())), dim: model.Dim()}
	n := tilesOf(len(e.Set.Items), m.tile())
	for tile := range n {
		if err := m.writeItems(ctx, e.Set.Items, tile); err != nil {
			return e, err
		}
	}
	err = m.run(ctx, Embed, len(e.Set.Items), func(s beam.Scope) { shards(s, &seeFn{m.Model, m.pool.folder}, n) })
	if err != nil {
		return e, err
	}
	return e, m.collect(ctx, &e, n)
}

// tilesOf is how many tiles n images have.
func tilesOf(n, tile int) int { return (n + tile - 1) / tile }

// cut returns the range of tile number i.
func cut(n, tile, i int) (from, to int) { return i * tile, min(n, (i+1)*tile) }

// writeItems writes where the images of a tile are, each time: a pool may have moved.
func (m *Machines) writeItems(ctx context.Context, items []dataset.Item, tile int) error {
	from, to := cut(len(items), m.tile(), tile)
	data, err := dataset.Pack(items[from:to])
	if err != nil {
		return err
	}
	return write(ctx, m.pool.folder.name(itemsKind, tile), data)
}

// collect reads which images have a vector.
func (m *Machines) collect(ctx context.Context, e *experiment.Embedded, tiles int) error {
	for tile := range tiles {
		var s seen
		if err := load(ctx, m.pool.folder.name(seenKind, tile), &s); err != nil {
			return err
		}
		from, to := cut(len(e.Set.Items), m.tile(), tile)
		for _, skip := range s.Skipped {
			skip.Item += from
			e.Skipped = append(e.Skipped, skip)
		}
		m.pool.tiles = append(m.pool.tiles, to-from-len(s.Skipped))
	}
	at := 0
	for i := range e.Set.Items {
		if at < len(e.Skipped) && e.Skipped[at].Item == i {
			at++
			continue
		}
		e.Items = append(e.Items, i)
	}
	return nil
}

// Steps is part of curate.Elsewhere.
func (m *Machines) Steps(w curate.Work) curate.Steps { return &steps{Machines: m, Work: w} }

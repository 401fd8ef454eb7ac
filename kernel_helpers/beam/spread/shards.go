package spread

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"strings"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

func init() { register.DoFn2x2[context.Context, int, int, error](&listFn{}) }

// listedKind is a file of what a shard holds.
const listedKind = "listed"

// listed is what a shard holds.
type listed struct {
	Items    []byte // packed
	Problems []dataset.Problem
}

// listFn lists shards of a pool: .tar or .parquet files.
type listFn struct {
	Folder folder
	Shards []string
}

// ProcessElement lists and hashes the images of a shard.
func (f *listFn) ProcessElement(ctx context.Context, shard int) (int, error) {
	file, err := local(ctx, f.Shards[shard])
	if err != nil {
		return shard, err
	}
	items, problems, err := dataset.ListShard(ctx, file)
	if err != nil {
		return shard, err
	}
	for i := range items {
		items[i].Path = f.Shards[shard]
	}
	data, err := dataset.Pack(items)
	if err != nil {
		return shard, err
	}
	return shard, save(ctx, f.Folder.name(listedKind, shard), listed{data, problems})
}

// list opens a pool: its shards are listed by a job, any other pool in this process.
func (m *Machines) list(ctx context.Context, pool string) (*dataset.Set, error) {
	files, err := shardsOf(ctx, pool)
	if err != nil {
		return nil, err
	}
	if len(files) == 0 {
		return dataset.OpenPool(ctx, pool)
	}
	f := &listFn{Shards: files}
	if f.Folder, err = m.folder().of(List, files); err != nil {
		return nil, err
	}
	if err := m.run(ctx, List, len(files), func(s beam.Scope) { shards(s, f, len(files)) }); err != nil {
		return nil, err
	}
	var items []dataset.Item
	var problems []dataset.Problem
	for shard := range files {
		var l listed
		if err := load(ctx, f.Folder.name(listedKind, shard), &l); err != nil {
			return nil, err
		}
		some, err := dataset.Unpack(l.Items)
		if err != nil {
			return nil, err
		}
		items, problems = append(items, some...), append(problems, l.Problems...)
	}
	return dataset.PoolOfShards(pool, items, problems)
}

// shardsOf names the .tar or .parquet files of a folder. There are none where OpenPool has to look closer: at a folder of
// images, or one with files of both kinds.
func shardsOf(ctx context.Context, pool string) ([]string, error) {
	tars, err := glob(ctx, pool, "*.tar")
	if err != nil {
		return nil, err
	}
	tables, err := glob(ctx, pool, "*.parquet")
	if err != nil {
		return nil, err
	}
	if Remote(pool) && (len(tars) > 0) == (len(tables) > 0) {
		return nil, fmt.Errorf("opening the pool %s: it must hold either .tar or .parquet files, and has %d and %d", pool, len(tars), len(tables))
	}
	if len(tars) > 0 && len(tables) > 0 {
		return nil, nil
	}
	return append(tars, tables...), nil
}

// glob names the files of a folder whose names match; none if there is no such folder, or if a folder is among them.
func glob(ctx context.Context, dir, pattern string) (paths []string, err error) {
	dir = strings.TrimRight(dir, "/")
	if Remote(dir) {
		store, err := filesystem.New(ctx, dir)
		if err != nil {
			return nil, err
		}
		defer store.Close()
		return store.List(ctx, dir+"/"+pattern)
	}
	names, err := fs.Glob(os.DirFS(dir), pattern)
	for _, name := range names {
		path := dir + "/" + name
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			return nil, nil
		}
		paths = append(paths, path)
	}
	return paths, err
}

package spread

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
)

// copying lets one goroutine of a worker copy at a time, so that none copies what another does.
var copying sync.Mutex

// local returns the path of a file on this machine: a file of an object store is copied to the folder of temporary files,
// unless a copy of its size is there. That it is the same file is seen when an image is read, which has to have its digest.
func local(ctx context.Context, file string) (string, error) {
	if !Remote(file) {
		return file, nil
	}
	store, err := filesystem.New(ctx, file)
	if err != nil {
		return "", err
	}
	defer store.Close()
	size, err := store.Size(ctx, file)
	if err != nil {
		return "", fmt.Errorf("reading %s: %w", file, err)
	}
	here := filepath.Join(os.TempDir(), "vfm-beam", digest.Of([]byte(file)).String()[:16], path.Base(file))
	copying.Lock()
	defer copying.Unlock()
	if info, err := os.Stat(here); err == nil && info.Size() == size {
		return here, nil
	}
	data, err := read(ctx, file)
	if err != nil {
		return "", err
	}
	return here, write(ctx, here, data)
}

// Bring makes sure that images can be read on this machine.
func Bring(ctx context.Context, items ...*dataset.Item) (err error) {
	known := map[string]string{}
	for _, it := range items {
		file := it.Path
		if known[file] == "" {
			if known[file], err = local(ctx, file); err != nil {
				return err
			}
		}
		it.Path = known[file]
	}
	return nil
}

// bring is Bring of a list that was unpacked.
func bring(ctx context.Context, items []dataset.Item) error {
	all := make([]*dataset.Item, len(items))
	for i := range items {
		all[i] = &items[i]
	}
	return Bring(ctx, all...)
}

// Upload copies a folder with all that is in it.
func Upload(ctx context.Context, dir, to string) error {
	return fs.WalkDir(os.DirFS(dir), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return err
		}
		return write(ctx, to+"/"+name, data)
	})
}

package spread

import (
	"context"
	"sync"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
)

func init() { register.DoFn2x2[context.Context, int, int, error](&alikeFn{}) }

// Kinds of files.
const (
	printsKind = "prints" // those of a part of all images
	alikeKind  = "alike"  // the candidates of each of them
)

// printed is a part of all images.
type printed struct {
	Prints []duplicate.Prints
	Skip   []bool // of each image, whether it is left out
}

// alikeFn looks for the candidates of parts of all images, among all.
type alikeFn struct {
	Folder      folder
	Size, Parts int // images of each part but the last; parts of all images
}

// ProcessElement does a part.
func (f *alikeFn) ProcessElement(ctx context.Context, part int) (int, error) {
	all, err := f.gallery(ctx)
	if err != nil {
		return part, err
	}
	var p printed
	if err := load(ctx, f.Folder.name(printsKind, part), &p); err != nil {
		return part, err
	}
	return part, save(ctx, f.Folder.name(alikeKind, part), all.Candidates(part*f.Size, p.Prints))
}

// galleries are those of this process: a worker has one, that of the last job.
var galleries struct {
	sync.Mutex
	*duplicate.Gallery
	of folder
}

// gallery returns the gallery of all images, which this process makes once.
func (f *alikeFn) gallery(ctx context.Context) (*duplicate.Gallery, error) {
	galleries.Lock()
	defer galleries.Unlock()
	if galleries.of == f.Folder {
		return galleries.Gallery, nil
	}
	var whole []duplicate.Print
	var skip []bool
	for part := range f.Parts {
		var p printed
		if err := load(ctx, f.Folder.name(printsKind, part), &p); err != nil {
			return nil, err
		}
		for _, prints := range p.Prints {
			whole = append(whole, prints[0])
		}
		skip = append(skip, p.Skip...)
	}
	galleries.Gallery, galleries.of = duplicate.NewGallery(whole, skip), f.Folder
	return galleries.Gallery, nil
}

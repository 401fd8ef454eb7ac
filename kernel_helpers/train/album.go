package train

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// album draws each scene of the training world once, when it is first asked for.
type album struct {
	seed  uint64
	size  int
	drawn []atomic.Pointer[picture]
}

func newAlbum(r Recipe) *album {
	return &album{r.World, r.Drawn, make([]atomic.Pointer[picture], r.Scenes)}
}

// page returns scene i and its picture. A scene that two ask for at once is drawn twice, to the same pixels.
func (a *album) page(i int) (world.Scene, picture) {
	s := world.New(a.seed, i)
	if p := a.drawn[i].Load(); p != nil {
		return s, *p
	}
	p := newPicture(s.Draw(a.size))
	a.drawn[i].Store(&p)
	return s, p
}

// part is one input of a graph for a batch: pixels or ids.
type part struct {
	dims   []int // of the whole batch
	pixels []uint8
	ids    []int32
}

// feed makes the batches in order, some ahead of the step that is computed.
type feed struct {
	recipe  Recipe
	album   *album
	aim     aim
	workers int
}

// ahead is how many batches wait.
const ahead = 2

// run sends the batches from step first on.
func (f *feed) run(ctx context.Context, first int, out chan<- []part) error {
	defer close(out)
	order := shuffled{epoch: -1}
	for step := first; step < f.recipe.Steps(); step++ {
		parts := f.aim.parts(f.recipe.Batch)
		group, inner := errgroup.WithContext(ctx)
		group.SetLimit(f.workers)
		for row := range f.recipe.Batch {
			k := step*f.recipe.Batch + row
			i := order.scene(f.recipe, k)
			group.Go(func() error {
				if inner.Err() != nil {
					return inner.Err()
				}
				scene, p := f.album.page(i)
				f.aim.fill(parts, row, scene, p, rand.New(rand.NewPCG(f.recipe.Seed, uint64(k)+1)))
				return nil
			})
		}
		if err := group.Wait(); err != nil {
			return err
		}
		select {
		case out <- parts:
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return nil
}

// shuffled is the order of the scenes: all of them once, then all once more in another order.
type shuffled struct {
	epoch int
	order []int
}

// scene returns the scene of the k-th image.
func (s *shuffled) scene(r Recipe, k int) int {
	if epoch := k / r.Scenes; epoch != s.epoch || s.order == nil {
		rng := rand.New(rand.NewPCG(r.Seed, nameSeed("order")+uint64(epoch)))
		s.epoch, s.order = epoch, rng.Perm(r.Scenes)
	}
	return s.order[k%r.Scenes]
}

// place returns the position of a name in a list.
func place(list []string, name string) int32 { return int32(slices.Index(list, name)) }

package curate

import (
	"context"
	"runtime"
	"slices"

	"golang.org/x/sync/errgroup"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Steps are what takes long, and what other machines can do: they give the same answers, wherever they are done. Images are
// counted as Work has them: those of the pool, then planted copies, then others.
type Steps interface {
	// Looks says what is known of the images of the pool and of the others. It is not asked for that of planted copies.
	Looks(ctx context.Context) ([]Look, error)
	// Alike are the candidates of duplicate.Candidates, by what is known of all images but those that are to be skipped.
	Alike(ctx context.Context, looks []Look, skip []bool) (duplicate.Found, error)
	// Near names pairs that are near by their vectors: as NearPairs does of the images among, which ascend and are of the
	// pool or planted copies, and then those of one of these and one of the others, s.Neighbours of each other at most, whose
	// similarity is at least s.Leak.
	Near(ctx context.Context, among []int, s Settings) ([]ClosePair, Index, error)
	// Compare lays the pictures of pairs over each other and returns their similarities. The pairs are sorted.
	Compare(ctx context.Context, pairs []duplicate.Pair) ([]float64, error)
	// Nearest returns for each seed from … to-1 the k most similar of the pool's images among, which ascend.
	Nearest(ctx context.Context, from, to int, among []int, k int) ([][]knn.Neighbour, error)
	// Vectors are those of the pool.
	Vectors(ctx context.Context) (Vectors, error)
}

// Work is the images that steps are taken with.
type Work struct {
	Pool, Copies, Others []dataset.Item // planted copies are mostly none; images of tests and seeds are the others
	CopyRows, OtherRows  matrix.Rows    // their vectors
	Seeds                matrix.Rows
	Search               knn.Options
	Cache                string             // for what is known of decoded images
	Progress             func(done, of int) // of Looks
}

// Items are all images, in their order.
func (w *Work) Items() []dataset.Item { return slices.Concat(w.Pool, w.Copies, w.Others) }

// Elsewhere does the work on other machines. Near images of the pool are looked for exactly there.
type Elsewhere interface {
	// Open lists the images of a pool, a path as dataset.OpenPool takes it.
	Open(ctx context.Context, pool string) (*dataset.Set, error)
	// Bring makes sure that images of the pool can be read in this process.
	Bring(ctx context.Context, items ...*dataset.Item) error
	// Embed makes the vectors of the pool that was opened. It leaves Rows empty.
	Embed(ctx context.Context) (experiment.Embedded, error)
	// Steps are for the images that Embed had, of which those without a vector are left out of the work.
	Steps(Work) Steps
}

// here takes the steps in this process.
type here struct {
	Work
	rows matrix.Rows // of the pool
}

func (h *here) Looks(ctx context.Context) ([]Look, error) {
	items := slices.Concat(h.Pool, h.Others)
	return Looks(ctx, h.Cache, items, func(done int) { h.Progress(done, len(items)) })
}

func (h *here) Alike(_ context.Context, looks []Look, skip []bool) (duplicate.Found, error) {
	prints := make([]duplicate.Prints, len(looks))
	for i, l := range looks {
		prints[i] = l.Prints
	}
	return duplicate.Candidates(prints, skip), nil
}

// Near may use an index within the pool only, where the work grows with its square: what leaks is looked for exactly.
func (h *here) Near(ctx context.Context, among []int, s Settings) ([]ClosePair, Index, error) {
	rows := joined{h.rows, h.CopyRows}
	pairs, use, err := NearPairs(ctx, rows, among, s, h.Search)
	if err != nil || h.OtherRows.N == 0 {
		return pairs, use, err
	}
	found, err := Nearest(ctx, h.OtherRows, rows, among, s.Neighbours, h.Search)
	for q, near := range found {
		pairs = append(pairs, PairsOf(len(h.Pool)+len(h.Copies)+q, near, s.Neighbours, s.Leak)...)
	}
	return pairs, use, err
}

func (h *here) Compare(ctx context.Context, pairs []duplicate.Pair) ([]float64, error) {
	items := h.Items()
	return Overlay(ctx, pairs, func(i int) dataset.Item { return items[i] })
}

func (h *here) Nearest(ctx context.Context, from, to int, among []int, k int) ([][]knn.Neighbour, error) {
	return Nearest(ctx, h.Seeds.Slice(from, to), h.rows, among, k, h.Search)
}

func (h *here) Vectors(context.Context) (Vectors, error) { return h.rows, nil }

// joined are the rows of a, then those of b.
type joined struct{ a, b matrix.Rows }

func (j joined) Select(index []int) matrix.Rows {
	out := matrix.New(len(index), j.a.Dim)
	for i, from := range index {
		if from < j.a.N {
			copy(out.Row(i), j.a.Row(from))
		} else {
			copy(out.Row(i), j.b.Row(from-j.a.N))
		}
	}
	return out
}

// comparePairs is how many pairs a worker takes at once, with the sketches that it keeps meanwhile.
const comparePairs = 256

// Overlay lays the pictures of pairs over each other and returns their similarities, 0 where one cannot be decoded any more.
// It is quickest if the pairs of an image follow one another.
func Overlay(ctx context.Context, pairs []duplicate.Pair, item func(int) dataset.Item) ([]float64, error) {
	similarity := make([]float64, len(pairs))
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(pairs); from += comparePairs {
		to := min(from+comparePairs, len(pairs))
		g.Go(func() error { return overlay(ctx, pairs[from:to], item, similarity[from:to]) })
	}
	return similarity, g.Wait()
}

// overlay is Overlay by one worker, which decodes each image once.
func overlay(ctx context.Context, pairs []duplicate.Pair, item func(int) dataset.Item, similarity []float64) error {
	d, err := newDecoder()
	if err != nil {
		return err
	}
	sketches := map[int]*duplicate.Sketch{}
	sketch := func(i int) *duplicate.Sketch {
		if _, known := sketches[i]; !known {
			sketches[i] = d.sketch(item(i))
		}
		return sketches[i]
	}
	for i, p := range pairs {
		if err := ctx.Err(); err != nil {
			return err
		}
		a, b := sketch(p.A), sketch(p.B)
		if a != nil && b != nil {
			similarity[i] = duplicate.Compare(a, b).Similarity()
		}
	}
	return nil
}

package curate

import (
	"context"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Steps are what takes long, and what other machines can do: they give the same answers, wherever they are done. Images are
// counted as Work has them, those of the pool first.
type Steps interface {
	// Looks says what is known of each image that was decoded.
	Looks(ctx context.Context) ([]Look, error)
	// Candidates names pairs that may be the same picture: by the hashes of the images that are not to be skipped, and by the
	// vectors of those of the pool that are named among, which ascend, and of all others. A pair may come twice. There are
	// none by vectors if s.Neighbours is below 0.
	Candidates(ctx context.Context, skip []bool, among []int, s Settings) (hashes, vectors []Candidate, err error)
	// Compare lays the pictures of pairs over each other and returns their similarities. The pairs are sorted.
	Compare(ctx context.Context, pairs []duplicate.Pair) ([]float64, error)
	// Nearest returns for each seed from … to-1 the k most similar of the pool's images among, which ascend.
	Nearest(ctx context.Context, from, to int, among []int, k int) ([][]knn.Neighbour, error)
	// Vectors are those of the pool.
	Vectors(ctx context.Context) (Vectors, error)
}

// Work is the images that steps are taken with.
type Work struct {
	Pool, Others []dataset.Item // those of tests and seeds are the others
	OtherRows    matrix.Rows    // of Others
	Seeds        matrix.Rows
	Search       knn.Options
	Cache        string             // for what is known of decoded images
	Progress     func(done, of int) // of Looks
}

// Elsewhere does the work on other machines.
type Elsewhere interface {
	// Embed lists the images of a pool, a path as dataset.OpenPool takes it, and makes their vectors. It leaves Rows empty.
	Embed(ctx context.Context, pool string) (experiment.Embedded, error)
	// Steps are for the images that Embed had, of which those without a vector are left out of the work.
	Steps(Work) Steps
}

// Candidate is a pair that may be the same picture.
type Candidate struct {
	duplicate.Pair
	Bits int // the distance of their prints
}

// here takes the steps in this process.
type here struct {
	Work
	rows matrix.Rows // of the pool
	seen []Seen
}

// items are all images, in their order.
func (w Work) items() []dataset.Item { return append(w.Pool[:len(w.Pool):len(w.Pool)], w.Others...) }

func (h *here) Looks(ctx context.Context) ([]Look, error) {
	items := h.items()
	var err error
	h.seen, err = Looks(ctx, h.Cache, items, func(done int) { h.Progress(done, len(items)) })
	looks := make([]Look, len(h.seen))
	for i, s := range h.seen {
		looks[i] = s.Look
	}
	return looks, err
}

func (h *here) Candidates(ctx context.Context, skip []bool, among []int, s Settings) (hashes, vectors []Candidate, err error) {
	prints := make([]duplicate.Prints, len(h.seen))
	for i, s := range h.seen {
		prints[i] = s.Prints
	}
	candidate := func(a, b int) Candidate {
		return Candidate{duplicate.Pair{A: a, B: b}, prints[a].Distance(&prints[b])}
	}
	for _, p := range duplicate.Candidates(prints, skip) {
		if p.A < len(h.Pool) {
			hashes = append(hashes, candidate(p.A, p.B))
		}
	}
	if s.Neighbours < 0 {
		return hashes, nil, nil
	}
	for block := range blocks(among) {
		near, err := Nearest(ctx, h.rows.Select(block), h.rows, among, s.Neighbours+1, h.Search)
		if err != nil {
			return nil, nil, err
		}
		for q, i := range block {
			for _, at := range Close(near[q], i, s.Neighbours, s.Near) {
				j := near[q][at].Index
				vectors = append(vectors, candidate(min(i, j), max(i, j)))
			}
		}
	}
	near, err := Nearest(ctx, h.OtherRows, h.rows, among, s.Neighbours, h.Search)
	for q := range near {
		for _, at := range Close(near[q], -1, s.Neighbours, s.Leak) {
			vectors = append(vectors, candidate(near[q][at].Index, len(h.Pool)+q))
		}
	}
	return hashes, vectors, err
}

func (h *here) Compare(ctx context.Context, pairs []duplicate.Pair) ([]float64, error) {
	items := h.items()
	return Overlay(ctx, pairs, func(i int) dataset.Item { return items[i] })
}

func (h *here) Nearest(ctx context.Context, from, to int, among []int, k int) ([][]knn.Neighbour, error) {
	return Nearest(ctx, h.Seeds.Slice(from, to), h.rows, among, k, h.Search)
}

func (h *here) Vectors(context.Context) (Vectors, error) { return h.rows, nil }

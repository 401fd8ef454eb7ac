package spread

import (
	"bytes"
	"context"
	"encoding/gob"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func init() {
	register.DoFn2x0[int, func(int, int)](&pairFn{})
	register.Emitter2[int, int]()
	register.DoFn4x1[context.Context, int, int, func(int, meeting), error](&meetFn{})
	register.Emitter2[int, meeting]()
	register.Combiner1[meeting](&bestFn{})
	register.DoFn3x1[context.Context, int, meeting, error](&writeFn{})
	beam.RegisterCoder(reflect.TypeFor[meeting](), encodeMeeting, decodeMeeting)
}

// block is images that are next to each other, whose vectors are those of some tiles.
type block struct {
	Folder   folder
	From, To int // tiles
	First, N int // images
}

// meeting is what a block of queries found in one or several blocks of the gallery.
type meeting struct {
	Near [][]knn.Neighbour // of each query of the block, nearest first
}

func encodeMeeting(m meeting) ([]byte, error) {
	var b bytes.Buffer
	err := gob.NewEncoder(&b).Encode(m)
	return b.Bytes(), err
}

func decodeMeeting(data []byte) (m meeting, err error) {
	return m, gob.NewDecoder(bytes.NewReader(data)).Decode(&m)
}

// plan is a job in which blocks meet.
type plan struct {
	Folder           folder // of the roles of images and of what is found
	Model            Model
	Queries, Gallery []block
	K                int       // nearest images of each query
	Least            []float64 // of each block of queries, the least similarity that counts
}

// Kinds of files.
const (
	asksKind    = "asks"    // of each image of a block of queries, whether its nearest are looked for
	answersKind = "answers" // of each image of a block of the gallery, whether it may be one of them
	foundKind   = "found"   // the meeting of a block of queries with all of the gallery
)

// meet is the job: each block of queries with each of the gallery, then the best of all, written block by block.
func (p plan) meet(s beam.Scope) {
	pairs := beam.ParDo(s, &pairFn{len(p.Gallery)}, numbers(s, len(p.Queries)))
	met := beam.ParDo(s, &meetFn{p}, beam.Reshuffle(s, pairs))
	best := beam.CombinePerKey(s, &bestFn{p.K}, met)
	beam.ParDo0(s, &writeFn{p.Folder}, best)
}

// pairFn names all blocks of the gallery for a block of queries.
type pairFn struct{ Gallery int }

func (f *pairFn) ProcessElement(queries int, emit func(int, int)) {
	for gallery := range f.Gallery {
		emit(queries, gallery)
	}
}

// meetFn lets two blocks meet.
type meetFn struct{ Plan plan }

func (f *meetFn) ProcessElement(ctx context.Context, queries, gallery int, emit func(int, meeting)) error {
	p := f.Plan
	q, err := p.Queries[queries].read(ctx, p.Folder.name(asksKind, queries))
	if err != nil {
		return err
	}
	g, err := p.Gallery[gallery].read(ctx, p.Folder.name(answersKind, gallery))
	if err != nil {
		return err
	}
	model, err := p.Model.open(ctx)
	if err != nil {
		return err
	}
	m, err := meet(ctx, q, g, p.K, p.Least[queries], knn.Options{Scorer: model.scorer})
	if err == nil {
		emit(queries, m)
	}
	return err
}

// crowd is a block in memory.
type crowd struct {
	block
	chosen []int       // the images that have their part in the meeting, by their places in the block
	rows   matrix.Rows // of these
}

// read brings what a meeting needs of a block into memory.
func (b block) read(ctx context.Context, roles string) (crowd, error) {
	c := crowd{block: b}
	var part []bool
	if err := load(ctx, roles, &part); err != nil {
		return c, err
	}
	for i, has := range part {
		if has {
			c.chosen = append(c.chosen, i)
		}
	}
	var rows matrix.Rows
	for tile := b.From; tile < b.To; tile++ {
		if err := loadVectors(ctx, b.Folder.name(vectorsKind, tile), &rows); err != nil {
			return c, err
		}
	}
	c.rows = rows.Select(c.chosen)
	return c, nil
}

// meet finds the k images of the gallery that are nearest to each query and at least as similar as that.
func meet(ctx context.Context, q, g crowd, k int, least float64, o knn.Options) (meeting, error) {
	m := meeting{Near: make([][]knn.Neighbour, q.N)}
	if len(q.chosen) == 0 || len(g.chosen) == 0 {
		return m, nil
	}
	found, err := knn.Search(ctx, q.rows, g.rows, k, nil, o)
	if err != nil {
		return m, err
	}
	for at, list := range found.Neighbours {
		near := &m.Near[q.chosen[at]]
		for _, n := range list {
			if n.Similarity < least {
				break
			}
			*near = append(*near, knn.Neighbour{Index: g.First + g.chosen[n.Index], Similarity: n.Similarity})
		}
	}
	return m, nil
}

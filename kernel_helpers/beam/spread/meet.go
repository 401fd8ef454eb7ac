package spread

import (
	"bytes"
	"context"
	"encoding/gob"
	"reflect"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"
	"github.com/apache/beam/sdks/v2/go/pkg/beam/register"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
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

// block is images that are next to each other, whose files are those of some tiles.
type block struct {
	Folder   folder
	From, To int // tiles
	First, N int // images
}

// role is what an image does in a meeting.
type role uint8

const (
	byHash  role = 1 << iota // its hashes are compared
	asks                     // its nearest images are looked for
	answers                  // it may be one of them
)

// near is an image that is near to a query.
type near struct {
	knn.Neighbour
	Bits int // distance of the prints; 0 where only vectors are compared
}

// meeting is what a block of queries found in one or several blocks of the pool.
type meeting struct {
	Pairs []curate.Candidate // by hashes
	Near  [][]near           // of each query of the block, nearest first
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
	Hashes           bool      // prints are compared too
}

// Kinds of files.
const (
	queriesKind = "queries" // roles of the images of a block of queries
	galleryKind = "gallery" // roles of those of a block of the gallery
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
	q, err := p.read(ctx, p.Queries[queries], p.Folder.name(queriesKind, queries))
	if err != nil {
		return err
	}
	g, err := p.read(ctx, p.Gallery[gallery], p.Folder.name(galleryKind, gallery))
	if err != nil {
		return err
	}
	m := meeting{Near: make([][]near, q.N)}
	if p.Hashes {
		m.Pairs = alike(q, g)
	}
	if p.K > 0 {
		model, err := p.Model.open(ctx)
		if err != nil {
			return err
		}
		if err := m.search(ctx, q, g, p.K, p.Least[queries], knn.Options{Scorer: model.scorer}); err != nil {
			return err
		}
	}
	emit(queries, m)
	return nil
}

// crowd is a block in memory.
type crowd struct {
	block
	roles  []role
	rows   matrix.Rows        // empty where only hashes are compared
	prints []duplicate.Prints // empty where only vectors are compared
}

// read brings what a job needs of a block into memory.
func (p plan) read(ctx context.Context, b block, roles string) (crowd, error) {
	c := crowd{block: b}
	if err := load(ctx, roles, &c.roles); err != nil {
		return c, err
	}
	for tile := b.From; tile < b.To; tile++ {
		if p.K > 0 {
			if err := loadVectors(ctx, b.Folder.name(vectorsKind, tile), &c.rows); err != nil {
				return c, err
			}
		}
		if p.Hashes {
			var s seen
			if err := load(ctx, b.Folder.name(seenKind, tile), &s); err != nil {
				return c, err
			}
			for _, image := range s.Images {
				c.prints = append(c.prints, image.Prints)
			}
		}
	}
	return c, nil
}

// with returns the images of a block that have a role, by their place in it.
func (c crowd) with(r role) (places []int) {
	for i, has := range c.roles {
		if has&r != 0 {
			places = append(places, i)
		}
	}
	return places
}

// skips are the images whose hashes are not compared.
func (c crowd) skips() []bool {
	skip := make([]bool, len(c.roles))
	for i, has := range c.roles {
		skip[i] = has&byHash == 0
	}
	return skip
}

// alike are the pairs of a query and an image of the gallery whose hashes are near.
func alike(q, g crowd) (pairs []curate.Candidate) {
	for _, p := range duplicate.Between(q.prints, g.prints, q.skips(), g.skips()) {
		a, b := q.First+p.A, g.First+p.B
		if a != b {
			pair := duplicate.Pair{A: min(a, b), B: max(a, b)}
			pairs = append(pairs, curate.Candidate{Pair: pair, Bits: q.prints[p.A].Distance(&g.prints[p.B])})
		}
	}
	return pairs
}

// search finds the k images of the gallery that are nearest to each query and at least as similar as that.
func (m *meeting) search(ctx context.Context, q, g crowd, k int, least float64, o knn.Options) error {
	ask, answer := q.with(asks), g.with(answers)
	if len(ask) == 0 || len(answer) == 0 {
		return nil
	}
	found, err := knn.Search(ctx, q.rows.Select(ask), g.rows.Select(answer), k, nil, o)
	if err != nil {
		return err
	}
	for at, list := range found.Neighbours {
		i := ask[at]
		for _, n := range list {
			if n.Similarity < least {
				break
			}
			j := answer[n.Index]
			other := near{Neighbour: knn.Neighbour{Index: g.First + j, Similarity: n.Similarity}}
			if len(q.prints) > 0 {
				other.Bits = q.prints[i].Distance(&g.prints[j])
			}
			m.Near[i] = append(m.Near[i], other)
		}
	}
	return nil
}

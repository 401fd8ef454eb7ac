package spread

import (
	"context"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// steps are those of one curation, after its pool was embedded.
type steps struct {
	*Machines
	curate.Work
}

// Looks reads what the workers have found out about the pool. The others are few, and are looked at here.
func (s *steps) Looks(ctx context.Context) ([]curate.Look, error) {
	var all []curate.Look
	total := len(s.Pool) + len(s.Others)
	for tile := range s.pool.tiles {
		var found seen
		if err := load(ctx, s.pool.folder.name(seenKind, tile), &found); err != nil {
			return nil, err
		}
		all = append(all, found.Images...)
		s.Progress(len(all), total)
	}
	others, err := curate.Looks(ctx, s.Cache, s.Others, func(done int) { s.Progress(len(s.Pool)+done, total) })
	return append(all, others...), err
}

// Alike is part of curate.Steps.
func (s *steps) Alike(ctx context.Context, looks []curate.Look, skip []bool) (all duplicate.Found, err error) {
	prints := printsOf(looks)
	f := &alikeFn{Size: s.tile() * s.block()}
	f.Parts = tilesOf(len(prints), f.Size)
	if f.Folder, err = s.pool.folder.of(Alike, prints, skip); err != nil {
		return all, err
	}
	for part := range f.Parts {
		from, to := cut(len(prints), f.Size, part)
		if err := save(ctx, f.Folder.name(printsKind, part), printed{prints[from:to], skip[from:to]}); err != nil {
			return all, err
		}
	}
	if err := s.run(ctx, Alike, len(prints), func(scope beam.Scope) { shards(scope, f, f.Parts) }); err != nil {
		return all, err
	}
	for part := range f.Parts {
		var found duplicate.Found
		if err := load(ctx, f.Folder.name(alikeKind, part), &found); err != nil {
			return all, err
		}
		all.Lists, all.Beyond = append(all.Lists, found.Lists...), append(all.Beyond, found.Beyond...)
	}
	return all, nil
}

func printsOf(looks []curate.Look) []duplicate.Prints {
	prints := make([]duplicate.Prints, len(looks))
	for i, l := range looks {
		prints[i] = l.Prints
	}
	return prints
}

// poolBlocks are those of the pool.
func (s *steps) poolBlocks() []block { return s.blocks(s.pool.folder, s.pool.tiles, 0) }

// place writes vectors that this process has, tile by tile, and returns their blocks. The first of them has a number.
func (s *steps) place(ctx context.Context, what string, rows matrix.Rows, first int) ([]block, error) {
	in, err := s.pool.folder.of(what, rows)
	if err != nil {
		return nil, err
	}
	var tiles []int
	for tile := range tilesOf(rows.N, s.tile()) {
		from, to := cut(rows.N, s.tile(), tile)
		if err := saveVectors(ctx, in.name(vectorsKind, tile), rows.Slice(from, to)); err != nil {
			return nil, err
		}
		tiles = append(tiles, to-from)
	}
	return s.blocks(in, tiles, first), nil
}

// blocks puts tiles, of which the numbers of images are given, together.
func (s *steps) blocks(in folder, tiles []int, first int) (all []block) {
	for from := 0; from < len(tiles); from += s.block() {
		b := block{Folder: in, From: from, To: min(len(tiles), from+s.block()), First: first}
		for _, n := range tiles[b.From:b.To] {
			b.N += n
		}
		first += b.N
		all = append(all, b)
	}
	return all
}

// Near is part of curate.Steps. The search is exact.
func (s *steps) Near(ctx context.Context, among []int, settings curate.Settings) ([]curate.ClosePair, curate.Index, error) {
	inside := len(s.Pool) + len(s.Copies)
	p, err := s.planNear(ctx, inside, settings)
	if err == nil {
		p.Folder, err = s.pool.folder.of(Near, p, among)
	}
	if err != nil {
		return nil, curate.Index{}, err
	}
	asks, answers := make([]bool, inside+len(s.Others)), make([]bool, inside)
	for _, i := range among {
		asks[i], answers[i] = true, true
	}
	for i := range s.Others {
		asks[inside+i] = true
	}
	near, err := s.meet(ctx, Near, p, asks, answers)
	if err != nil {
		return nil, curate.Index{}, err
	}
	var pairs []curate.ClosePair
	for i, list := range near[:inside] {
		pairs = append(pairs, curate.PairsOf(i, list, settings.Neighbours, settings.Near)...)
	}
	pairs = curate.SortPairs(pairs)
	for i, list := range near[inside:] {
		pairs = append(pairs, curate.PairsOf(inside+i, list, settings.Neighbours, settings.Leak)...)
	}
	return pairs, curate.Index{Exact: true}, nil
}

// planNear lets all images meet those inside, which are the pool and planted copies.
func (s *steps) planNear(ctx context.Context, inside int, settings curate.Settings) (plan, error) {
	p := plan{Model: s.Model, K: settings.Neighbours + 1} // an image may be the nearest to itself
	copies, err := s.place(ctx, "copies", s.CopyRows, len(s.Pool))
	if err != nil {
		return p, err
	}
	others, err := s.place(ctx, "others", s.OtherRows, inside)
	if err != nil {
		return p, err
	}
	p.Gallery = append(s.poolBlocks(), copies...)
	p.Queries = append(p.Gallery[:len(p.Gallery):len(p.Gallery)], others...)
	for _, b := range p.Queries {
		least := settings.Near
		if b.First >= inside {
			least = settings.Leak
		}
		p.Least = append(p.Least, least)
	}
	return p, nil
}

// meet writes which images ask and which answer, runs the job and returns what was found for each image of the queries. Both
// are counted as the blocks count images.
func (s *steps) meet(ctx context.Context, name string, p plan, asks, answers []bool) (all [][]knn.Neighbour, err error) {
	for i, b := range p.Queries {
		if err := save(ctx, p.Folder.name(asksKind, i), asks[b.First:b.First+b.N]); err != nil {
			return nil, err
		}
	}
	for i, b := range p.Gallery {
		if err := save(ctx, p.Folder.name(answersKind, i), answers[b.First:b.First+b.N]); err != nil {
			return nil, err
		}
	}
	if err := s.run(ctx, name, len(asks), p.meet); err != nil {
		return nil, err
	}
	for i := range p.Queries {
		var m meeting
		if err := load(ctx, p.Folder.name(foundKind, i), &m); err != nil {
			return nil, err
		}
		all = append(all, m.Near...)
	}
	return all, nil
}

// Compare is part of curate.Steps.
func (s *steps) Compare(ctx context.Context, pairs []duplicate.Pair) ([]float64, error) {
	n := tilesOf(len(pairs), overlayPairs)
	if n == 0 {
		return nil, nil
	}
	in, err := s.pool.folder.of(Compare, pairs, digests(s.Copies), digests(s.Others))
	if err != nil {
		return nil, err
	}
	items := s.Items()
	for part := range n {
		from, to := cut(len(pairs), overlayPairs, part)
		if err := writePairs(ctx, in, part, pairs[from:to], items); err != nil {
			return nil, err
		}
	}
	if err := s.run(ctx, Compare, len(pairs), func(scope beam.Scope) { shards(scope, &overlayFn{in}, n) }); err != nil {
		return nil, err
	}
	var all []float64
	for part := range n {
		var similar []float64
		if err := load(ctx, in.name(similarKind, part), &similar); err != nil {
			return nil, err
		}
		all = append(all, similar...)
	}
	if len(all) != len(pairs) {
		return nil, fmt.Errorf("comparing %d pairs gave %d similarities", len(pairs), len(all))
	}
	return all, nil
}

func digests(items []dataset.Item) []digest.SHA256 {
	all := make([]digest.SHA256, len(items))
	for i, it := range items {
		all[i] = it.Digest
	}
	return all
}

// writePairs writes some pairs, by numbers of the images that are written beside them.
func writePairs(ctx context.Context, in folder, part int, pairs []duplicate.Pair, items []dataset.Item) error {
	var pictures []dataset.Item
	known := map[int]int{}
	at := func(i int) int {
		n, ok := known[i]
		if !ok {
			n = len(pictures)
			known[i], pictures = n, append(pictures, items[i])
		}
		return n
	}
	numbers := make([]duplicate.Pair, len(pairs))
	for i, p := range pairs {
		numbers[i] = duplicate.Pair{A: at(p.A), B: at(p.B)}
	}
	data, err := dataset.Pack(pictures)
	if err != nil {
		return err
	}
	if err := write(ctx, in.name(picturesKind, part), data); err != nil {
		return err
	}
	return save(ctx, in.name(pairsKind, part), numbers)
}

// Nearest is part of curate.Steps.
func (s *steps) Nearest(ctx context.Context, from, to int, among []int, k int) ([][]knn.Neighbour, error) {
	seeds, err := s.place(ctx, "seeds", s.Seeds.Slice(from, to), 0)
	if err != nil {
		return nil, err
	}
	p := plan{Model: s.Model, Queries: seeds, Gallery: s.poolBlocks(), K: k, Least: make([]float64, len(seeds))}
	for i := range p.Least {
		p.Least[i] = -2 // all count
	}
	if p.Folder, err = s.pool.folder.of(Retrieve, p, among); err != nil {
		return nil, err
	}
	asks, answers := make([]bool, to-from), make([]bool, len(s.Pool))
	for i := range asks {
		asks[i] = true
	}
	for _, i := range among {
		answers[i] = true
	}
	return s.meet(ctx, Retrieve, p, asks, answers)
}

// Vectors brings those of the pool into the memory of this process, which k-means needs.
func (s *steps) Vectors(ctx context.Context) (curate.Vectors, error) {
	rows := matrix.Rows{Dim: s.pool.dim}
	for tile := range s.pool.tiles {
		if err := loadVectors(ctx, s.pool.folder.name(vectorsKind, tile), &rows); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

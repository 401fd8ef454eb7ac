package spread

import (
	"context"
	"fmt"

	"github.com/apache/beam/sdks/v2/go/pkg/beam"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// steps are those of one curation, after its pool was embedded.
type steps struct {
	*Machines
	curate.Work
	others folder // of the tiles of tests and seeds, and of the jobs
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
		all = appendLooks(all, found.Images)
		s.Progress(len(all), total)
	}
	images, err := curate.Looks(ctx, s.Cache, s.Others, func(done int) { s.Progress(len(s.Pool)+done, total) })
	if err != nil {
		return nil, err
	}
	if s.others, err = s.pool.folder.of("others", images, s.OtherRows); err != nil {
		return nil, err
	}
	for tile := range tilesOf(len(images), s.tile()) {
		from, to := cut(len(images), s.tile(), tile)
		if err := save(ctx, s.others.name(seenKind, tile), seen{Images: images[from:to]}); err != nil {
			return nil, err
		}
	}
	return appendLooks(all, images), s.writeRows(ctx, s.others, s.OtherRows)
}

func appendLooks(all []curate.Look, images []curate.Seen) []curate.Look {
	for _, image := range images {
		all = append(all, image.Look)
	}
	return all
}

// writeRows writes vectors tile by tile.
func (s *steps) writeRows(ctx context.Context, to folder, rows matrix.Rows) error {
	for tile := range tilesOf(rows.N, s.tile()) {
		from, end := cut(rows.N, s.tile(), tile)
		if err := saveVectors(ctx, to.name(vectorsKind, tile), rows.Slice(from, end)); err != nil {
			return err
		}
	}
	return nil
}

// poolBlocks are those of the pool.
func (s *steps) poolBlocks() []block { return s.blocks(s.pool.folder, s.pool.tiles, 0) }

// fresh are the blocks of n images that this process has written, the first of which has a number.
func (s *steps) fresh(in folder, n, first int) []block {
	var tiles []int
	for tile := range tilesOf(n, s.tile()) {
		from, to := cut(n, s.tile(), tile)
		tiles = append(tiles, to-from)
	}
	return s.blocks(in, tiles, first)
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

// Candidates is part of curate.Steps.
func (s *steps) Candidates(ctx context.Context, skip []bool, among []int, settings curate.Settings) (hashes, vectors []curate.Candidate, err error) {
	n := len(s.Pool)
	roles := make([]role, len(skip))
	for i := range roles {
		if !skip[i] {
			roles[i] |= byHash
		}
		if i >= n {
			roles[i] |= asks
		}
	}
	for _, i := range among {
		roles[i] |= asks | answers
	}
	all := append(s.poolBlocks(), s.fresh(s.others, len(s.Others), n)...)
	p := plan{Model: s.Model, Queries: all, Gallery: all, K: max(0, settings.Neighbours+1), Hashes: true}
	for _, b := range all {
		least := settings.Near
		if b.First >= n {
			least = settings.Leak
		}
		p.Least = append(p.Least, least)
	}
	if p.Folder, err = s.others.of(Duplicates, roles, p); err != nil {
		return nil, nil, err
	}
	if err := s.meet(ctx, Duplicates, p, roles, roles); err != nil {
		return nil, nil, err
	}
	for at, b := range all {
		var m meeting
		if err := load(ctx, p.Folder.name(foundKind, at), &m); err != nil {
			return nil, nil, err
		}
		for _, c := range m.Pairs {
			if c.A < n {
				hashes = append(hashes, c)
			}
		}
		for q, list := range m.Near {
			vectors = append(vectors, pairsOf(b.First+q, list, settings.Neighbours, p.Least[at])...)
		}
	}
	return hashes, vectors, nil
}

// pairsOf are the pairs of an image and those of its nearest that are near enough.
func pairsOf(i int, list []near, k int, least float64) (pairs []curate.Candidate) {
	for _, at := range curate.Close(neighbours(list), i, k, least) {
		j := list[at].Index
		pairs = append(pairs, curate.Candidate{Pair: duplicate.Pair{A: min(i, j), B: max(i, j)}, Bits: list[at].Bits})
	}
	return pairs
}

func neighbours(list []near) []knn.Neighbour {
	all := make([]knn.Neighbour, len(list))
	for i, n := range list {
		all[i] = n.Neighbour
	}
	return all
}

// meet writes the roles of the images and runs the job. Roles are counted as the blocks count images.
func (s *steps) meet(ctx context.Context, name string, p plan, queries, gallery []role) error {
	images := 0
	for i, b := range p.Queries {
		if err := save(ctx, p.Folder.name(queriesKind, i), queries[b.First:b.First+b.N]); err != nil {
			return err
		}
		images += b.N
	}
	for i, b := range p.Gallery {
		if err := save(ctx, p.Folder.name(galleryKind, i), gallery[b.First:b.First+b.N]); err != nil {
			return err
		}
	}
	return s.run(ctx, name, images, p.meet)
}

// Compare is part of curate.Steps.
func (s *steps) Compare(ctx context.Context, pairs []duplicate.Pair) ([]float64, error) {
	in, err := s.others.of(Compare, pairs)
	if err != nil {
		return nil, err
	}
	n := tilesOf(len(pairs), overlayPairs)
	for part := range n {
		from, to := cut(len(pairs), overlayPairs, part)
		if err := s.writePairs(ctx, in, part, pairs[from:to]); err != nil {
			return nil, err
		}
	}
	if n == 0 {
		return nil, nil
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

// writePairs writes some pairs, by numbers of the images that are written beside them.
func (s *steps) writePairs(ctx context.Context, in folder, part int, pairs []duplicate.Pair) error {
	var items []dataset.Item
	known := map[int]int{}
	at := func(i int) int {
		n, ok := known[i]
		if !ok {
			n = len(items)
			known[i], items = n, append(items, s.item(i))
		}
		return n
	}
	numbers := make([]duplicate.Pair, len(pairs))
	for i, p := range pairs {
		numbers[i] = duplicate.Pair{A: at(p.A), B: at(p.B)}
	}
	data, err := dataset.Pack(items)
	if err != nil {
		return err
	}
	if err := write(ctx, in.name(picturesKind, part), data); err != nil {
		return err
	}
	return save(ctx, in.name(pairsKind, part), numbers)
}

func (s *steps) item(i int) dataset.Item {
	if i < len(s.Pool) {
		return s.Pool[i]
	}
	return s.Others[i-len(s.Pool)]
}

// Nearest is part of curate.Steps.
func (s *steps) Nearest(ctx context.Context, from, to int, among []int, k int) ([][]knn.Neighbour, error) {
	seeds := s.Seeds.Slice(from, to)
	in, err := s.pool.folder.of(Retrieve, seeds, among, k)
	if err == nil {
		err = s.writeRows(ctx, in, seeds)
	}
	if err != nil {
		return nil, err
	}
	p := plan{Folder: in, Model: s.Model, Queries: s.fresh(in, to-from, 0), Gallery: s.poolBlocks(), K: k}
	p.Least = make([]float64, len(p.Queries))
	for i := range p.Least {
		p.Least[i] = -2 // all count
	}
	ask, answer := make([]role, to-from), make([]role, len(s.Pool))
	for i := range ask {
		ask[i] = asks
	}
	for _, i := range among {
		answer[i] = answers
	}
	if err := s.meet(ctx, Retrieve, p, ask, answer); err != nil {
		return nil, err
	}
	var all [][]knn.Neighbour
	for i := range p.Queries {
		var m meeting
		if err := load(ctx, in.name(foundKind, i), &m); err != nil {
			return nil, err
		}
		for _, list := range m.Near {
			all = append(all, neighbours(list))
		}
	}
	return all, nil
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

package experiment

import (
	"context"
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/safetensors"
)

// queryBlock is how many queries are searched at once. It bounds the memory of what is found and not yet
// scored.
const queryBlock = 4096

// trial is the vectors of a data set, cut into those that ask and those that are searched.
type trial struct {
	queries, gallery []int       // positions in set.Items
	rows             matrix.Rows // of the store
	queryRows        []int       // row of each query
	galleryRows      matrix.Rows
	gathered         *safetensors.File // of galleryRows; nil = they lie together in rows
	exclude          []int             // gallery row of each query that is itself in the gallery; nil = none is
	block            int               // queries to search at once
	options          knn.Options
}

// newTrial leaves out the images that were skipped or lost. It may write a file into the folder dir.
func newTrial(ctx context.Context, p pair, store *embedding.Store, dir string) (*trial, error) {
	row := map[int]int{} // position in set.Items → row
	for r, item := range store.Items() {
		if _, lost := p.lost[item]; !lost {
			row[item] = r
		}
	}
	t := &trial{queries: present(p.set.Queries(), row), gallery: present(p.set.Gallery(), row), rows: store.Rows(), block: queryBlock}
	if len(t.queries) == 0 || len(t.gallery) == 0 {
		skipped := p.skipped(store.Info())
		return nil, fmt.Errorf("no image of a split could be read (%d were skipped, such as %s: %s); mend the files in %s",
			len(skipped), skipped[0].Item, skipped[0].Reason, p.set.Dir)
	}
	t.queryRows = rowsOf(t.queries, row)
	if err := t.setGallery(ctx, rowsOf(t.gallery, row), dir); err != nil {
		return nil, err
	}
	if p.set.LeaveOneOut() {
		at := map[int]int{}
		for g, item := range t.gallery {
			at[item] = g
		}
		t.exclude = make([]int, len(t.queries))
		for q, item := range t.queries {
			t.exclude[q] = at[item]
		}
	}
	return t, nil
}

// ranked is the number of images that a query ranks.
func (t *trial) ranked() int {
	if t.exclude != nil {
		return len(t.gallery) - 1
	}
	return len(t.gallery)
}

// present returns the items that have a row.
func present(items []int, row map[int]int) []int {
	kept := make([]int, 0, len(items))
	for _, item := range items {
		if _, ok := row[item]; ok {
			kept = append(kept, item)
		}
	}
	return kept
}

// rowsOf returns the row of each item.
func rowsOf(items []int, row map[int]int) []int {
	rows := make([]int, len(items))
	for i, item := range items {
		rows[i] = row[item]
	}
	return rows
}

// blocks calls do with one block of queries after the other: the first of them, their vectors, and what they
// leave out.
func (t *trial) blocks(do func(first int, queries matrix.Rows, exclude []int) error) error {
	for from := 0; from < len(t.queries); from += t.block {
		to := min(from+t.block, len(t.queries))
		var exclude []int
		if t.exclude != nil {
			exclude = t.exclude[from:to]
		}
		if err := do(from, t.rows.Select(t.queryRows[from:to]), exclude); err != nil {
			return fmt.Errorf("searching: %w", err)
		}
	}
	return nil
}

// search calls do for one query after the other: with its k nearest, and whether another is as near as the last.
func (t *trial) search(ctx context.Context, k int, do func(q int, near []knn.Neighbour, tied bool) error) error {
	return t.blocks(func(first int, queries matrix.Rows, exclude []int) error {
		found, err := knn.Search(ctx, queries, t.galleryRows, k, exclude, t.options)
		for i, near := range found.Neighbours {
			if err := do(first+i, near, found.Tied[i]); err != nil {
				return err
			}
		}
		return err
	})
}

// ranks returns the ranks of the relevant gallery rows of every query.
func (t *trial) ranks(ctx context.Context, relevant func(q int) []int) (all knn.Ranks, err error) {
	err = t.blocks(func(first int, queries matrix.Rows, exclude []int) error {
		found, err := knn.RelevantRanks(ctx, queries, t.galleryRows, func(q int) []int { return relevant(first + q) }, exclude, t.options)
		all.Ranks = append(all.Ranks, found.Ranks...)
		all.Ties += found.Ties
		return err
	})
	return all, err
}

// relevant returns for a query the gallery rows with its label, itself left out.
func (t *trial) relevant(p pair) func(q int) []int {
	byLabel := map[string][]int{}
	for g, item := range t.gallery {
		label := p.set.Items[item].Label
		byLabel[label] = append(byLabel[label], g)
	}
	return func(q int) []int {
		label := p.set.Items[t.queries[q]].Label
		if label == "" {
			return nil
		}
		if t.exclude == nil {
			return byLabel[label]
		}
		others := make([]int, 0, len(byLabel[label]))
		for _, g := range byLabel[label] {
			if g != t.exclude[q] {
				others = append(others, g)
			}
		}
		return others
	}
}

// answer is the row of query q in the queries' table, without what only an image search has.
func (t *trial) answer(p pair, q int, found []knn.Neighbour) result.Query {
	item := t.queries[q]
	a := result.Query{Item: p.ids[item], Label: p.set.Items[item].Label, AP: math.NaN()}
	for _, n := range found[:min(len(found), result.KeptNeighbours)] {
		near := p.set.Items[t.gallery[n.Index]]
		a.Neighbours = append(a.Neighbours, result.Neighbour{Item: near.ID, Label: near.Label, Similarity: n.Similarity})
	}
	if len(a.Neighbours) > 0 {
		a.Predicted = a.Neighbours[0].Label
		a.Correct = a.Predicted == a.Label
	}
	return a
}

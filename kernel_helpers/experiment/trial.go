package experiment

import (
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// trial is the vectors of a data set, cut into those that ask and those that are searched.
type trial struct {
	queries, gallery          []int // positions in set.Items
	queryVectors, galleryRows matrix.Rows
	exclude                   []int // gallery row of each query that is itself in the gallery; nil = none is
	options                   knn.Options
}

// newTrial leaves out the images that were skipped or lost.
func newTrial(p pair, store *embedding.Store) (*trial, error) {
	rows, row := store.Rows(), map[int]int{} // position in set.Items → row
	for r, item := range store.Items() {
		if _, lost := p.lost[item]; !lost {
			row[item] = r
		}
	}
	t := &trial{queries: present(p.set.Queries(), row), gallery: present(p.set.Gallery(), row)}
	if len(t.queries) == 0 || len(t.gallery) == 0 {
		skipped := p.skipped(store.Info())
		return nil, fmt.Errorf("no image of a split could be read (%d were skipped, such as %s: %s); mend the files in %s",
			len(skipped), skipped[0].Item, skipped[0].Reason, p.set.Dir)
	}
	t.queryVectors, t.galleryRows = selectRows(rows, t.queries, row), selectRows(rows, t.gallery, row)
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

// selectRows returns the vectors of items: a view where they lie together, as the splits of folders do,
// else a copy.
func selectRows(rows matrix.Rows, items []int, row map[int]int) matrix.Rows {
	index := make([]int, len(items))
	together := true
	for i, item := range items {
		index[i] = row[item]
		together = together && index[i] == index[0]+i
	}
	if together {
		return rows.Slice(index[0], index[0]+len(index))
	}
	return rows.Select(index)
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

// answers are the rows of the queries' table, without what only an image search has.
func (t *trial) answers(p pair, found knn.Result) []result.Query {
	answers := make([]result.Query, len(t.queries))
	for q, item := range t.queries {
		a := result.Query{Item: p.ids[item], Label: p.set.Items[item].Label, AP: math.NaN()}
		for i, n := range found.Neighbours[q] {
			if i == result.KeptNeighbours {
				break
			}
			near := p.set.Items[t.gallery[n.Index]]
			a.Neighbours = append(a.Neighbours, result.Neighbour{Item: near.ID, Label: near.Label, Similarity: n.Similarity})
		}
		if len(a.Neighbours) > 0 {
			a.Predicted = a.Neighbours[0].Label
			a.Correct = a.Predicted == a.Label
		}
		answers[q] = a
	}
	return answers
}

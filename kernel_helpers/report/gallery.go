package report

import (
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// How many pictures are shown.
const (
	sampleCount = 12 // of a data set
	wrongCount  = 4  // queries that a model got wrong
	rightCount  = 2  // queries that it got right

	manyGalleries = 24 // from so many families on data sets on, half of these and smaller pictures
)

// crowded reports whether the page has so many pictures that each gallery has to make do with fewer.
func (e *evidence) crowded() bool { return len(e.Suite.Families)*len(e.Datasets) > manyGalleries }

// few is n, or half of it where there are many pictures.
func (e *evidence) few(n int) int {
	if e.crowded() {
		return (n + 1) / 2
	}
	return n
}

// gallery shows some answers of one family's best model.
type gallery struct {
	Family, Model, Title string
	Wrong, Right         cases
	Problem              string // why there is none
}

// cases are some queries out of Total.
type cases struct {
	Total int
	Shown []example
}

// example is one query with its nearest images.
type example struct {
	*tile
	Label      string
	Note       string // retrieval: average precision and rank
	Neighbours []neighbour
}

type neighbour struct {
	*tile
	Label      string
	Similarity float64
	Hit        bool // same label as the query
}

// samples takes the first query of some labels, evenly spread over all labels in order.
func (s *sheet) samples(set *dataset.Set) []*tile {
	if set == nil {
		return nil
	}
	first := map[string]dataset.Item{}
	var labels []string
	for _, i := range set.Queries() {
		item := set.Items[i]
		if _, seen := first[item.Label]; !seen && item.Label != "" {
			first[item.Label] = item
			labels = append(labels, item.Label)
		}
	}
	slices.Sort(labels)
	var out []*tile
	for _, label := range result.Spread(labels, sampleCount) {
		out = append(out, s.tile(first[label].ID))
	}
	return out
}

// examples chooses what to show of a model's answers, by rule and not by eye: the rule is said on the page.
func (e *evidence) examples(s *sheet, r result.Record) gallery {
	g := gallery{Family: r.Family, Model: r.Model, Title: r.Title}
	queries, err := result.ReadQueries(result.QueriesPath(e.Dir, r.Model, r.Dataset))
	if err != nil {
		g.Problem = "The answers to single queries cannot be read: " + e.words(err)
		return g
	}
	var wrong, right []result.Query
	for _, q := range queries {
		if q.Correct {
			right = append(right, q)
		} else {
			wrong = append(wrong, q)
		}
	}
	g.Wrong = cases{len(wrong), s.show(result.Worst(wrong, r.Task, e.few(wrongCount)))}
	g.Right = cases{len(right), s.show(result.Spread(right, e.few(rightCount)))}
	return g
}

func (s *sheet) show(queries []result.Query) []example {
	var out []example
	for _, q := range queries {
		x := example{tile: s.tile(q.Item), Label: q.Label}
		if q.Relevant > 0 {
			x.Note = fmt.Sprintf("AP %.2f, first right image at rank %d", q.AP, q.Rank)
		}
		for _, n := range q.Neighbours {
			x.Neighbours = append(x.Neighbours, neighbour{s.tile(n.Item), n.Label, n.Similarity, n.Label == q.Label})
		}
		out = append(out, x)
	}
	return out
}

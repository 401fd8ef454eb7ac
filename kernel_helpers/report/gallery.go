package report

import (
	"cmp"
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
)

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
	Picture    *thumb
	Item       string
	Label      string
	Note       string // retrieval: average precision and rank
	Neighbours []neighbour
}

type neighbour struct {
	Picture    *thumb
	Item       string
	Label      string
	Similarity float64
	Hit        bool // same label as the query
}

// sample is a picture of the data set.
type sample struct {
	Picture *thumb
	Label   string
	Item    string
}

// samples takes the first query of some labels, evenly spread over all labels in order.
func (a *album) samples(set *dataset.Set) []sample {
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
	var out []sample
	for _, label := range spread(labels, sampleCount) {
		item := first[label]
		out = append(out, sample{a.picture(set.Card.Name, item.ID), label, item.ID})
	}
	return out
}

// examples chooses what to show of a model's answers, by rule and not by eye: the rule is said on the page.
func (e *evidence) examples(a *album, r result.Record) gallery {
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
	g.Wrong = cases{len(wrong), a.show(r.Dataset, worst(wrong, r.Task))}
	g.Right = cases{len(right), a.show(r.Dataset, spread(right, rightCount))}
	return g
}

func (a *album) show(set string, queries []result.Query) []example {
	var out []example
	for _, q := range queries {
		x := example{Picture: a.picture(set, q.Item), Item: q.Item, Label: q.Label}
		if q.Relevant > 0 {
			x.Note = fmt.Sprintf("AP %.2f, first right image at rank %d", q.AP, q.Rank)
		}
		for _, n := range q.Neighbours {
			x.Neighbours = append(x.Neighbours, neighbour{a.picture(set, n.Item), n.Item, n.Label, n.Similarity, n.Label == q.Label})
		}
		out = append(out, x)
	}
	return out
}

// worst returns the wrong answers that the model was surest of (retrieval: those with the lowest average
// precision), first one for each pair of labels, then others.
func worst(wrong []result.Query, task string) []result.Query {
	order := slices.Clone(wrong)
	slices.SortStableFunc(order, func(x, y result.Query) int {
		if task == string(dataset.Retrieval) {
			return cmp.Or(cmp.Compare(x.AP, y.AP), cmp.Compare(x.Item, y.Item))
		}
		return cmp.Or(cmp.Compare(nearest(y), nearest(x)), cmp.Compare(x.Item, y.Item))
	})
	seen := map[[2]string]bool{}
	var chosen, others []result.Query
	for _, q := range order {
		labels := [2]string{q.Label, q.Predicted}
		if seen[labels] {
			others = append(others, q)
			continue
		}
		seen[labels] = true
		chosen = append(chosen, q)
	}
	chosen = append(chosen, others...)
	return chosen[:min(wrongCount, len(chosen))]
}

func nearest(q result.Query) float64 {
	if len(q.Neighbours) == 0 {
		return -1
	}
	return q.Neighbours[0].Similarity
}

// spread returns at most n of the elements, evenly spaced.
func spread[T any](all []T, n int) []T {
	if len(all) <= n {
		return all
	}
	out := make([]T, n)
	for i := range out {
		out[i] = all[(2*i+1)*len(all)/(2*n)]
	}
	return out
}

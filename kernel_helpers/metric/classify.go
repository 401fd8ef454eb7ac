package metric

import (
	"errors"
	"fmt"
	"sort"
)

// LabelledQuery is a test image: its class and its nearest training images.
type LabelledQuery struct {
	Truth      int         // class index
	Neighbours []Neighbour // nearest first; at least min(Neighbours, training size) of them
	Tied       bool        // whether a training image that is not among them is as similar as the last
}

// Classification is the outcome of the nearest-neighbour protocol.
type Classification struct {
	Metrics   []Value      // knn-1 first
	Classes   []ClassValue // recall at knn-1 of each class that has test images
	Confusion []Confusion  // of knn-1, most frequent first
	Predicted []int        // by query: class index of the nearest training image
	Correct   []bool       // by query: whether that is the truth
	Warnings  []Warning
}

// Confusion counts the queries of one class that were taken for another.
type Confusion struct {
	Truth, Predicted string
	N                int
}

// Headline metrics rank the models of a data set.
const (
	HeadlineClassification = "knn-1"
	HeadlineRetrieval      = "map"
)

// errNoQueries says that there was nothing to score.
var errNoQueries = errors.New("there are no queries to score")

// Classify scores a classification task whose queries are all at hand; see [NewClassifier].
func Classify(queries []LabelledQuery, classes []string, trainSize int) (Classification, error) {
	c, err := NewClassifier(classes, trainSize)
	if err != nil {
		return Classification{}, err
	}
	for _, q := range queries {
		if err := c.Add(q); err != nil {
			return Classification{}, err
		}
	}
	return c.Outcome()
}

// Classifier scores a classification task one query after the other, and keeps nothing of their neighbours.
type Classifier struct {
	classes   []string
	sizes     []int // of votes
	need      int   // neighbours of each query
	ballot    *ballot
	outcome   outcome
	votes     []voteCount // knn, majority and top5
	tied      int
	truth     []int // by query, as is predicted
	predicted []int
}

// voteCount counts for each vote size the queries that a rule answers right.
type voteCount struct {
	name string
	n    []int
}

func (v voteCount) add(right []bool) {
	for i, r := range right {
		if r {
			v.n[i]++
		}
	}
}

// NewClassifier begins a classification. classes are sorted as UTF-8 strings and hold every label; trainSize
// is the number of training images. Input that breaks these rules is an error.
func NewClassifier(classes []string, trainSize int) (*Classifier, error) {
	for i := 1; i < len(classes); i++ {
		if classes[i-1] >= classes[i] {
			return nil, fmt.Errorf("scoring: class %q does not sort after %q", classes[i], classes[i-1])
		}
	}
	sizes := voteSizesOf(trainSize)
	c := &Classifier{classes: classes, sizes: sizes, need: max(1, min(Neighbours, trainSize)),
		ballot: newBallot(len(classes)), outcome: outcome{make([]bool, len(sizes)), make([]bool, len(sizes))}}
	for _, name := range []string{"knn", "majority", "top5"} {
		c.votes = append(c.votes, voteCount{name, make([]int, len(sizes))})
	}
	return c, nil
}

// Add takes the next query.
func (c *Classifier) Add(q LabelledQuery) error {
	if err := c.check(q); err != nil {
		return fmt.Errorf("scoring query %d: %w", len(c.truth), err)
	}
	c.truth, c.predicted = append(c.truth, q.Truth), append(c.predicted, q.Neighbours[0].Label)
	if q.tied(c.sizes) {
		c.tied++
	}
	c.ballot.count(q.Neighbours, q.Truth, c.sizes, weighted, c.outcome)
	c.votes[0].add(c.outcome.won)
	c.votes[2].add(c.outcome.top)
	c.ballot.count(q.Neighbours, q.Truth, c.sizes, equal, c.outcome)
	c.votes[1].add(c.outcome.won)
	return nil
}

func (c *Classifier) check(q LabelledQuery) error {
	if len(q.Neighbours) < c.need {
		return fmt.Errorf("it has %d neighbours, the training images allow %d", len(q.Neighbours), c.need)
	}
	if q.Truth < 0 || q.Truth >= len(c.classes) {
		return fmt.Errorf("class %d of %d", q.Truth, len(c.classes))
	}
	for _, n := range q.Neighbours {
		if n.Label < 0 || n.Label >= len(c.classes) {
			return fmt.Errorf("a neighbour has class %d of %d", n.Label, len(c.classes))
		}
	}
	return nil
}

// Outcome scores the queries that were added. None is an error.
func (c *Classifier) Outcome() (Classification, error) {
	n := len(c.truth)
	if n == 0 {
		return Classification{}, errNoQueries
	}
	out := Classification{Predicted: c.predicted, Correct: make([]bool, n)}
	right := make([]float64, n)
	for i, p := range c.predicted {
		if p == c.truth[i] {
			out.Correct[i], right[i] = true, 1
		}
	}
	out.Classes = ByClass(c.truth, right, c.classes)
	out.Confusion = confusions(c.predicted, c.truth, c.classes)
	out.Metrics = append(out.Metrics, share(HeadlineClassification, count(out.Correct), n))
	for _, v := range c.votes {
		for i, k := range c.sizes {
			out.Metrics = append(out.Metrics, share(fmt.Sprintf("%s-%d", v.name, k), v.n[i], n))
		}
	}
	out.Metrics = append(out.Metrics, balanced(out.Classes, c.truth, out.Correct, len(c.classes)))
	out.Warnings = append(fewQueries(n), Ties(c.tied)...)
	return out, nil
}

func confusions(predicted, truth []int, classes []string) []Confusion {
	counts := map[[2]int]int{}
	for i, p := range predicted {
		if p != truth[i] {
			counts[[2]int{truth[i], p}]++
		}
	}
	var out []Confusion
	for pair, n := range counts {
		out = append(out, Confusion{classes[pair[0]], classes[pair[1]], n})
	}
	sort.Slice(out, func(i, j int) bool {
		a, b := out[i], out[j]
		if a.N != b.N {
			return a.N > b.N
		}
		if a.Truth != b.Truth {
			return a.Truth < b.Truth
		}
		return a.Predicted < b.Predicted
	})
	return out
}

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

// Classify scores a classification task. classes are sorted as UTF-8 strings and hold every label;
// trainSize is the number of training images. An empty list is an error, and so is input that breaks these
// rules.
func Classify(queries []LabelledQuery, classes []string, trainSize int) (Classification, error) {
	if err := checkLabelled(queries, classes, trainSize); err != nil {
		return Classification{}, err
	}
	c := Classification{Predicted: make([]int, len(queries)), Correct: make([]bool, len(queries))}
	truth, right := make([]int, len(queries)), make([]float64, len(queries))
	for i, q := range queries {
		c.Predicted[i] = q.Neighbours[0].Label
		c.Correct[i] = c.Predicted[i] == q.Truth
		truth[i] = q.Truth
		if c.Correct[i] {
			right[i] = 1
		}
	}
	c.Classes = ByClass(truth, right, classes)
	c.Confusion = confusions(c.Predicted, truth, classes)
	sizes := voteSizesOf(trainSize)
	c.Metrics = append(c.Metrics, share(HeadlineClassification, count(c.Correct), len(queries)))
	c.Metrics = append(c.Metrics, voteMetrics(queries, len(classes), sizes)...)
	c.Metrics = append(c.Metrics, balanced(c.Classes, truth, c.Correct, len(classes)))
	c.Warnings = append(fewQueries(len(queries)), Ties(tied(queries, sizes))...)
	return c, nil
}

func checkLabelled(queries []LabelledQuery, classes []string, trainSize int) error {
	if len(queries) == 0 {
		return errNoQueries
	}
	for i := 1; i < len(classes); i++ {
		if classes[i-1] >= classes[i] {
			return fmt.Errorf("scoring: class %q does not sort after %q", classes[i], classes[i-1])
		}
	}
	need := max(1, min(Neighbours, trainSize))
	for i, q := range queries {
		if len(q.Neighbours) < need {
			return fmt.Errorf("scoring query %d: it has %d neighbours, %d training images want %d", i, len(q.Neighbours), trainSize, need)
		}
		if q.Truth < 0 || q.Truth >= len(classes) {
			return fmt.Errorf("scoring query %d: class %d of %d", i, q.Truth, len(classes))
		}
		for _, n := range q.Neighbours {
			if n.Label < 0 || n.Label >= len(classes) {
				return fmt.Errorf("scoring query %d: a neighbour has class %d of %d", i, n.Label, len(classes))
			}
		}
	}
	return nil
}

// voteMetrics returns knn-K for every size, then majority-K, then top5-K.
func voteMetrics(queries []LabelledQuery, classes int, sizes []int) []Value {
	b := newBallot(classes)
	o := outcome{make([]bool, len(sizes)), make([]bool, len(sizes))}
	won, top, majority := make([]int, len(sizes)), make([]int, len(sizes)), make([]int, len(sizes))
	add := func(counts []int, flags []bool) {
		for i, f := range flags {
			if f {
				counts[i]++
			}
		}
	}
	for _, q := range queries {
		b.count(q.Neighbours, q.Truth, sizes, weighted, o)
		add(won, o.won)
		add(top, o.top)
		b.count(q.Neighbours, q.Truth, sizes, equal, o)
		add(majority, o.won)
	}
	var values []Value
	for _, kind := range []struct {
		name   string
		counts []int
	}{{"knn", won}, {"majority", majority}, {"top5", top}} {
		for i, k := range sizes {
			values = append(values, share(fmt.Sprintf("%s-%d", kind.name, k), kind.counts[i], len(queries)))
		}
	}
	return values
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

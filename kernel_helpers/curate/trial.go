package curate

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// What a trial does: so many labelled images of each class to start from, drawn so many times, and images for each seed.
const (
	TrialStart = 3
	TrialDraws = 10
)

// TrialSizes are the images that retrieval brings for each seed.
var TrialSizes = []int{1, 2, 4, 8, 16}

// TrialPoint compares images that retrieval added with the same number of random ones. Accuracies are those of the nearest
// image on the test (knn-1), means over the draws, with the bootstrap interval over the test images.
type TrialPoint struct {
	K                 int     // images for each seed; 0 = the seeds alone
	Added             float64 // images, mean over the draws
	Retrieved, Random metric.Value
	Gain              metric.Value // Retrieved − Random, of the same test images
	// Purity is the share of the added images whose own class is the one that they were given, RandomPurity of the random ones.
	Purity, RandomPurity float64
}

// Stock is the images of a trial: those with a label are of the data set's training, the others of somewhere else.
type Stock struct {
	Rows       matrix.Rows // [n, dim]
	Labels     []string    // "" = of no class of the data set
	Test       matrix.Rows
	TestLabels []string
}

// Try starts from a few labelled images of each class and adds images of the rest, whose labels it does not look at, once by
// retrieval and once at random. An added image takes the label of the seed that is nearest to it, in both.
func Try(ctx context.Context, s Stock, o knn.Options) ([]TrialPoint, error) {
	if s.Test.N == 0 {
		return nil, fmt.Errorf("trying retrieval: there are no test images")
	}
	sums := make([]trialSum, 1+len(TrialSizes))
	for i := range sums {
		sums[i].right = [2][]float64{make([]float64, s.Test.N), make([]float64, s.Test.N)}
	}
	for draw := range TrialDraws {
		if err := s.draw(ctx, uint64(draw), sums, o); err != nil {
			return nil, err
		}
	}
	var points []TrialPoint
	for i, sum := range sums {
		k := 0
		if i > 0 {
			k = TrialSizes[i-1]
		}
		points = append(points, sum.point(k))
	}
	return points, nil
}

// trialSum adds up the draws of one size, of retrieved images and of random ones.
type trialSum struct {
	right [2][]float64 // of each test image, draws in which it was named right
	added int
	pure  [2]int
}

func (t *trialSum) point(k int) TrialPoint {
	p := TrialPoint{K: k, Added: float64(t.added) / TrialDraws}
	values := []*metric.Value{&p.Retrieved, &p.Random}
	for way, right := range t.right {
		sum := 0.0
		for q := range right {
			right[q] /= TrialDraws
			sum += right[q]
		}
		i := metric.Bootstrap(right)
		*values[way] = metric.Value{Name: "knn-1", Value: sum / float64(len(right)), Low: i.Low, High: i.High}
	}
	i := metric.MeanDifferences(t.right[:])[0]
	p.Gain = metric.Value{Name: "knn-1 difference", Value: p.Retrieved.Value - p.Random.Value, Low: i.Low, High: i.High}
	if t.added > 0 {
		p.Purity, p.RandomPurity = float64(t.pure[0])/float64(t.added), float64(t.pure[1])/float64(t.added)
	}
	return p
}

// draw makes one draw of the seeds and of the random images.
func (s Stock) draw(ctx context.Context, draw uint64, sums []trialSum, o knn.Options) error {
	random := rand.New(rand.NewPCG(draw, 60))
	seeds, free := s.start(random)
	seedRows := s.Rows.Select(seeds)
	guess := slices.Clone(s.Labels)
	near, err := knn.Search(ctx, s.Rows, seedRows, 1, nil, o)
	if err != nil {
		return err
	}
	for i, n := range near.Neighbours {
		guess[i] = s.Labels[seeds[n[0].Index]]
	}
	order := random.Perm(len(free))
	for level := range sums {
		var added [2][]int
		if level > 0 {
			kept, _, err := Samples(ctx, seedRows, s.Rows, free, TrialSizes[level-1], len(free), o)
			if err != nil {
				return err
			}
			for i, k := range kept {
				added[0], added[1] = append(added[0], k.Image), append(added[1], free[order[i]])
			}
		}
		sums[level].added += len(added[0])
		for way, images := range added {
			for _, i := range images {
				if s.Labels[i] == guess[i] {
					sums[level].pure[way]++
				}
			}
			if err := s.score(ctx, append(slices.Clone(seeds), images...), guess, sums[level].right[way], o); err != nil {
				return err
			}
		}
	}
	return nil
}

// start draws the labelled images of each class; the others are free.
func (s Stock) start(random *rand.Rand) (seeds, free []int) {
	taken := map[string]int{}
	for _, i := range random.Perm(len(s.Labels)) {
		if label := s.Labels[i]; label != "" && taken[label] < TrialStart {
			taken[label]++
			seeds = append(seeds, i)
		} else {
			free = append(free, i)
		}
	}
	slices.Sort(seeds)
	slices.Sort(free)
	return seeds, free
}

// score counts the test images whose nearest image of a gallery has their label.
func (s Stock) score(ctx context.Context, gallery []int, guess []string, right []float64, o knn.Options) error {
	slices.Sort(gallery)
	found, err := knn.Search(ctx, s.Test, s.Rows.Select(gallery), 1, nil, o)
	for q, near := range found.Neighbours {
		if guess[gallery[near[0].Index]] == s.TestLabels[q] {
			right[q]++
		}
	}
	return err
}

// Trial is Try on a classification of a suite. The pool is the rest of its training images and those of all the suite's
// other data sets.
func Trial(ctx context.Context, s *suite.Suite, o experiment.Options, model, name string) (points []TrialPoint, err error) {
	err = experiment.WithVectors(ctx, s, o, model, nil, func(all []experiment.Embedded, search knn.Options) error {
		stock, err := stockOf(all, name)
		if err == nil {
			points, err = Try(ctx, stock, search)
		}
		return err
	})
	return points, err
}

func stockOf(all []experiment.Embedded, name string) (Stock, error) {
	var s Stock
	var parts []matrix.Rows
	found := false
	for _, e := range all {
		own := e.Set.Card.Name == name
		if own && e.Set.Card.Task != dataset.Classification {
			return s, fmt.Errorf("trying retrieval on %s: its task is %s, and the trial needs a classification", name, e.Set.Card.Task)
		}
		var train, test []int
		for row, i := range e.Items {
			switch item := e.Set.Items[i]; {
			case own && item.Role == dataset.Test:
				test, s.TestLabels = append(test, row), append(s.TestLabels, item.Label)
			case own:
				train, s.Labels = append(train, row), append(s.Labels, item.Label)
			case item.Role == dataset.Train || item.Role == dataset.Gallery:
				train, s.Labels = append(train, row), append(s.Labels, "")
			}
		}
		parts = append(parts, e.Rows.Select(train))
		if own {
			found, s.Test = true, e.Rows.Select(test)
		}
	}
	if !found {
		return s, fmt.Errorf("trying retrieval: the suite has no data set %q", name)
	}
	s.Rows = concat(parts)
	return s, nil
}

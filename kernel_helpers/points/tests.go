package points

import (
	"runtime"
	"sync"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Significance is the corrected p-value below which two models are separable.
const Significance = 0.05

// Test is the paired comparison of two results on the same queries.
type Test struct {
	Difference float64 `json:"difference"` // of the headline metric, the first less the second
	Low        float64 `json:"low"`        // its 95 % interval
	High       float64 `json:"high"`
	P          float64 `json:"p"`        // of McNemar's exact test (classification) or the sign-flip test of APs (retrieval)
	Adjusted   float64 `json:"adjusted"` // by Holm, over all pairs that were tested together
	Separable  bool    `json:"separable"`
}

// Compare tests the answers of two results of one task to the same queries. Adjusted and Separable are left
// to [Correct]. Queries that are not the same are an error.
func Compare(task string, a, b []result.Query) (Test, error) {
	names := items(a)
	ofA, err := outcomes(a, names, task)
	if err != nil {
		return Test{}, err
	}
	ofB, err := outcomes(b, names, task)
	if err != nil {
		return Test{}, err
	}
	tests, err := compareAll(task, [][]float64{ofA, ofB})
	if err != nil {
		return Test{}, err
	}
	return tests[0], nil
}

// Correct adjusts the p-values of tests that are read together (Holm), and says which pairs are separable.
func Correct(tests []*Test) {
	p := make([]float64, len(tests))
	for i, t := range tests {
		p[i] = t.P
	}
	for i, adjusted := range metric.Holm(p) {
		tests[i].Adjusted, tests[i].Separable = adjusted, adjusted < Significance
	}
}

// compareAll tests the pairs (0,1), (0,2) … (1,2) … of models, whose outcomes are [model][query].
func compareAll(task string, models [][]float64) ([]Test, error) {
	models, err := scored(models)
	if err != nil {
		return nil, err
	}
	tests := make([]Test, len(models)*(len(models)-1)/2)
	if task == result.Retrieval {
		for i, interval := range metric.MeanDifferences(models) {
			tests[i].Low, tests[i].High = interval.Low, interval.High
		}
		each(models, func(at int, a, b []float64) {
			tests[at].Difference, tests[at].P = mean(a)-mean(b), metric.SignFlip(a, b)
		})
		return tests, nil
	}
	answers := make([][]bool, len(models))
	for i, m := range models {
		answers[i] = right(m)
	}
	each(answers, func(at int, a, b []bool) {
		d, interval := metric.ShareDifference(a, b)
		tests[at] = Test{Difference: d, Low: interval.Low, High: interval.High, P: metric.McNemar(a, b)}
	})
	return tests, nil
}

// each calls f for all pairs of models, several at once, with the pair's place in their order.
func each[T any](models []T, f func(at int, a, b T)) {
	type pair struct{ at, i, j int }
	pairs := make(chan pair)
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for p := range pairs {
				f(p.at, models[p.i], models[p.j])
			}
		})
	}
	at := 0
	for i := range models {
		for j := i + 1; j < len(models); j++ {
			pairs <- pair{at, i, j}
			at++
		}
	}
	close(pairs)
	workers.Wait()
}

func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

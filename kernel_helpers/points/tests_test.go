package points

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

func TestCompare(t *testing.T) {
	a, b := answers(0, 90, false), answers(10, 80, true)
	for task, want := range map[string]float64{result.Classification: 0.2, result.Retrieval: 0.1} {
		got, err := Compare(task, a, b)
		if err != nil || math.Abs(got.Difference-want) > 1e-12 || got.Low >= got.Difference || got.High <= got.Difference || got.P > 0.001 {
			t.Errorf("%s: %+v, %v; want a difference of %v", task, got, err, want)
		}
		if got.Adjusted != 0 || got.Separable {
			t.Errorf("%s: %+v is corrected before its time", task, got)
		}
	}
	if _, err := Compare(result.Classification, a, b[1:]); !errors.Is(err, errOtherQueries) {
		t.Errorf("other queries: %v", err)
	}
}

// A query without a relevant image has no part in the means.
func TestCompareLeavesOutUnscoredQueries(t *testing.T) {
	a, b := answers(0, 90, false), answers(10, 80, false)
	whole, err := Compare(result.Retrieval, a, b)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 7 {
		none := result.Query{Item: fmt.Sprint("lonely ", i), AP: math.NaN()}
		a, b = append(a, none), append(b, none)
	}
	if got, err := Compare(result.Retrieval, a, b); err != nil || got != whole {
		t.Errorf("%+v, %v; want %+v", got, err, whole)
	}
	a[100].AP = 0.5
	if _, err := Compare(result.Retrieval, a, b); err == nil {
		t.Error("a query that only one result scored: no error")
	}
	if _, err := Compare(result.Retrieval, a[101:], b[101:]); err == nil {
		t.Error("no query is scored: no error")
	}
}

// TestAllPairsAreTheSingleOnes: which pairs run at the same time changes nothing.
func TestAllPairsAreTheSingleOnes(t *testing.T) {
	lists := [][]result.Query{answers(0, 90, false), answers(10, 80, false), answers(5, 70, false), answers(30, 60, false)}
	for _, task := range []string{result.Classification, result.Retrieval} {
		var models [][]float64
		for _, queries := range lists {
			values, err := outcomes(queries, items(lists[0]), task)
			if err != nil {
				t.Fatal(err)
			}
			models = append(models, values)
		}
		tests, err := compareAll(task, models)
		if err != nil {
			t.Fatal(err)
		}
		at := 0
		for i := range lists {
			for j := i + 1; j < len(lists); j++ {
				if one, err := Compare(task, lists[i], lists[j]); err != nil || tests[at] != one {
					t.Errorf("%s, models %d and %d: %+v among four, %+v alone, %v", task, i, j, tests[at], one, err)
				}
				at++
			}
		}
	}
}

func TestCorrect(t *testing.T) {
	tests := []*Test{{P: 0.01}, {P: 0.04}, {P: 0.03}}
	Correct(tests)
	for i, want := range metric.Holm([]float64{0.01, 0.04, 0.03}) {
		if tests[i].Adjusted != want || tests[i].Separable != (i == 0) {
			t.Errorf("test %d: %+v, want %v", i, *tests[i], want)
		}
	}
}

func TestOf(t *testing.T) {
	pairs := []Pair{{A: "a", B: "b", Test: Test{Difference: 0.2, Low: 0.1, High: 0.4}}}
	there, ok := Of(pairs, "a", "b")
	back, okBack := Of(pairs, "b", "a")
	if !ok || !okBack || there != pairs[0].Test || back != (Test{Difference: -0.2, Low: -0.4, High: -0.1}) {
		t.Errorf("a, b: %+v; b, a: %+v", there, back)
	}
	if _, ok := Of(pairs, "a", "c"); ok {
		t.Error("a pair that was not tested was found")
	}
}

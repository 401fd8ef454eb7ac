package metric

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The cases A, B, C, E, F and G of the project's worked values, as exact fractions.

// caseA is the ranking with relevant images at ranks 1, 3 and 6 of ten.
var caseA = RankedQuery{Ranks: []int{1, 3, 6}, Relevant: 3, Gallery: 10}

func TestRankingCases(t *testing.T) {
	tests := []struct {
		name string
		got  float64
		want float64
	}{
		{"A: classic AP", averagePrecision(caseA.Ranks, 3, 0), 13. / 18},
		{"A: map@R", averagePrecision(caseA.Ranks, 3, 3), 5. / 9},
		{"A: AP cut at 2", averagePrecision(caseA.Ranks, 3, 2), 1. / 3},
		{"A: R-precision", rPrecision(caseA.Ranks, 3), 2. / 3},
		{"B: cut, divided by all", averagePrecision([]int{1, 3, 6, 11}, 4, 10), 13. / 24},
		{"E: rank 1", averagePrecision([]int{1}, 1, 0), 1},
		{"E: rank 2", averagePrecision([]int{2}, 1, 0), 1. / 2},
		{"E: rank 3", averagePrecision([]int{3}, 1, 0), 1. / 3},
		{"E: rank 10", averagePrecision([]int{10}, 1, 0), 1. / 10},
		{"C: the query removed by its id", averagePrecision(ranksOf([]bool{true, false, true, false, false, true}), 3, 0), 13. / 18},
		{"G: a relevant image of negative similarity", averagePrecision(ranksOf([]bool{false, true}), 1, 0), 1. / 2},
	}
	for _, tt := range tests {
		if !near(tt.got, tt.want, 1e-15) {
			t.Errorf("%s: %v, want %v", tt.name, tt.got, tt.want)
		}
	}
}

// ranksOf returns the ranks of the relevant images of a ranking.
func ranksOf(relevant []bool) []int {
	var ranks []int
	for i, r := range relevant {
		if r {
			ranks = append(ranks, i+1)
		}
	}
	return ranks
}

// caseF has two classes: 0 is nearest, 1 has more weight among the next.
var caseF = []Neighbour{{0, 0.95}, {1, 0.94}, {1, 0.93}, {0, 0.50}, {0, 0.49}}

func TestVoteCase(t *testing.T) {
	tests := []struct {
		k      int
		weight func(float64) float64
		votes  [2]float64
		winner int
	}{
		{1, weighted, [2]float64{783423.4014591103, 0}, 0},
		{3, weighted, [2]float64{783423.4014591103, 1267857.3299323432}, 1},
		{5, weighted, [2]float64{785785.0722413431, 1267857.3299323432}, 1},
		{1, equal, [2]float64{1, 0}, 0},
		{3, equal, [2]float64{1, 2}, 1},
		{5, equal, [2]float64{3, 2}, 0},
	}
	for _, tt := range tests {
		votes, winner := vote(caseF[:tt.k], tt.weight)
		if winner != tt.winner || !near(votes[0], tt.votes[0], 1e-12) || !near(votes[1], tt.votes[1], 1e-12) {
			t.Errorf("F, k = %d: votes %v, class %d wins; want %v, %d", tt.k, votes, winner, tt.votes, tt.winner)
		}
	}
}

// vote returns the votes of two classes and the winner.
func vote(neighbours []Neighbour, weight func(float64) float64) (votes []float64, winner int) {
	b := newBallot(2)
	for truth := range 2 {
		o := outcome{make([]bool, 1), make([]bool, 1)}
		b.count(neighbours, truth, []int{len(neighbours)}, weight, o)
		if o.won[0] {
			winner = truth
		}
	}
	return b.votes, winner
}

// worked is a value in the file of worked values.
type worked struct{ Float float64 }

// TestSharedFile reproduces every value of the file of worked values that is a definition of this package.
// The file is beside the checkout, or in $VFM_SHARED.
func TestSharedFile(t *testing.T) {
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	data, err := os.ReadFile(filepath.Join(shared, "reference", "golden.json"))
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("the file of worked values is not here; its fractions are tested above")
	}
	var cases map[string]map[string]json.RawMessage
	if err := errors.Join(err, json.Unmarshal(data, &cases)); err != nil {
		t.Fatal(err)
	}
	r, err := Retrieve([]RankedQuery{caseA})
	if err != nil {
		t.Fatal(err)
	}
	a := caseA.Ranks
	check := func(letter, entry string, got float64) {
		t.Helper()
		var want worked
		find(t, cases, letter, entry, &want)
		if !near(got, want.Float, 1e-15) {
			t.Errorf("%s, %s: %v, want %v", letter, entry, got, want.Float)
		}
	}
	check("A_", "AP_classic", valueOf(t, r.Metrics, "map"))
	check("A_", "MAP@R", valueOf(t, r.Metrics, "map@R"))
	check("A_", "R-precision", valueOf(t, r.Metrics, "r-precision"))
	check("A_", "AP@3 / R", averagePrecision(a, 3, 3))
	check("A_", "AP@2 / R", averagePrecision(a, 3, 2))
	check("A_", "recall@1 hit-rate", valueOf(t, r.Metrics, "recall@1"))
	check("B_", "AP cut / R", averagePrecision([]int{1, 3, 6, 11}, 4, 10))
	check("C_", "excluded by id", averagePrecision(a, 3, 0))
	check("G_", "<1.7.4", averagePrecision([]int{2}, 1, 0))
	checkSharedRanks(t, cases)
	checkSharedVotes(t, cases)
}

func checkSharedRanks(t *testing.T, cases map[string]map[string]json.RawMessage) {
	for _, rank := range []int{1, 2, 3, 10} {
		var e struct{ Classic worked }
		find(t, cases, "E_", fmt.Sprint(rank), &e)
		if got := averagePrecision([]int{rank}, 1, 0); got != e.Classic.Float {
			t.Errorf("E, rank %d: %v, want %v", rank, got, e.Classic.Float)
		}
	}
}

func checkSharedVotes(t *testing.T, cases map[string]map[string]json.RawMessage) {
	for _, k := range []int{1, 3, 5} {
		for kind, weight := range map[string]func(float64) float64{"exp": weighted, "uniform": equal} {
			var want struct {
				Scores map[int]float64
				Argmax int
			}
			find(t, cases, "F_", fmt.Sprintf("k=%d T=0.07 %s", k, kind), &want)
			votes, winner := vote(caseF[:k], weight)
			if winner != want.Argmax || !near(votes[0], want.Scores[0], 1e-12) || !near(votes[1], want.Scores[1], 1e-12) {
				t.Errorf("F, k = %d, %s: votes %v, class %d wins; want %v", k, kind, votes, winner, want)
			}
		}
	}
}

// find decodes the one entry whose case and name begin as given. "1" does not find "10".
func find(t *testing.T, cases map[string]map[string]json.RawMessage, letter, entry string, into any) {
	t.Helper()
	for name, entries := range cases {
		if !strings.HasPrefix(name, letter) {
			continue
		}
		for key, raw := range entries {
			if key == entry || strings.HasPrefix(key, entry+" ") {
				if err := json.Unmarshal(raw, into); err != nil {
					t.Fatalf("case %s, %s: %v", name, key, err)
				}
				return
			}
		}
	}
	t.Fatalf("there is no case %s with %q", letter, entry)
}

func valueOf(t *testing.T, values []Value, name string) float64 {
	t.Helper()
	for _, v := range values {
		if v.Name == name {
			return v.Value
		}
	}
	t.Fatalf("there is no metric %q", name)
	return math.NaN()
}

package metric

import (
	"errors"
	"math"
	"math/rand/v2"
	"testing"
)

// naive computes every metric of one query from the full ranking, position by position.
func naive(ranking []bool) map[string]float64 {
	relevant := 0
	for _, r := range ranking {
		if r {
			relevant++
		}
	}
	m := map[string]float64{}
	found := 0
	var ideal float64
	for i, r := range ranking {
		if i < relevant {
			ideal += 1 / math.Log2(float64(i)+2)
		}
		if !r {
			continue
		}
		found++
		precision := float64(found) / float64(i+1)
		m["map"] += precision / float64(relevant)
		if i < 1000 {
			m["map@1000"] += precision / float64(relevant)
		}
		if i < relevant {
			m["map@R"] += precision / float64(relevant)
			m["r-precision"] += 1 / float64(relevant)
		}
		m["ndcg"] += 1 / math.Log2(float64(i)+2)
		if found == 1 {
			m["mrr"] = 1 / float64(i+1)
			for name, k := range map[string]int{"recall@1": 1, "recall@5": 5, "recall@10": 10} {
				if i < k {
					m[name] = 1
				}
			}
		}
	}
	m["ndcg"] /= ideal
	return m
}

func TestRetrieveEqualsNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	for _, gallery := range []int{1, 2, 9, 60, 1500} {
		for _, share := range []float64{0.01, 0.1, 0.6, 1} {
			var queries []RankedQuery
			want := map[string]float64{"map": 0, "map@1000": 0, "map@R": 0, "r-precision": 0, "ndcg": 0, "mrr": 0, "recall@1": 0, "recall@5": 0, "recall@10": 0}
			for range 25 {
				ranking := make([]bool, gallery)
				for i := range ranking {
					ranking[i] = r.Float64() < share
				}
				ranking[r.IntN(gallery)] = true
				ranks := ranksOf(ranking)
				queries = append(queries, RankedQuery{ranks, len(ranks), gallery})
				for name, v := range naive(ranking) {
					want[name] += v / 25
				}
			}
			got, err := Retrieve(queries)
			if err != nil {
				t.Fatal(err)
			}
			checkValues(t, got.Metrics, want)
		}
	}
}

// TestRecallIsAveragedOverQueries: its interval is that of the bootstrap, not Wilson's.
func TestRecallIsAveragedOverQueries(t *testing.T) {
	var queries []RankedQuery
	var hits []float64
	for i := range 40 {
		queries = append(queries, RankedQuery{[]int{1 + i%3}, 1, 5})
		hits = append(hits, hit([]int{1 + i%3}, 1))
	}
	got, err := Retrieve(queries)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range got.Metrics {
		if want := Bootstrap(hits); m.Name == "recall@1" && (m.Value != 14./40 || m.Low != want.Low || m.High != want.High) {
			t.Errorf("recall@1 = %v, want 0.35 with %v", m, want)
		}
	}
}

func TestQueriesWithoutRelevantImages(t *testing.T) {
	none := RankedQuery{Gallery: 10}
	got, err := Retrieve([]RankedQuery{none, caseA, none})
	if err != nil {
		t.Fatal(err)
	}
	alone, err := Retrieve([]RankedQuery{caseA})
	if err != nil {
		t.Fatal(err)
	}
	for i, m := range got.Metrics {
		if m != alone.Metrics[i] {
			t.Errorf("%v with queries that have no relevant image, %v without", m, alone.Metrics[i])
		}
	}
	if got.N != 1 || !math.IsNaN(got.AP[0]) || got.AP[1] != alone.AP[0] || !math.IsNaN(got.AP[2]) {
		t.Errorf("N = %d, AP = %v", got.N, got.AP)
	}
	if len(got.Warnings) != 2 || got.Warnings[0].Code != "few-queries" || got.Warnings[1] != (Warning{"no-relevant", "2 queries have no relevant image in the gallery and no part in the means.", 2}) {
		t.Errorf("warnings %v", got.Warnings)
	}
	if _, err := Retrieve([]RankedQuery{none, none}); !errors.Is(err, errNoRelevant) {
		t.Errorf("no query with a relevant image: %v, want errNoRelevant", err)
	}
	if _, err := Retrieve(nil); !errors.Is(err, errNoQueries) {
		t.Errorf("no queries: %v, want errNoQueries", err)
	}
}

func TestRetrieveRejectsWhatIsNoRanking(t *testing.T) {
	for _, q := range []RankedQuery{
		{[]int{0}, 1, 5}, {[]int{6}, 1, 5}, {[]int{2, 2}, 2, 5}, {[]int{3, 1}, 2, 5}, {[]int{1}, 2, 5}, {nil, 1, 5},
	} {
		if _, err := Retrieve([]RankedQuery{q}); err == nil || errors.Is(err, errNoRelevant) {
			t.Errorf("%v: error %v, want one about the ranks", q, err)
		}
	}
}

func TestPerfectRankingIsExactlyOne(t *testing.T) {
	var queries []RankedQuery
	for n := 1; n < 60; n++ {
		q := RankedQuery{Relevant: n, Gallery: 100}
		for r := 1; r <= n; r++ {
			q.Ranks = append(q.Ranks, r)
		}
		queries = append(queries, q)
	}
	got, err := Retrieve(queries)
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range got.Metrics {
		if m.Value != 1 || m.High != 1 {
			t.Errorf("%s = %v … %v, want exactly 1", m.Name, m.Value, m.High)
		}
	}
}

package curate

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/duplicate"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

func TestFates(t *testing.T) {
	for name, c := range map[string]struct {
		size  []int
		kinds []Reason
		edges []Edge
		want  []Fate
	}{
		"alone":                  {[]int{5, 5}, nil, nil, []Fate{{"", -1}, {"", -1}}},
		"the largest stays":      {[]int{5, 9, 5}, nil, []Edge{{0, 1, NearSame}, {1, 2, SamePixels}}, []Fate{{NearSame, 1}, {"", -1}, {SamePixels, 1}}},
		"of equals the first":    {[]int{5, 5}, nil, []Edge{{0, 1, SameBytes}}, []Fate{{"", -1}, {SameBytes, 0}}},
		"through another":        {[]int{9, 5, 5}, nil, []Edge{{0, 1, SameBytes}, {1, 2, SameBytes}}, []Fate{{"", -1}, {SameBytes, 0}, {NearSame, 0}}},
		"a component leaks":      {[]int{9, 5, 5}, []Reason{Leaked}, []Edge{{0, 1, NearSame}, {1, 3, NearSame}}, []Fate{{Leaked, 3}, {Leaked, 3}, {"", -1}}},
		"a leak before a seed":   {[]int{9, 5}, []Reason{Known, Leaked}, []Edge{{0, 2, NearSame}, {0, 1, NearSame}, {1, 3, NearSame}}, []Fate{{Leaked, 3}, {Leaked, 3}}},
		"a seed's own neighbour": {[]int{9}, []Reason{Leaked, Known}, []Edge{{0, 2, SameBytes}}, []Fate{{Known, 2}}},
	} {
		if got := Fates(c.size, c.kinds, c.edges); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

func unit(n, dim int, seed uint64) matrix.Rows {
	r := rand.New(rand.NewPCG(seed, 1))
	m := matrix.New(n, dim)
	for i := range m.Data {
		m.Data[i] = float32(r.NormFloat64())
	}
	m.Normalize()
	return m
}

// TestNearestIsNaive has several blocks, rows that are left out and equal rows.
func TestNearestIsNaive(t *testing.T) {
	const n, k = 2*blockRows + 77, 5
	pool, queries := unit(n, 3, 1), unit(4, 3, 2)
	copy(pool.Row(blockRows+5), pool.Row(9))
	copy(queries.Row(0), pool.Row(9))
	var among []int
	for i := range n {
		if i%7 != 3 {
			among = append(among, i)
		}
	}
	got, err := Nearest(t.Context(), queries, pool, among, k, knn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for q := range queries.N {
		var want []knn.Neighbour
		for _, i := range among {
			want = append(want, knn.Neighbour{Index: i, Similarity: matrix.Dot(queries.Row(q), pool.Row(i))})
		}
		slices.SortStableFunc(want, func(a, b knn.Neighbour) int { return cmp.Compare(b.Similarity, a.Similarity) })
		if !slices.Equal(got[q], want[:k]) {
			t.Errorf("query %d: %v, want %v", q, got[q], want[:k])
		}
	}
}

func TestSamples(t *testing.T) {
	pool := matrix.Rows{N: 4, Dim: 2, Data: []float32{1, 0, 0.8, 0.6, 0, 1, 0.6, 0.8}}
	seeds := matrix.Rows{N: 2, Dim: 2, Data: []float32{1, 0, 0.96, 0.28}}
	kept, capped, err := Samples(t.Context(), seeds, pool, []int{0, 1, 3}, 2, 1, knn.Options{})
	if err != nil || !slices.Equal(capped, []int{1}) || len(kept) != 1 || kept[0] != (Kept{0, 0, 1, 1, -1}) {
		t.Errorf("%v, capped %v, %v", kept, capped, err)
	}
	kept, _, _ = Samples(t.Context(), seeds, pool, []int{0, 1, 3}, 2, 10, knn.Options{})
	if len(kept) != 2 || kept[1].Image != 1 || kept[1].Seed != 1 || kept[1].Rank != 2 {
		t.Errorf("%v: image 1 is nearer to seed 1, of which it is the second", kept)
	}
}

// clouds are four groups of rows around the axes, in turn.
func clouds(n int) matrix.Rows {
	m := unit(n, 4, 3)
	for i := range n {
		m.Row(i)[i%4] += 6
	}
	m.Normalize()
	return m
}

func TestKMeansFindsClouds(t *testing.T) {
	pool := clouds(402)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	var first Clustering
	for _, threads := range []int{1, 3} {
		runtime.GOMAXPROCS(threads)
		c, err := KMeans(t.Context(), pool, all(pool.N), 4, 0, knn.Options{})
		if err != nil {
			t.Fatal(err)
		}
		for i, at := range c.Of {
			if at != c.Of[i%4] {
				t.Fatalf("row %d of cloud %d is in cluster %d, its cloud in %d", i, i%4, at, c.Of[i%4])
			}
		}
		if threads == 1 {
			first = c
		} else if !reflect.DeepEqual(c, first) {
			t.Error("with more threads the clusters differ")
		}
	}
}

// TestKMeansWithEqualRows leaves centres without rows.
func TestKMeansWithEqualRows(t *testing.T) {
	pool := matrix.New(20, 3)
	for i := range pool.N {
		pool.Row(i)[i%2] = 1
	}
	c, err := KMeans(t.Context(), pool, all(pool.N), 5, 0, knn.Options{})
	if err != nil || c.Centres.N != 5 || slices.Min(c.Similarity) < 0.999 {
		t.Errorf("%+v, %v", c, err)
	}
}

func TestClustered(t *testing.T) {
	pool := clouds(80)
	c, err := KMeans(t.Context(), pool, all(pool.N), 4, 0, knn.Options{})
	if err != nil {
		t.Fatal(err)
	}
	seeds := pool.Select([]int{0, 4, 8, 12, 1, 5, 2, 6, 10, 14}) // four of cloud 0, two of 1, four of 2
	kept, capped, err := Clustered(t.Context(), seeds, pool, c, 4, 15, 20, knn.Options{})
	if err != nil || len(kept) != 20 || len(capped) != 20 {
		t.Fatalf("%d kept, %d capped, %v", len(kept), len(capped), err)
	}
	count := map[int]int{}
	for _, k := range kept {
		count[k.Image%4]++
		if k.Rank > 10 || k.Cluster != c.Of[k.Image] || k.Similarity != c.Similarity[k.Image] {
			t.Errorf("%+v", k)
		}
		if cloud := map[int]int{0: 0, 1: 0, 2: 0, 3: 0, 6: 2, 7: 2, 8: 2, 9: 2}; cloud[k.Seed] != k.Image%4 {
			t.Errorf("image %d of cloud %d has seed %d", k.Image, k.Image%4, k.Seed)
		}
	}
	if count[0] != 10 || count[2] != 10 {
		t.Errorf("of the clouds came %v", count)
	}
}

func all(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func TestSamePictures(t *testing.T) {
	pairs := []duplicate.Pair{{A: 0, B: 1}, {A: 2, B: 3}, {A: 2, B: 4}, {A: 2, B: 5}, {A: 2, B: 6}, {A: 2, B: 7}, {A: 7, B: 8}}
	for _, c := range []struct {
		similarity []float64
		crowded    int // an image; 9 is in no pair
		want       []bool
	}{
		{[]float64{0.94, 0.94, 0.5, 0.5, 0.5, 0.99, 0.94}, 1, []bool{false, true, false, false, false, true, true}},
		{[]float64{0.94, 0.94, 0.5, 0.5, 0.5, 0.99, 0.94}, 9, []bool{true, true, false, false, false, true, true}},
		{[]float64{0.94, 0.97, 0.9, 0.9, 0.85, 0.99, 0.94}, 9, []bool{true, false, false, false, false, true, true}}, // 2 is one of a crowd
	} {
		crowded := make([]bool, 10)
		crowded[c.crowded] = true
		if got := samePictures(pairs, c.similarity, crowded); !slices.Equal(got, c.want) {
			t.Errorf("%v: %v, want %v", c.similarity, got, c.want)
		}
	}
}

func TestWorth(t *testing.T) {
	got := worth([]Look{{Size: 10, Bytes: 5}, {Size: 20, Bytes: 1}, {Size: 10, Bytes: 5}, {Size: 10, Bytes: 7}})
	if want := []int{0, 3, 0, 2}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

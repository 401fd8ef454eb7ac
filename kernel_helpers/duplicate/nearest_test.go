package duplicate

import (
	"cmp"
	"math/rand/v2"
	"reflect"
	"runtime"
	"slices"
	"testing"
)

// crowdOf makes prints of n pictures that are alike: each differs from one picture in some bits, the whole and the windows
// alike. The last of them are copies of the first ones, in which two bits are different.
func crowdOf(n, copies int, r *rand.Rand) []Prints {
	centre := Print{Hash(r.Uint64()), Hash(r.Uint64())}
	prints := make([]Prints, n)
	for i := range prints {
		p := centre
		for range 2 {
			p.Coarse ^= 1 << r.IntN(64)
		}
		for range 9 {
			p.Fine ^= 1 << r.IntN(64)
		}
		if of := i - (n - copies); of >= 0 {
			p = prints[of][0]
			p.Coarse ^= 1 << r.IntN(64)
			p.Fine ^= 1 << r.IntN(64)
		}
		for w := range prints[i] {
			prints[i][w] = p
		}
	}
	return prints
}

// TestCrowd compares each print with each, and wants the nearest of each, and to be told which are not all.
func TestCrowd(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 16))
	prints := crowdOf(300, 0, r)
	for i := range 100 { // some that have few others
		for w := range prints[i] {
			prints[i][w] = Print{Hash(r.Uint64()), Hash(r.Uint64())}
		}
	}
	for i := range 60 {
		prints[2*i%100] = prints[2*i%40+1]
	}
	found := Candidates(prints, make([]bool, len(prints)))
	var want []Pair
	cut := 0
	for i := range prints {
		var near []Candidate
		for j := range prints {
			p, q := prints[i][0], prints[j][0]
			if d := p.Coarse.Distance(q.Coarse) + p.Fine.Distance(q.Fine); i != j && p.near(q) {
				near = append(near, Candidate{int32(j), int32(d)})
			}
		}
		slices.SortFunc(near, func(a, b Candidate) int {
			return cmp.Or(cmp.Compare(a.Distance, b.Distance), cmp.Compare(a.Other, b.Other))
		})
		beyond := All
		if len(near) > kept {
			beyond, near = int(near[kept].Distance), near[:kept]
			cut++
		}
		if found.Beyond[i] != beyond {
			t.Errorf("picture %d: candidates are missing from %d on, want %d", i, found.Beyond[i], beyond)
		}
		for _, c := range near {
			want = append(want, Pair{min(i, int(c.Other)), max(i, int(c.Other))})
		}
	}
	slices.SortFunc(want, Pair.compare)
	want = slices.Compact(want)
	if cut < 50 || cut > 250 {
		t.Fatalf("the test has %d pictures with too many candidates", cut)
	}
	if got := found.Pairs(); !slices.Equal(got, want) {
		t.Errorf("%d pairs, want %d", len(got), len(want))
	}
}

// TestLargeCrowd has more look-alikes than are looked at, of which some are copies.
func TestLargeCrowd(t *testing.T) {
	const n, copies = 7000, 300
	r := rand.New(rand.NewPCG(17, 18))
	prints := crowdOf(n, copies, r)
	for i := range prints {
		for w := 1; w < windowCount; w++ {
			prints[i][w] = Print{Hash(r.Uint64()), Hash(r.Uint64())}
		}
	}
	found := Candidates(prints, make([]bool, n))
	pairs := found.Shorten(func(int) int { return 10 }).Pairs()
	if most := max(pairsLeast, pairsEach*n); len(pairs) > most || len(pairs) < n {
		t.Errorf("%d pairs of %d pictures, want at most %d", len(pairs), n, most)
	}
	missed := 0
	for i := range copies {
		if _, ok := slices.BinarySearchFunc(pairs, Pair{i, n - copies + i}, Pair.compare); !ok {
			missed++
		}
	}
	if missed > copies/100 {
		t.Errorf("%d of %d copies are not among the pairs", missed, copies)
	}
	if part := slices.Index(found.Beyond, 0); part < 0 {
		t.Error("no picture says that not all others were looked at")
	}
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	runtime.GOMAXPROCS(5)
	if !reflect.DeepEqual(Candidates(prints, make([]bool, n)), found) {
		t.Error("with 5 threads the pairs differ")
	}
}

// TestGalleryInParts looks for the candidates of parts of a crowd, some of which is skipped.
func TestGalleryInParts(t *testing.T) {
	const n = 6000
	r := rand.New(rand.NewPCG(19, 20))
	prints, whole, skip := crowdOf(n, 100, r), make([]Print, n), make([]bool, n)
	for i := range prints {
		for w := 1; w < windowCount; w++ {
			prints[i][w] = Print{Hash(r.Uint64()), Hash(r.Uint64())}
		}
		whole[i], skip[i] = prints[i][0], i%7 == 3
	}
	want, gallery := Candidates(prints, skip), NewGallery(whole, skip)
	if !slices.Contains(want.Beyond, 0) {
		t.Fatal("no picture has more others than are looked at")
	}
	for _, size := range []int{1777, 4000} {
		var got Found
		for from := 0; from < n; from += size {
			part := gallery.Candidates(from, prints[from:min(n, from+size)])
			got.Lists, got.Beyond = append(got.Lists, part.Lists...), append(got.Beyond, part.Beyond...)
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("in parts of %d the candidates differ", size)
		}
	}
}

func TestPairs(t *testing.T) {
	found := NewFound([][]Candidate{{{2, 7}, {1, 3}, {1, 3}}, {{0, 3}}, nil})
	if got := found.Pairs(); !slices.Equal(got, []Pair{{0, 1}, {0, 2}}) {
		t.Errorf("pairs %v", got)
	}
	if got := found.Shorten(func(int) int { return 6 }); !slices.Equal(got.Pairs(), []Pair{{0, 1}}) || !slices.Equal(got.Beyond, []int{All, All, All}) {
		t.Errorf("within 6 bits: %+v", got)
	}
}

// TestShorten has every second picture with more candidates than can be compared.
func TestShorten(t *testing.T) {
	const n = 20000
	lists := make([][]Candidate, n)
	for i := range lists {
		for d := range 6 + i%2*40 {
			lists[i] = append(lists[i], Candidate{int32((i + d + 1) % n), int32(d)})
		}
	}
	got := NewFound(lists).Shorten(func(i int) int { return 3 + i%2*40 })
	each := []int{4, 4} // all of the first, and as many of the second
	for i, list := range got.Lists {
		beyond := All
		if i%2 == 1 {
			beyond = each[1]
		}
		if len(list) != each[i%2] || got.Beyond[i] != beyond {
			t.Fatalf("picture %d has %d candidates, and others are missing from %d on, want %d and %d", i, len(list), got.Beyond[i], each[i%2], beyond)
		}
	}
}

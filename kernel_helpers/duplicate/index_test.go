package duplicate

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"slices"
	"testing"
)

// clustered draws n hashes of which many are near to each other, or equal.
func clustered(n int, r *rand.Rand) []Hash {
	hashes := make([]Hash, n)
	for i := range hashes {
		hashes[i] = Hash(r.Uint64())
		if i > 0 && r.IntN(2) == 0 {
			hashes[i] = hashes[r.IntN(i)]
			for range r.IntN(14) {
				hashes[i] ^= 1 << r.IntN(64)
			}
		}
	}
	return hashes
}

func naive(hashes []Hash, radius int) []Pair {
	var all []Pair
	for i := range hashes {
		for j := i + 1; j < len(hashes); j++ {
			if hashes[i].Distance(hashes[j]) <= radius {
				all = append(all, Pair{i, j})
			}
		}
	}
	return all
}

func TestNearIsNaive(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	for _, n := range []int{0, 1, 2, 3, 97, 1500} {
		hashes := clustered(n, r)
		for _, radius := range []int{0, 1, 2, 3, 5, 8, 10, 12, 16} {
			if got, want := Near(hashes, radius), naive(hashes, radius); !slices.Equal(got, want) {
				t.Errorf("%d hashes within %d: %d pairs, want %d", n, radius, len(got), len(want))
			}
		}
	}
}

// TestCuts tries every number of blocks, not only the one that is cheapest for the size.
func TestCuts(t *testing.T) {
	r := rand.New(rand.NewPCG(8, 8))
	hashes := clustered(300, r)
	for _, radius := range []int{0, 4, 9} {
		want := naive(hashes, radius)
		for count := 3; count <= 64; count++ {
			x := newIndex(hashes, radius, count)
			var got []Pair
			for i, h := range hashes {
				x.Each(h, radius, func(j int) {
					if i < j {
						got = append(got, Pair{i, j})
					}
				})
			}
			slices.SortFunc(got, Pair.compare)
			if !slices.Equal(got, want) {
				t.Errorf("%d blocks, radius %d: %d pairs, want %d", count, radius, len(got), len(want))
			}
		}
	}
}

func TestNearWithAnyThreads(t *testing.T) {
	hashes := clustered(20000, rand.New(rand.NewPCG(9, 9)))
	want := Near(hashes, 8)
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	for _, n := range []int{1, 3, 8} {
		runtime.GOMAXPROCS(n)
		if !slices.Equal(Near(hashes, 8), want) {
			t.Errorf("with %d threads the pairs differ", n)
		}
	}
}

// BenchmarkNear searches a pool of which a tenth are near duplicates.
func BenchmarkNear(b *testing.B) {
	for _, n := range []int{100_000, 1_000_000} {
		r := rand.New(rand.NewPCG(1, 1))
		hashes := make([]Hash, n)
		for i := range hashes {
			hashes[i] = Hash(r.Uint64())
			if i > 0 && r.IntN(10) == 0 {
				hashes[i] = hashes[r.IntN(i)] ^ 1<<r.IntN(64) ^ 1<<r.IntN(64)
			}
		}
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			pairs := 0
			for b.Loop() {
				pairs = len(Near(hashes, Radius))
			}
			b.ReportMetric(float64(pairs), "pairs")
		})
	}
}

package duplicate

import (
	"math/rand/v2"
	"reflect"
	"testing"
)

// reach returns the numbers that paths of pairs lead to from i, ascending.
func reach(n int, pairs []Pair, i int) []int {
	seen := make([]bool, n)
	seen[i] = true
	for grew := true; grew; {
		grew = false
		for _, p := range pairs {
			if seen[p.A] != seen[p.B] {
				seen[p.A], seen[p.B], grew = true, true, true
			}
		}
	}
	var all []int
	for j, s := range seen {
		if s {
			all = append(all, j)
		}
	}
	return all
}

func TestGroups(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	for range 50 {
		n := 1 + r.IntN(60)
		pairs := make([]Pair, r.IntN(n))
		g := NewGroups(n)
		for i := range pairs {
			pairs[i] = Pair{r.IntN(n), r.IntN(n)}
			g.Join(pairs[i].A, pairs[i].B)
		}
		var want [][]int
		for i := range n {
			group := reach(n, pairs, i)
			if g.Of(i) != group[0] {
				t.Fatalf("%d of %d numbers with %v is in the group of %d, want %d", i, n, pairs, g.Of(i), group[0])
			}
			if len(group) > 1 && group[0] == i {
				want = append(want, group)
			}
		}
		if got := g.Several(); !reflect.DeepEqual(got, want) {
			t.Fatalf("groups %v, want %v", got, want)
		}
	}
}

// TestChain joins a long chain from its end, the worst order for paths.
func TestChain(t *testing.T) {
	const n = 1_000_000
	g := NewGroups(n)
	for i := n - 1; i > 0; i-- {
		g.Join(i-1, i)
	}
	if groups := g.Several(); len(groups) != 1 || len(groups[0]) != n || g.Of(n-1) != 0 {
		t.Errorf("%d groups", len(groups))
	}
}

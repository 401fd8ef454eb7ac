package knn

import (
	"fmt"
	"math"
	"math/rand/v2"
	"reflect"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// dealt deals the rows of a gallery to lists, and says which lists each query meets.
func dealt(queries, gallery matrix.Rows, n int, r *rand.Rand) (lists []List, meets [][]bool) {
	lists, meets = make([]List, n), make([][]bool, queries.N)
	for i := range gallery.N {
		at := r.IntN(n)
		lists[at].Index = append(lists[at].Index, i)
	}
	for q := range meets {
		meets[q] = make([]bool, gallery.N)
	}
	for at := range lists {
		lists[at].Rows = gallery.Select(lists[at].Index)
		for q := range queries.N {
			if r.IntN(3) == 0 {
				lists[at].Queries = append(lists[at].Queries, q)
				for _, i := range lists[at].Index {
					meets[q][i] = true
				}
			}
		}
	}
	return lists, meets
}

// TestSearchLists compares with the definition: equal rows in different lists, a zero vector, lists without rows or queries.
func TestSearchLists(t *testing.T) {
	for _, c := range []struct {
		queries, gallery, dim, lists, k int
		from                            float64
	}{
		{7, 50, 3, 4, 5, -2}, {40, 900, 16, 9, 12, 0.2}, {5, 8, 4, 12, 3, -2}, {30, 3000, 5, 2, 70, 0.9}, {3, 40, 2, 2, 0, 0}, {600, 400, 8, 3, 1, 0},
	} {
		t.Run(fmt.Sprint(c), func(t *testing.T) {
			queries, gallery := units(c.queries, c.dim, 1), units(c.gallery, c.dim, 2)
			for i := 0; i+7 < gallery.N; i += 9 {
				copy(gallery.Row(i+7), gallery.Row(i))
			}
			copy(queries.Row(0), gallery.Row(0))
			clear(gallery.Row(3))
			lists, meets := dealt(queries, gallery, c.lists, rand.New(rand.NewPCG(3, 4)))
			want := make([][]Neighbour, queries.N)
			for q := range want {
				for i, met := range meets[q] {
					if sim := matrix.Dot(queries.Row(q), gallery.Row(i)); met && sim >= c.from {
						want[q] = append(want[q], Neighbour{i, sim})
					}
				}
				slices.SortFunc(want[q], order)
				want[q] = slices.Clip(want[q][:min(c.k, len(want[q]))])
			}
			backwards := slices.Clone(lists)
			slices.Reverse(backwards)
			for _, o := range []Options{{Workers: 1}, {Workers: 3, QueryTile: 4, GalleryTile: 7}} {
				for _, in := range [][]List{lists, backwards} {
					got, err := SearchLists(t.Context(), queries, slices.Values(in), c.k, c.from, o)
					if err != nil {
						t.Fatal(err)
					}
					for q := range want {
						if len(got[q])+len(want[q]) > 0 && !reflect.DeepEqual(got[q], want[q]) {
							t.Fatalf("query %d: %v, want %v", q, got[q], want[q])
						}
					}
				}
			}
		})
	}
}

func TestSearchListsRefuses(t *testing.T) {
	queries := units(2, 3, 1)
	damaged := units(2, 3, 2)
	damaged.Data[4] = float32(math.NaN())
	for name, list := range map[string]List{
		"another dimension": {units(2, 4, 1), []int{0, 1}, []int{0}},
		"too few numbers":   {units(2, 3, 1), []int{0}, []int{0}},
		"not a number":      {damaged, []int{0, 1}, []int{0}},
	} {
		if _, err := SearchLists(t.Context(), queries, slices.Values([]List{list}), 1, 0, Options{}); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	if _, err := SearchLists(t.Context(), damaged, slices.Values([]List{}), 1, 0, Options{}); err == nil {
		t.Error("a damaged query: no error")
	}
}

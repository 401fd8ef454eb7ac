package experiment

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// testTrial has vectors with many ties, of which every image but each third is searched.
func testTrial(n int) (t *trial, gallery []int) {
	t = &trial{rows: matrix.New(n, 2), block: n}
	for i := range n {
		t.rows.Row(i)[i%2] = float32(i % 5)
		t.queries, t.queryRows, t.exclude = append(t.queries, i), append(t.queryRows, i), append(t.exclude, -1)
		if i%3 != 2 {
			t.exclude[i] = len(gallery)
			gallery = append(gallery, i)
		}
	}
	return t, gallery
}

type found struct {
	near []knn.Neighbour
	tied bool
}

// TestBlocks: how many queries are searched at once has no part in what is found.
func TestBlocks(t *testing.T) {
	trial, gallery := testTrial(23)
	if err := trial.setGallery(t.Context(), gallery, t.TempDir()); err != nil {
		t.Fatal(err)
	}
	defer trial.close()
	relevant := func(q int) []int { return []int{q % len(gallery), (q + 4) % len(gallery)} }
	var wantRanks knn.Ranks
	var want []found
	for _, block := range []int{23, 1, 4, 22, 100} {
		trial.block = block
		ranks, err := trial.ranks(t.Context(), relevant)
		if err != nil {
			t.Fatal(err)
		}
		var got []found
		err = trial.search(t.Context(), 3, func(q int, near []knn.Neighbour, tied bool) error {
			if q != len(got) {
				t.Errorf("query %d came as number %d", q, len(got))
			}
			got = append(got, found{near, tied})
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if block == 23 {
			want, wantRanks = got, ranks
		}
		if len(got) != 23 || !reflect.DeepEqual(got, want) || !reflect.DeepEqual(ranks, wantRanks) {
			t.Errorf("blocks of %d: found %v and %v, want %v and %v", block, got, ranks, want, wantRanks)
		}
	}
}

// TestGallery: rows that lie together are the store's own, others are mapped from a file without a name.
func TestGallery(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	trial, between := testTrial(3000)
	together := make([]int, 1000)
	for i := range together {
		together[i] = 1000 + i
	}
	for name, index := range map[string][]int{"together": together, "one": {7}, "between others": between} {
		if err := trial.setGallery(t.Context(), index, dir); err != nil {
			t.Fatal(err)
		}
		want := trial.rows.Select(index)
		if g := trial.galleryRows; g.N != want.N || g.Dim != want.Dim || !slices.Equal(g.Data, want.Data) {
			t.Errorf("%s: the gallery has other vectors", name)
		}
		if view := &trial.galleryRows.Data[0] == &trial.rows.Row(index[0])[0]; view != (name != "between others") {
			t.Errorf("%s: a view of the store: %v", name, view)
		}
		trial.close()
		trial.gathered = nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := trial.setGallery(ctx, between, dir); !errors.Is(err, context.Canceled) {
		t.Errorf("stopped: %v", err)
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) != 0 {
		t.Errorf("left in the folder: %v, %v", left, err)
	}
}

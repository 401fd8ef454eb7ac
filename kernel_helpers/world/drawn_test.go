package world

import (
	"bytes"
	"fmt"
	"image"
	"runtime"
	"sync"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/internal/golden"
)

var drawnSets = []struct {
	name           string
	labels         int
	search, inside string // the splits
	queries, each  int    // pictures of each label in them
	side           int    // pixels
}{
	{"produce", 16, "test", "train", 25, 30, 64},
	{"birds", 24, "test", "train", 30, 20, 80},
	{"xray", 3, "test", "train", 100, 200, 80},
	{"faces", 60, "query", "gallery", 2, 8, 80},
	{"products", 84, "query", "gallery", 4, 6, 64},
}

// TestDrawnLists counts what each set holds: every label in both splits, every name once.
func TestDrawnLists(t *testing.T) {
	for _, want := range drawnSets {
		list, err := Pictures(want.name, 1001)
		if err != nil {
			t.Fatal(err)
		}
		names, count := map[string]bool{}, map[[2]string]int{}
		for _, p := range list {
			names[p.Name] = true
			count[[2]string{p.Split, p.Label}]++
		}
		if len(names) != len(list) || len(count) != 2*want.labels {
			t.Errorf("%s: %d names and %d labels of splits for %d pictures", want.name, len(names), len(count), len(list))
		}
		for key, n := range count {
			if (key[0] != want.search || n != want.queries) && (key[0] != want.inside || n != want.each) {
				t.Errorf("%s: %d pictures of %v", want.name, n, key)
			}
		}
	}
}

// TestDrawnPixels compares pictures of each set with what they were; the draw is one of those for validation.
func TestDrawnPixels(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the digests are those of amd64: other architectures fuse multiplications and additions")
	}
	var b bytes.Buffer
	for _, set := range drawnSets {
		list, err := Pictures(set.name, 1001)
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(list); i += len(list) / 7 {
			fmt.Fprintln(&b, set.name, list[i].Name, digest.Of(list[i].Draw().Pix))
		}
	}
	golden.Check(t, "testdata/drawn.txt", b.Bytes())
}

// TestDrawnInAnyOrder draws pictures one after the other and all at once: the bytes are the same, and no two
// pictures are.
func TestDrawnInAnyOrder(t *testing.T) {
	for _, set := range drawnSets {
		list, err := Pictures(set.name, 1002)
		if err != nil {
			t.Fatal(err)
		}
		list = list[len(list)-40:]
		together := make([][]byte, len(list))
		var group sync.WaitGroup
		for i, p := range list {
			group.Go(func() { together[i] = p.Draw().Pix })
		}
		group.Wait()
		seen := map[digest.SHA256]string{}
		for i := len(list) - 1; i >= 0; i-- {
			alone := list[i].Draw().Pix
			if !bytes.Equal(alone, together[i]) {
				t.Errorf("%s: %s depends on what else is drawn", set.name, list[i].Name)
			}
			if other := seen[digest.Of(alone)]; other != "" {
				t.Errorf("%s: %s is the same picture as %s", set.name, list[i].Name, other)
			}
			seen[digest.Of(alone)] = list[i].Name
		}
	}
}

// TestDrawnIsOpaque looks at the size and opacity, and at the greys of the X-rays.
func TestDrawnIsOpaque(t *testing.T) {
	for _, set := range drawnSets {
		list, err := Pictures(set.name, 1003)
		if err != nil {
			t.Fatal(err)
		}
		for _, p := range list[:20] {
			img := p.Draw()
			if img.Rect != image.Rect(0, 0, set.side, set.side) || !img.Opaque() {
				t.Fatalf("%s: %v, opaque: %t", p.Name, img.Rect, img.Opaque())
			}
			for i := 0; set.name == "xray" && i < len(img.Pix); i += 4 {
				if img.Pix[i] != img.Pix[i+1] || img.Pix[i] != img.Pix[i+2] {
					t.Fatalf("%s: a pixel is not grey", p.Name)
				}
			}
		}
	}
}

package report

import (
	"fmt"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

func TestOrdered(t *testing.T) {
	s := &suite.Suite{Datasets: []string{"a", "b", "c"}, Report: suite.ReportNotes{Order: []string{"c", "unknown", "c"}}}
	if got, want := ordered(s), []string{"c", "a", "b"}; !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
}

func TestAnchors(t *testing.T) {
	got := anchors([]string{"Birds of 2024", "birds-of_2024", "птицы", "鳥", `"><b>`})
	seen := map[string]string{}
	for name, id := range got {
		if other, taken := seen[id]; taken {
			t.Errorf("%q and %q share the anchor %s", name, other, id)
		}
		seen[id] = name
		for _, r := range id {
			if !(r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '-') {
				t.Errorf("anchor %q of %q holds %q", id, name, r)
			}
		}
	}
	if want := "data-birds-of-2024"; got["Birds of 2024"] != want {
		t.Errorf("got %s, want %s", got["Birds of 2024"], want)
	}
}

// TestSameTitles gives two models of different files one title: the page tells them apart by their names.
func TestSameTitles(t *testing.T) {
	f := explained(t)
	f.write("models/net-a.yaml", fmt.Sprintf(modelFile, "net-a", "CLIP <A>"))
	e, err := gather(t.Context(), f.Suite, f.Out)
	f.check(err)
	if got, want := e.title("net-a")+", "+e.title("clip-a"), "CLIP <A> (net-a), CLIP <A> (clip-a)"; got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if got, want := e.title("net-b"), "שם ארוך מאוד של רשת עצבית"; got != want {
		t.Errorf("a title of one model became %s, want %s", got, want)
	}
}

func Example_numbers() {
	fmt.Println(seconds(0), seconds(0.001), seconds(1.234), seconds(54.321), seconds(4321))
	fmt.Println(rate(0), rate(9.87), rate(1234.6))
	// Output:
	// – < 0.01 1.23 54.3 4,321
	// – 9.9 1,235
}

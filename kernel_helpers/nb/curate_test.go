package nb

import (
	"strings"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/dataset"
)

func TestCopies(t *testing.T) {
	item := dataset.Item{ID: hostile, Path: "nowhere"}
	p := &curate.Planted{Originals: 4, Kinds: []curate.PlantedKind{{Kind: "resized", Planted: 4, Found: 3, Pairs: 10, Wrong: 1}},
		Copies: []curate.PlantedCopy{{Item: item, Original: item, Kind: "resized", Found: true}}}
	d := copiesTable(p)
	for _, want := range []string{"Copies of 4 images", "resized", "3 of 4", "75.0 % (30.1 % … 95.4 %)", "90.0 %"} {
		if !strings.Contains(d.text, want) {
			t.Errorf("the text has no %q:\n%s", want, d.text)
		}
	}
	if d, err := missedRow(t.Context(), p); err != nil || d != (display{}) {
		t.Errorf("nothing was missed, and is shown: %q, %v", d.html, err)
	}
	p.Copies[0].Found = false
	d, err := missedRow(t.Context(), p)
	if err != nil || !strings.Contains(string(d.html), "Not found") || strings.Count(string(d.html), "<figure") != 2 || strings.Contains(string(d.html), hostile) {
		t.Errorf("missed: %q, %v", d.html, err)
	}
}

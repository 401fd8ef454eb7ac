package comparison

import (
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Note is something in which results differ beside the score.
type Note struct {
	What, A, B string // of what; as the sides have it, empty where it is a digest
	Results    []Name
}

// note adds what differs in the provenance of two results, and what each side warns of.
func (t *Table) note(before, after result.Record) {
	name := Name{before.Dataset, before.Model}
	a, b := before.Provenance, after.Provenance
	for _, x := range []struct{ what, a, b string }{
		{"engine", a.Engine, b.Engine},
		{"device", a.Device, b.Device},
		{"precision", a.Precision, b.Precision},
		{"image decoder", a.Decoder, b.Decoder},
		{"preprocessing", a.Preprocess, b.Preprocess},
		{"vfm", a.VFM, b.VFM},
	} {
		if x.a != x.b {
			t.addNote(x.what, x.a, x.b, name)
		}
	}
	if a.Weights != b.Weights {
		t.addNote("weights", "", "", name)
	}
	if a.Graph != b.Graph {
		t.addNote("graph", "", "", name)
	}
	for _, w := range before.Warnings {
		if !warns(after, w.Text) {
			t.addNote("warning", w.Text, "none", name)
		}
	}
	for _, w := range after.Warnings {
		if !warns(before, w.Text) {
			t.addNote("warning", "none", w.Text, name)
		}
	}
}

func warns(r result.Record, text string) bool {
	return slices.ContainsFunc(r.Warnings, func(w result.Warning) bool { return w.Text == text })
}

func (t *Table) addNote(what, a, b string, name Name) {
	i := slices.IndexFunc(t.Notes, func(n Note) bool { return n.What == what && n.A == a && n.B == b })
	if i < 0 {
		i = len(t.Notes)
		t.Notes = append(t.Notes, Note{What: what, A: a, B: b})
	}
	t.Notes[i].Results = append(t.Notes[i].Results, name)
}

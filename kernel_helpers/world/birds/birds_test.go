package birds

import (
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// TestSpeciesAreApart compares all species of a kind, and those of two seeds.
func TestSpeciesAreApart(t *testing.T) {
	for _, seed := range []uint64{1, 1001, 1002} {
		for a := range Labels() {
			one := newSpecies(seed, a)
			if one.marks == newSpecies(seed+10, a).marks {
				t.Errorf("seeds %d and %d share the species %s", seed, seed+10, Labels()[a])
			}
			for b := a + 1; b/perKind == a/perKind; b++ {
				other := newSpecies(seed, b)
				if one.kind != other.kind {
					t.Errorf("seed %d: %s and %s are of one kind but not of one shape", seed, Labels()[a], Labels()[b])
				}
				if n := one.differences(other.marks); n < 3 {
					t.Errorf("seed %d: %s and %s differ in %d marks", seed, Labels()[a], Labels()[b], n)
				}
			}
		}
	}
}

// TestMarksAreSeen takes each mark from a bird that has all of them: at least eight pixels change plainly, in
// nearly every picture of every kind.
func TestMarksAreSeen(t *testing.T) {
	all := marks{
		crown: strong[1], brow: pale[0], mask: dark[0], throat: strong[2], bars: 2, barColour: pale[0],
		breast: spotted, breastColour: dark[0], tip: pale[0],
	}
	without := map[string]func(*marks){
		"crown": func(m *marks) { m.crown = paint.Colour{} }, "brow": func(m *marks) { m.brow = paint.Colour{} },
		"mask": func(m *marks) { m.mask = paint.Colour{} }, "throat": func(m *marks) { m.throat = paint.Colour{} },
		"one bar": func(m *marks) { m.bars = 1 }, "breast": func(m *marks) { m.breast = plainBreast },
		"tip": func(m *marks) { m.tip = paint.Colour{} },
	}
	for name, take := range without {
		unseen, total := 0, 0
		for label := 0; label < len(Labels()); label += perKind {
			for i := range 5 {
				s := newSpecies(1001, label)
				s.marks = all
				with := newPerched(paint.Source(1001, "test", i), s).draw(nil)
				take(&s.marks)
				bare := newPerched(paint.Source(1001, "test", i), s).draw(nil)
				total++
				if changed(with.Pix, bare.Pix) < 8 {
					unseen++
				}
			}
		}
		if unseen > total/10 {
			t.Errorf("%s: not seen in %d of %d pictures", name, unseen, total)
		}
	}
}

// changed counts pixels in which a channel differs by more than 30 levels.
func changed(a, b []uint8) int {
	n := 0
	for i := 0; i < len(a); i += 4 {
		for k := range 3 {
			if d := int(a[i+k]) - int(b[i+k]); d > 30 || d < -30 {
				n++
				break
			}
		}
	}
	return n
}

// TestPoses looks at many pictures of one species: both directions, and no head beyond the upper edge.
func TestPoses(t *testing.T) {
	left := 0
	const n = 200
	for i := range n {
		p := newPerched(paint.Source(1001, "test", i), newSpecies(1001, i%len(Labels())))
		if p.left {
			left++
		}
		if p.y < -1 || p.y > 1 || p.x < -1 || p.x > 1 {
			t.Errorf("the body is at %.2f %.2f, outside the picture", p.x, p.y)
		}
	}
	if left < n/3 || left > n*2/3 {
		t.Errorf("%d of %d birds face left", left, n)
	}
}

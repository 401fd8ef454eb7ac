package faces

import (
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/world/paint"
)

// TestPeopleAreApart compares all people of a seed with one another and with those of another seed.
func TestPeopleAreApart(t *testing.T) {
	here, there := newPeople(1001), newPeople(1002)
	if len(here) != len(Labels()) {
		t.Fatalf("%d people for %d labels", len(here), len(Labels()))
	}
	for i, p := range here {
		if !p.stranger(here[:i]) {
			t.Errorf("%s looks like a person before", Labels()[i])
		}
		if p.stranger(here[:i+1]) {
			t.Errorf("%s passes for a stranger to itself", Labels()[i])
		}
		for _, q := range there {
			if p == q {
				t.Errorf("%s is in both seeds", Labels()[i])
			}
		}
	}
}

// TestViewsDiffer draws a person twice with the same and with another source.
func TestViewsDiffer(t *testing.T) {
	draw := func(seed uint64, label, view int) string {
		return string(Draw(seed, label, paint.Source(1, "test", view), nil).Pix)
	}
	first := draw(1001, 3, 0)
	if first != draw(1001, 3, 0) {
		t.Error("the same view is not the same picture")
	}
	for what, other := range map[string]string{
		"another view": draw(1001, 3, 1), "another person": draw(1001, 4, 0), "another seed": draw(1002, 3, 0),
	} {
		if first == other {
			t.Errorf("%s is the same picture", what)
		}
	}
}

// TestGlassesAndBeardAreSeen takes them from every tenth person, in the same view.
func TestGlassesAndBeardAreSeen(t *testing.T) {
	for i := 0; i < people; i += 10 {
		p := newPeople(1001)[i]
		p.beard, p.rims = fullBeard, roundRims
		v := newPortrait(paint.Source(1001, "test", i), p)
		with := v.draw(nil).Pix
		for what, take := range map[string]func(*person){
			"beard":   func(p *person) { p.beard = shaven },
			"glasses": func(p *person) { p.rims = noGlasses },
		} {
			bare := p
			take(&bare)
			without := newPortrait(paint.Source(1001, "test", i), bare).draw(nil).Pix
			n := 0
			for k := range with {
				if with[k] != without[k] {
					n++
				}
			}
			if n < 60 {
				t.Errorf("%s of person %d: %d values differ", what, i, n)
			}
		}
	}
}

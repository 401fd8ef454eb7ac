package world

import (
	"slices"
	"strings"
	"testing"
)

func TestUnknownSet(t *testing.T) {
	_, err := Pictures("fruit", 1)
	if err == nil || !strings.Contains(err.Error(), `no drawn data set "fruit"; there are produce`) {
		t.Errorf("Pictures of an unknown set: %v", err)
	}
}

func TestSets(t *testing.T) {
	for _, name := range Sets() {
		s, err := Find(name)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"train", "test"}
		if s.Task == "retrieval" {
			want = []string{"query", "gallery"}
		}
		if s.Title == "" || s.Description == "" || s.Size < 64 || s.Size > 96 || len(s.splits) != 2 || s.splits[0].name != want[0] || s.splits[1].name != want[1] {
			t.Errorf("set %s: %+v", name, s)
		}
		list, err := Pictures(name, 1001)
		if err != nil {
			t.Fatal(err)
		}
		if len(list) < 300 || len(list) > 1500 {
			t.Errorf("set %s has %d pictures", name, len(list))
		}
		for _, p := range list {
			if !strings.HasPrefix(p.Name, p.Split+"/"+p.Label+"/") || !slices.Contains(s.Labels(), p.Label) {
				t.Errorf("set %s has a picture %s of %s in %s", name, p.Name, p.Label, p.Split)
			}
		}
	}
}

// TestNoPictureComesTwice draws every fourth picture of two seeds: none may be equal to another, in particular none
// of one split to one of the other.
func TestNoPictureComesTwice(t *testing.T) {
	for _, name := range Sets() {
		seen := map[string]string{}
		for _, seed := range []uint64{1001, 1002} {
			list, err := Pictures(name, seed)
			if err != nil {
				t.Fatal(err)
			}
			for i := 0; i < len(list); i += 4 {
				d := pictureDigest(list[i].Draw())
				if other, ok := seen[d]; ok {
					t.Errorf("set %s: %s is equal to %s", name, list[i].Name, other)
				}
				seen[d] = list[i].Name
			}
		}
	}
}

// TestSetsShareNothingWithScenes: fruits and products have marks in a colour of their own (a leaf, a cap, an
// emblem), which no figure of the training world has, and none of them has a training figure's name.
func TestSetsShareNothingWithScenes(t *testing.T) {
	accented := func(f figure) bool {
		return slices.ContainsFunc(f.marks, func(m mark) bool { return m.tone == accent })
	}
	for _, f := range shapes {
		if accented(f) {
			t.Errorf("the training world's %s has a mark in the accent colour", f.name)
		}
	}
	var others []figure
	for _, f := range fruits {
		others = append(others, f.figure)
	}
	for _, g := range goods {
		others = append(others, g.figure)
	}
	for _, f := range others {
		if slices.Contains(Shapes(), f.name) {
			t.Errorf("the training world has a %s too", f.name)
		}
		if !accented(f) {
			t.Errorf("%s has no mark in the accent colour", f.name)
		}
	}
}

// TestProducts: two products of a seed differ, and a product is the same in all its pictures.
func TestProducts(t *testing.T) {
	type key struct {
		form   string
		colour any
	}
	seen := map[key]int{}
	for i := range productCount {
		p, again := newProduct(1001, i), newProduct(1001, i)
		if p.main != again.main || p.badge != again.badge || p.emblem != again.emblem {
			t.Errorf("product %d is not the same twice", i)
		}
		if other, ok := seen[key{p.name, p.main}]; ok {
			t.Errorf("products %d and %d are equal", i, other)
		}
		seen[key{p.name, p.main}] = i
		if d := p.badge.Distance(p.main); d < 0.2 {
			t.Errorf("product %d: its emblem differs by %.2f from its body", i, d)
		}
		if next := newProduct(1002, i); next.main == p.main {
			t.Errorf("product %d is the same with another seed", i)
		}
	}
}

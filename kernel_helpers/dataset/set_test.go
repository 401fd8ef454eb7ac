package dataset

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func mustOpen(t *testing.T, dir string) *Set {
	t.Helper()
	s, err := open(t, dir)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestDigestsAreOfContent(t *testing.T) {
	dir := tree(t)
	first := mustOpen(t, dir)
	moved := filepath.Join(t.TempDir(), "elsewhere")
	if err := os.Rename(dir, moved); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name               string
		change             func()
		fingerprint, truth bool // whether they stay as they were
	}{
		{"moved", func() {}, true, true},
		{"a problem more", func() { writeFile(t, moved, "train/owl/x.txt", "x") }, true, true},
		{"the card", func() { writeFile(t, moved, "dataset.yaml", strings.Replace(goodCard, "Birds", "B", 1)) }, true, true},
		{"a byte", func() { writeFile(t, moved, "train/owl/1.png", "other") }, false, true},
		{"an image more", func() { writeFile(t, moved, "train/owl/9.png", "more") }, false, false},
	} {
		c.change()
		s := mustOpen(t, moved)
		if got := s.Fingerprint() == first.Fingerprint(); got != c.fingerprint {
			t.Errorf("%s: fingerprint equal: %t, want %t", c.name, got, c.fingerprint)
		}
		if got := s.Truth() == first.Truth(); got != c.truth {
			t.Errorf("%s: truth equal: %t, want %t", c.name, got, c.truth)
		}
	}
}

func TestTruthChangesWithLabelsAndRoles(t *testing.T) {
	base := &Set{Card: Card{Task: Retrieval}, Items: []Item{{ID: "a", Label: "x", Role: Query}, {ID: "b", Label: "x", Role: Gallery}}}
	for name, change := range map[string]func(*Set){
		"task":  func(s *Set) { s.Card.Task = Classification },
		"label": func(s *Set) { s.Items[0].Label = "y" },
		"role":  func(s *Set) { s.Items[0].Role = Gallery },
		"id":    func(s *Set) { s.Items[0].ID = "c" },
		"words": func(s *Set) { s.Captions = map[int][]string{1: {"a red boot"}} },
	} {
		s := &Set{Card: base.Card, Items: slices.Clone(base.Items)}
		change(s)
		if s.Truth() == base.Truth() {
			t.Errorf("the truth does not change with the %s", name)
		}
		if same := s.Fingerprint() == base.Fingerprint(); same == (name == "id") {
			t.Errorf("fingerprint equal after a change of the %s: %t", name, same)
		}
	}
}

func TestRolesOfRetrieval(t *testing.T) {
	items := []Item{{ID: "a", Label: "x", Role: Gallery}, {ID: "b", Label: "x", Role: Query}, {ID: "c", Role: Gallery}}
	both := &Set{Card: Card{Task: Retrieval, Splits: map[Role]string{Query: "q", Gallery: "g"}}, Items: items}
	if q, g := both.Queries(), both.Gallery(); !slices.Equal(q, []int{1}) || !slices.Equal(g, []int{0, 2}) || both.LeaveOneOut() {
		t.Errorf("queries %v, gallery %v", q, g)
	}
	if got := both.Classes(); !slices.Equal(got, []string{"x"}) {
		t.Errorf("classes %q, want x without the distractor's empty label", got)
	}
	one := &Set{Card: Card{Task: Retrieval, Splits: map[Role]string{Gallery: "g"}}, Items: items}
	if q, g := one.Queries(), one.Gallery(); !slices.Equal(q, g) || !slices.Equal(q, []int{0, 2}) || !one.LeaveOneOut() {
		t.Errorf("leave one out: queries %v, gallery %v", q, g)
	}
}

// photos returns the folder of the real photographs, or skips the test.
func photos(t *testing.T) string {
	t.Helper()
	shared := os.Getenv("VFM_SHARED")
	if shared == "" {
		shared = filepath.Join("..", "..", "..", "shared")
	}
	dir := filepath.Join(shared, "photos")
	if _, err := os.Stat(dir); err != nil {
		t.Skipf("the real photographs are not there: %v", err)
	}
	return dir
}

func TestPhotographs(t *testing.T) {
	dir := photos(t)
	for _, c := range []struct {
		name                              string
		items, queries, gallery, nClasses int
		fingerprint                       string // first digits: a change of the format would make every cache stale
	}{
		{"fruits", 660, 220, 440, 22, "5eb875a4"},
		{"birds", 1100, 400, 700, 50, "00135520"},
		{"xray", 264, 84, 180, 3, "4d6aa433"},
		{"faces", 475, 475, 475, 24, "8053589c"},
		{"products", 403, 186, 217, 31, "85c3a6b2"},
	} {
		s := mustOpen(t, filepath.Join(dir, c.name))
		if len(s.Items) != c.items || len(s.Queries()) != c.queries || len(s.Gallery()) != c.gallery || len(s.Classes()) != c.nClasses {
			t.Errorf("%s: %d items, %d queries, %d gallery, %d classes; want %+v", c.name, len(s.Items), len(s.Queries()), len(s.Gallery()), len(s.Classes()), c)
		}
		if len(s.Problems)+len(s.Warnings) != 0 {
			t.Errorf("%s: problems %v, warnings %v", c.name, s.Problems, s.Warnings)
		}
		if got := s.Fingerprint().String()[:8]; got != c.fingerprint {
			t.Errorf("%s: fingerprint %s…, want %s…", c.name, got, c.fingerprint)
		}
	}
}

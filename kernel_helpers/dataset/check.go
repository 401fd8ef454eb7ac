package dataset

import (
	"fmt"
	"path/filepath"
)

// check returns an error for a set that no experiment can use, and fills in the warnings.
func (s *Set) check(where place) error {
	for _, role := range s.Card.Roles() {
		if len(s.Index(role)) == 0 {
			return fmt.Errorf("split %s has no image in %s%s; put images there or correct `splits` in %s", role, s.where(where, role), s.firstProblem(), s.Card.Path)
		}
	}
	gallery := map[string]bool{}
	for _, i := range s.Gallery() {
		gallery[s.Items[i].Label] = true
	}
	if s.Card.Task == Classification && len(gallery) == 1 {
		return fmt.Errorf("split %s has images of one class only, %q; classification needs two: add a folder or label, or correct %s", Train, s.Items[s.Gallery()[0]].Label, s.Card.Path)
	}
	if n := len(s.Classes()); s.Card.Task == Retrieval && n == 1 {
		s.Warnings = append(s.Warnings, Warning{Code: "one-class", Text: "All images have one label, so every result is right.", N: len(s.Items)})
	}
	s.warnUnseen(gallery)
	return nil
}

// warnUnseen notes test images that no training image can answer.
func (s *Set) warnUnseen(gallery map[string]bool) {
	if s.Card.Task != Classification {
		return
	}
	n, example := 0, ""
	for _, i := range s.Queries() {
		if label := s.Items[i].Label; !gallery[label] {
			if n++; example == "" {
				example = label
			}
		}
	}
	if n > 0 {
		s.Warnings = append(s.Warnings, Warning{Code: "unseen-class", N: n,
			Text: fmt.Sprintf("%d test images have a class without training images, such as %q; they cannot be answered right.", n, example)})
	}
}

// where names the place in which a split's images were looked for.
func (s *Set) where(in place, role Role) string {
	if in.table != "" {
		return fmt.Sprintf("%s with split %q", in.table, s.Card.Splits[role])
	}
	return filepath.Join(in.dir, filepath.FromSlash(s.Card.Splits[role]))
}

// firstProblem helps to see why a split is empty.
func (s *Set) firstProblem() string {
	if len(s.Problems) == 0 {
		return ""
	}
	p := s.Problems[0]
	return fmt.Sprintf(" (%d files were left out, such as %s: %s)", len(s.Problems), p.Item, p.Reason)
}

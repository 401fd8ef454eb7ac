package dataset

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
	"github.com/vfm-go/vfm/kernel_helpers/world"
)

// DescribedRole is that of the images that captions search: those that no training image answers for.
func (s *Set) DescribedRole() Role {
	if s.Card.Task == Classification {
		return Test
	}
	return Gallery
}

// validateCaptions refuses a table of captions that cannot be one.
func (c Card) validateCaptions(doc *card.Document, source card.Source) error {
	if c.Captions == "" {
		return nil
	}
	if source.Scheme == card.World {
		return doc.Errorf("captions", "drawn pictures bring the captions that they have; remove the line")
	}
	if _, err := cleanID(c.Captions); err != nil || !isTable(c.Captions) {
		return doc.Errorf("captions", "captions is %q, which is no .csv file below the data folder; name a table with the columns %s and %s", c.Captions, c.Columns.path(), c.Columns.caption())
	}
	return nil
}

// readCaptions fills in the captions of the set.
func (s *Set) readCaptions(where place) error {
	source, err := card.ParseSource(s.Card.Source)
	if err != nil {
		return err
	}
	at := make(map[string]int, len(s.Items))
	for i, it := range s.Items {
		at[it.ID] = i
	}
	s.Captions = map[int][]string{}
	switch {
	case source.Scheme == card.World:
		return s.drawnCaptions(source, at)
	case s.Card.Captions != "":
		return s.captionTable(where, at)
	}
	return nil
}

// drawnCaptions takes the captions of pictures that vfm draws.
func (s *Set) drawnCaptions(source card.Source, at map[string]int) error {
	name, seed, err := source.World()
	if err != nil {
		return err
	}
	pictures, err := world.Pictures(name, seed)
	if err != nil {
		return err
	}
	for _, p := range pictures {
		if i, here := at[p.Name+".png"]; here {
			s.addCaption(i, p.Caption())
		}
	}
	return nil
}

// captionTable reads the table of the card: a row for each caption of an image.
func (s *Set) captionTable(where place, at map[string]int) error {
	id := path.Clean(s.Card.Captions)
	file := filepath.Join(where.dir, filepath.FromSlash(id))
	if where.stray(id) {
		return fmt.Errorf("captions: %s is %s; correct captions in %s", id, notOfCommit, s.Card.Path)
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return fmt.Errorf("captions: %w; put the table there or correct captions in %s", err, s.Card.Path)
	}
	t, err := newTable(file, text, s.Card.Columns, s.Card.Columns.path(), s.Card.Columns.caption())
	if err != nil {
		return err
	}
	t.dir = path.Dir(id)
	unknown, example := 0, ""
	for {
		r, err := t.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		i, known := at[r.id]
		if !known {
			if unknown++; example == "" {
				example = r.id
			}
			continue
		}
		s.addCaption(i, r.caption)
	}
	if unknown > 0 {
		s.Problems = append(s.Problems, Problem{Item: id, Reason: fmt.Sprintf("captions left out because the data set has no such image: %d, such as of %s", unknown, example)})
	}
	return s.checkCaptions(file)
}

// addCaption adds a caption to an image, unless it is empty or there already.
func (s *Set) addCaption(i int, text string) {
	if text != "" && !slices.Contains(s.Captions[i], text) {
		s.Captions[i] = append(s.Captions[i], text)
	}
}

// checkCaptions wants a caption of an image that can be searched.
func (s *Set) checkCaptions(file string) error {
	role := s.DescribedRole()
	if slices.ContainsFunc(s.Index(role), func(i int) bool { return len(s.Captions[i]) > 0 }) {
		return nil
	}
	return fmt.Errorf("%s has no caption of an image of split %s; write paths as the images' are, or remove captions from %s", file, role, s.Card.Path)
}

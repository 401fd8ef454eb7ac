package suite

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// Dataset reads the card of a data set: <suite>/datasets/NAME/dataset.yaml, <suite>/NAME/dataset.yaml or
// Root()/datasets/NAME/dataset.yaml, else the card in one of those folders whose name is NAME.
func (s *Suite) Dataset(name string) (dataset.Card, error) {
	where := place{kind: "data set", suffix: string(filepath.Separator) + "dataset.yaml", folders: []string{
		filepath.Join(s.dir(), "datasets"), s.dir(), filepath.Join(Root(), "datasets"),
	}}
	return find(s, where, name, dataset.ReadCard, func(c dataset.Card) string { return c.Name })
}

// Model reads the card of a model: <suite>/models/NAME.yaml or NAME.yaml in the folder that the suite's
// `models` names, else the card there whose name is NAME. A card of another family than the suite's is an
// error; a card without a family takes the suite's.
func (s *Suite) Model(name string) (zoo.Card, error) {
	folders := []string{filepath.Join(s.dir(), "models")}
	switch {
	case filepath.IsAbs(s.Models):
		folders = append(folders, s.Models)
	case s.Models != "":
		folders = append(folders, filepath.Join(s.dir(), s.Models))
	}
	where := place{kind: "model", suffix: ".yaml", folders: folders}
	c, err := find(s, where, name, zoo.ReadCard, func(c zoo.Card) string { return c.Name })
	if err != nil {
		return zoo.Card{}, err
	}
	switch family := s.Family(name); {
	case family == "" || c.Family == family:
	case c.Family == "":
		c.Family = family
	default:
		return zoo.Card{}, fmt.Errorf("reading model %s: %s puts it in family %q but its card %s says %q; make them equal", name, s.Path, family, c.Path, c.Family)
	}
	return c, nil
}

// place says where cards of one kind lie: the card of NAME is the file NAME + suffix in one of folders.
type place struct {
	kind    string
	suffix  string
	folders []string
}

// find reads the card that is called name by its file, else by its own name.
func find[C any](s *Suite, where place, name string, read func(string) (C, error), nameOf func(C) string) (C, error) {
	var none C
	var tried []string
	for _, folder := range where.folders {
		path := filepath.Join(folder, name+where.suffix)
		if _, err := os.Stat(path); err != nil {
			if !slices.Contains(tried, path) {
				tried = append(tried, path)
			}
			continue
		}
		c, err := read(path)
		if err == nil && nameOf(c) != name {
			err = fmt.Errorf("the card %s has the name %q, but lies where %q belongs; make them equal", path, nameOf(c), name)
		}
		if err != nil {
			return none, fmt.Errorf("reading %s %s: %w", where.kind, name, err)
		}
		return c, nil
	}
	return search(s, where, name, tried, read, nameOf)
}

// search reads every card of the place for one that calls itself name.
func search[C any](s *Suite, where place, name string, tried []string, read func(string) (C, error), nameOf func(C) string) (C, error) {
	var none C
	var known []string
	broken := ""
	for _, path := range where.all() {
		c, err := read(path)
		switch {
		case err != nil && broken == "":
			broken = fmt.Sprintf("; a card there cannot be read: %v", err)
		case err == nil && nameOf(c) == name:
			return c, nil
		case err == nil:
			known = append(known, nameOf(c))
		}
	}
	return none, fmt.Errorf("finding %s %s of suite %s: no card at %s%s%s; add the card or correct %s",
		where.kind, name, s.Name, strings.Join(tried, ", "), didYouMean(name, known), broken, s.Path)
}

// all lists every card file of the place, folder by folder, sorted within each.
func (p place) all() []string {
	var paths []string
	for _, folder := range p.folders {
		found, err := os.ReadDir(folder)
		if err != nil {
			continue // a folder that is not there holds no cards
		}
		for _, e := range found {
			path := filepath.Join(folder, strings.TrimSuffix(e.Name(), p.suffix)+p.suffix)
			if _, err := os.Stat(path); err == nil && !slices.Contains(paths, path) {
				paths = append(paths, path)
			}
		}
	}
	return paths
}

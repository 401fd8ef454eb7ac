package suite

import (
	"cmp"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// Dataset reads the card of a data set from the first of the folders <suite>/datasets, <suite> and
// Root()/datasets that has it: as NAME/dataset.yaml, or as a card there whose name is NAME.
func (s *Suite) Dataset(name string) (dataset.Card, error) {
	where := place{kind: "data set", suffix: string(filepath.Separator) + "dataset.yaml", folders: []string{
		filepath.Join(s.dir(), "datasets"), s.dir(), filepath.Join(Root(), "datasets"),
	}}
	return find(s, where, name, dataset.ReadCard, func(c dataset.Card) string { return c.Name })
}

// Model reads the card of a model from the first folder that has it, of <suite>/models, the folder that the
// suite's `models` names, and the cards that vfm brings (see [Models]): as NAME.yaml, or as a card there whose
// name is NAME. A card without a family, or one that vfm brings, takes the suite's; a baseline is none of any
// family. Any other card of another family than the suite's is an error.
func (s *Suite) Model(name string) (zoo.Card, error) {
	folders := []string{filepath.Join(s.dir(), "models")}
	switch {
	case filepath.IsAbs(s.Models):
		folders = append(folders, s.Models)
	case s.Models != "":
		folders = append(folders, filepath.Join(s.dir(), s.Models))
	}
	where := place{kind: "model", suffix: ".yaml", folders: append(folders, modelsDir())}
	c, err := find(s, where, name, zoo.ReadCard, func(c zoo.Card) string { return c.Name })
	if err != nil {
		return zoo.Card{}, err
	}
	switch family := s.Family(name); {
	case family == "" || c.Family == family:
	case c.Family == "" || brought(c.Path) || family == BaselineFamily:
		c.Family = family
	default:
		return zoo.Card{}, fmt.Errorf("reading model %s: %s puts it in family %q but its card %s says %q; make them equal", name, s.Path, family, c.Path, c.Family)
	}
	return c, nil
}

// Reader names the first model of the suite that reads texts, of those whose text model is here if there are any.
func (s *Suite) Reader() (string, error) {
	first := ""
	for _, f := range s.Families {
		for _, name := range f.Models {
			card, err := s.Model(name)
			if err != nil {
				return "", err
			}
			if !card.HasText() || card.Text.Tokenizer == "" {
				continue
			}
			if _, err := card.TextCard().WeightsPath(); err == nil {
				return name, nil
			}
			first = cmp.Or(first, name)
		}
	}
	if first == "" {
		return "", fmt.Errorf("no model of suite %s reads texts; add one to %s, such as clip-vit-b32", s.Name, s.Path)
	}
	return first, nil
}

// modelsDir is the folder of the model cards that vfm brings, which every suite can name.
func modelsDir() string { return filepath.Join(Root(), "kernel_helpers", "zoo", "cards") }

// brought reports whether a card is one that vfm brings, by whatever path a suite reaches it.
func brought(path string) bool {
	dir, err := os.Stat(filepath.Dir(path))
	if err != nil {
		return false
	}
	ours, err := os.Stat(modelsDir())
	return err == nil && os.SameFile(dir, ours)
}

// Models reads the model cards that vfm brings, sorted by family and name. They lie in the checkout of vfm:
// without one it is an error.
func Models() ([]zoo.Card, error) {
	paths := place{suffix: ".yaml"}.cards(modelsDir())
	if len(paths) == 0 {
		return nil, fmt.Errorf("reading the models that vfm brings: there are no cards in %s; start vfm in its checkout", modelsDir())
	}
	var cards []zoo.Card
	for _, path := range paths {
		c, err := zoo.ReadCard(path)
		if err != nil {
			return nil, fmt.Errorf("reading the models that vfm brings: %w", err)
		}
		cards = append(cards, c)
	}
	slices.SortFunc(cards, func(a, b zoo.Card) int {
		return cmp.Or(strings.Compare(a.Family, b.Family), strings.Compare(a.Name, b.Name))
	})
	return cards, nil
}

// place says where cards of one kind lie: the card of NAME is the file NAME + suffix in one of folders, the
// nearest first.
type place struct {
	kind    string
	suffix  string
	folders []string
}

// find reads the card that is called name, of the first folder that has it: by its file, else by its own name.
func find[C any](s *Suite, where place, name string, read func(string) (C, error), nameOf func(C) string) (C, error) {
	var none C
	var tried, known []string
	broken := ""
	for _, folder := range where.folders {
		path := filepath.Join(folder, name+where.suffix)
		if _, err := os.Stat(path); err == nil {
			c, err := read(path)
			if err == nil && nameOf(c) != name {
				err = fmt.Errorf("the card %s has the name %q, but lies where %q belongs; make them equal", path, nameOf(c), name)
			}
			if err != nil {
				return none, fmt.Errorf("reading %s %s: %w", where.kind, name, err)
			}
			return c, nil
		}
		if !slices.Contains(tried, path) {
			tried = append(tried, path)
		}
		for _, path := range where.cards(folder) {
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
	}
	return none, fmt.Errorf("finding %s %s of suite %s: no card at %s%s%s; add the card or correct %s",
		where.kind, name, s.Name, strings.Join(tried, ", "), didYouMean(name, known), broken, s.Path)
}

// cards lists the card files in a folder, sorted.
func (p place) cards(folder string) []string {
	found, err := os.ReadDir(folder)
	if err != nil {
		return nil // a folder that is not there holds no cards
	}
	var paths []string
	for _, e := range found {
		path := filepath.Join(folder, strings.TrimSuffix(e.Name(), p.suffix)+p.suffix)
		if _, err := os.Stat(path); err == nil && !slices.Contains(paths, path) {
			paths = append(paths, path)
		}
	}
	return paths
}

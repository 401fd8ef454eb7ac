package dataset

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/card"
)

// Blank is the place of a class's words in a template.
const Blank = "{}"

// Prompts says how the classes of a data set are put into words, for models that read texts.
type Prompts struct {
	Templates []string          `yaml:"templates"` // sentences with one {}; none = DefaultTemplates
	Classes   map[string]string `yaml:"classes"`   // label → words; a label that is not there is its own words, with spaces for _
}

// DefaultTemplates are the sentences of a card that has none of its own.
func DefaultTemplates() []string {
	return []string{
		"a photo of a {}.", "a photo of the {}.", "a close-up photo of a {}.", "a small picture of a {}.",
		"a bright picture of a {}.", "one {} in the picture.", "{}",
	}
}

// Prompt is a class in words.
type Prompt struct{ Label, Words string }

// Sentence fills a template.
func (p Prompt) Sentence(template string) string { return strings.Replace(template, Blank, p.Words, 1) }

// Prompts returns the words of each class, sorted by label, and the templates. Words for a label that the set does
// not have are an error: their class would be named otherwise.
func (s *Set) Prompts() ([]Prompt, []string, error) {
	labels := s.Classes()
	for label := range s.Card.Prompts.Classes {
		if !slices.Contains(labels, label) {
			hint := ""
			if near := card.Nearest(label, labels); len(near) > 0 {
				hint = "; did you mean " + strings.Join(near, " or ") + "?"
			}
			return nil, nil, fmt.Errorf("reading %s: prompts.classes has words for %q, which no image has as its label%s", s.Card.Path, label, hint)
		}
	}
	prompts := make([]Prompt, len(labels))
	for i, label := range labels {
		prompts[i] = Prompt{label, s.Card.Prompts.Classes[label]}
		if prompts[i].Words == "" {
			prompts[i].Words = strings.ReplaceAll(label, "_", " ")
		}
	}
	if len(s.Card.Prompts.Templates) > 0 {
		return prompts, s.Card.Prompts.Templates, nil
	}
	return prompts, DefaultTemplates(), nil
}

func (c Card) validatePrompts(doc *card.Document) error {
	if c.Task != Classification && len(doc.Keys("prompts")) > 0 {
		return doc.Errorf("prompts", "prompts are of classes, and the task is %s; remove them", c.Task)
	}
	for i, template := range c.Prompts.Templates {
		if strings.Count(template, Blank) != 1 {
			return doc.Errorf("prompts.templates", "template %q needs one %s, where the words of the class go", template, Blank)
		}
		if slices.Contains(c.Prompts.Templates[:i], template) {
			return doc.Errorf("prompts.templates", "template %q is there twice; remove one", template)
		}
	}
	for _, label := range slices.Sorted(maps.Keys(c.Prompts.Classes)) {
		if strings.TrimSpace(c.Prompts.Classes[label]) == "" {
			return doc.Errorf("prompts.classes."+label, "class %q has no words; write some, or remove the line", label)
		}
	}
	return nil
}

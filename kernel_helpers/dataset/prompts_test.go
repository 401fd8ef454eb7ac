package dataset

import (
	"slices"
	"strings"
	"testing"
)

func TestPrompts(t *testing.T) {
	set := &Set{Card: Card{Path: "birds/dataset.yaml"}, Items: []Item{{Label: "blue_jay"}, {Label: "Mallard"}, {}, {Label: "Mallard"}}}
	prompts, templates, err := set.Prompts()
	if err != nil || !slices.Equal(prompts, []Prompt{{"Mallard", "Mallard"}, {"blue_jay", "blue jay"}}) || !slices.Equal(templates, DefaultTemplates()) {
		t.Errorf("Prompts = %v, %q, %v", prompts, templates, err)
	}
	for _, template := range templates {
		if strings.Count(template, Blank) != 1 {
			t.Errorf("default template %q", template)
		}
	}
	set.Card.Prompts = Prompts{Templates: []string{"a painting of a {}."}, Classes: map[string]string{"Mallard": "wild duck {}"}}
	prompts, templates, err = set.Prompts()
	if err != nil || len(templates) != 1 || prompts[0].Sentence(templates[0]) != "a painting of a wild duck {}." {
		t.Errorf("Prompts = %v, %q, %v", prompts, templates, err)
	}
	set.Card.Prompts.Classes["Malard"] = "duck"
	const want = `reading birds/dataset.yaml: prompts.classes has words for "Malard", which no image has as its label; did you mean Mallard?`
	if _, _, err := set.Prompts(); err == nil || err.Error() != want {
		t.Errorf("words for no class: %v, want %s", err, want)
	}
}

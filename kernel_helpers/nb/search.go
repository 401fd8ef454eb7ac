package nb

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
)

// foundShown is how many images are shown for each text.
const foundShown = 8

// Search shows for each text the images of a data set that are most similar to it, as the suite's first model that
// reads texts sees them.
func Search(dataset string, texts ...string) {
	step(func(ctx context.Context, s *session) error {
		model, err := s.suite.Reader()
		if err != nil || len(texts) == 0 {
			return err
		}
		answers, err := experiment.NearestToWords(ctx, s.suite, s.options(), model, dataset, texts, foundShown)
		if err != nil {
			return err
		}
		for _, a := range answers {
			d, err := found(ctx, a)
			if err != nil {
				return err
			}
			s.show(d)
		}
		return nil
	})
}

// found is an answer with its pictures, in a page without pictures with its labels.
func found(ctx context.Context, a experiment.Answer) (display, error) {
	var pictures []picture
	var labels []string
	for i, m := range a.Matches {
		pictures = append(pictures, picture{item: m.Item, alt: fmt.Sprintf("Found image %d: %s", i+1, m.Item.Label),
			caption: []caption{{text: m.Item.Label}, {text: fmt.Sprintf("similarity %.3f", m.Similarity)}}})
		labels = append(labels, m.Item.Label)
	}
	row, err := gallery(ctx, pictures)
	text := display{text: visible.Text("  nearest "+list(labels)) + "\n"}
	return join(heading("“"+a.Text+"”"), display{html: row}, text), err
}

package nb

import (
	"context"
	"fmt"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// samples is how many pictures of a data set are shown.
const samples = 8

// problemsShown is how many of the files that cannot be used are named; the others are counted.
const problemsShown = 5

// Datasets lists and checks the data sets of the suite, and shows pictures of each.
func Datasets() {
	step(func(ctx context.Context, s *session) error {
		for _, name := range s.suite.Datasets {
			card, err := s.suite.Dataset(name)
			if err != nil {
				return err
			}
			set, err := s.open(ctx, card)
			if err != nil {
				return err
			}
			d, err := describe(ctx, set)
			if err != nil {
				return err
			}
			s.show(d)
		}
		return nil
	})
}

func describe(ctx context.Context, set *dataset.Set) (display, error) {
	pictures, err := gallery(ctx, sample(set))
	if err != nil {
		return display{}, err
	}
	c := set.Card
	return join(
		heading(c.Title),
		paragraph(contents(set)),
		display{html: pictures},
		remark(strings.Join(strings.Fields(c.Description+" Licence: "+c.License+"."), " ")),
		problems(set),
	), nil
}

// contents says what the task is and counts what it has.
func contents(set *dataset.Set) string {
	classes := amount(len(set.Classes()), "class", "classes")
	queries, gallery := len(set.Queries()), amount(len(set.Gallery()), "image", "images")
	switch {
	case set.Card.Task == dataset.Classification:
		return fmt.Sprintf("Classification into %s: %s to compare with, %s to classify.", classes, gallery, count(queries))
	case set.LeaveOneOut():
		return fmt.Sprintf("Image search among %s of %s: each searches all the others.", gallery, classes)
	}
	return fmt.Sprintf("Image search: %s in a gallery of %s, %s.", amount(queries, "query", "queries"), gallery, classes)
}

// sample takes images of classes that are evenly apart.
func sample(set *dataset.Set) []picture {
	first := map[string]dataset.Item{}
	for _, it := range set.Items {
		if _, seen := first[it.Label]; !seen {
			first[it.Label] = it
		}
	}
	var pictures []picture
	for _, label := range result.Spread(set.Classes(), samples) {
		pictures = append(pictures, picture{item: first[label], alt: "An image of class " + label, caption: []caption{{text: label}}})
	}
	return pictures
}

// problems lists the files that cannot be used, with the reasons.
func problems(set *dataset.Set) display {
	var d display
	for _, w := range set.Warnings {
		d = join(d, paragraph("Warning: "+w.Text))
	}
	for i, p := range set.Problems {
		if i == problemsShown {
			return join(d, paragraph(fmt.Sprintf("… and %s more.", count(len(set.Problems)-i))))
		}
		d = join(d, paragraph("Not used: "+p.Item+": "+p.Reason))
	}
	return d
}

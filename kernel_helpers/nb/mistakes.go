package nb

import (
	"context"
	"fmt"
	"math"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// mistakesShown is how many wrong answers of a data set are shown.
const mistakesShown = 3

// Mistakes shows queries that the family's best model on each data set got wrong, chosen by the rule of the
// report: each with the images that the model finds nearest.
func Mistakes(family string) {
	forFamily(family, func(ctx context.Context, s *session, f suite.Family) error {
		records, err := s.results(f)
		if err != nil {
			return err
		}
		for _, r := range best(records) {
			d, err := s.mistakes(ctx, r)
			if err != nil {
				return err
			}
			s.show(d)
		}
		return nil
	})
}

func (s *session) mistakes(ctx context.Context, r result.Record) (display, error) {
	queries, err := result.ReadQueries(result.QueriesPath(s.dir(), r.Model, r.Dataset))
	if err != nil {
		return display{}, err
	}
	card, err := s.suite.Dataset(r.Dataset)
	if err != nil {
		return display{}, err
	}
	set, err := s.open(ctx, card)
	if err != nil {
		return display{}, err
	}
	items := map[string]dataset.Item{}
	for _, it := range set.Items {
		items[it.ID] = it
	}
	wrong := slices.DeleteFunc(queries, func(q result.Query) bool { return q.Correct })
	d := join(heading(card.Title), paragraph(summary(r, len(wrong))), confusions(r))
	for _, q := range result.Worst(wrong, r.Task, mistakesShown) {
		pictures, err := gallery(ctx, row(q, items))
		if err != nil {
			return display{}, err
		}
		d = join(d, display{html: pictures}, sentence(q))
	}
	return d, nil
}

// summary counts the wrong answers of a record.
func summary(r result.Record, wrong int) string {
	if wrong == 0 {
		return fmt.Sprintf("%s: none of %s went wrong; the nearest image always has the right label.", r.Title, amount(r.N, "query", "queries"))
	}
	return fmt.Sprintf("%s: for %s of %s the nearest image has another label.", r.Title, count(wrong), amount(r.N, "query", "queries"))
}

// confusions names the labels that are most often taken for another.
func confusions(r result.Record) display {
	if len(r.Confusion) == 0 {
		return display{}
	}
	var pairs []string
	for _, c := range r.Confusion[:min(3, len(r.Confusion))] {
		pairs = append(pairs, fmt.Sprintf("%s taken for %s (%s)", c.Truth, c.Predicted, amount(c.N, "time", "times")))
	}
	return paragraph("Most often: " + list(pairs) + ".")
}

// row is the query followed by its nearest images, the right ones framed green and the wrong ones red, which
// a sign in the caption says too.
func row(q result.Query, items map[string]dataset.Item) []picture {
	pictures := []picture{{
		item: items[q.Item], alt: "Query: " + q.Label,
		apart:   true,
		caption: append([]caption{{text: "Query", strong: true}, {text: q.Label}}, rank(q)...),
	}}
	for i, n := range q.Neighbours {
		sign, color := "✗\u00a0", bad
		if n.Label == q.Label {
			sign, color = "✓\u00a0", good
		}
		pictures = append(pictures, picture{
			item: items[n.Item], border: color,
			alt:     fmt.Sprintf("Nearest image %d: %s", i+1, n.Label),
			caption: []caption{{text: sign + n.Label}, {text: fmt.Sprintf("similarity %.3f", n.Similarity)}},
		})
	}
	return pictures
}

// rank says of an image search where the first right image is.
func rank(q result.Query) []caption {
	if q.Rank == 0 || math.IsNaN(q.AP) {
		return nil
	}
	return []caption{{text: fmt.Sprintf("first right image at rank %s, AP %.2f", count(q.Rank), q.AP)}}
}

// sentence says of the pictures what a page without pictures shows.
func sentence(q result.Query) display {
	labels := make([]string, len(q.Neighbours))
	for i, n := range q.Neighbours {
		labels[i] = n.Label
	}
	return display{text: visible.Text(fmt.Sprintf("  %s (%s): nearest %s", q.Item, q.Label, list(labels))) + "\n"}
}

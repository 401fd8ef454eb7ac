package nb

import (
	"context"
	"fmt"

	"github.com/vfm-go/vfm/kernel_helpers/report"
)

// BestCharts draws the best model of each family on every data set of the suite.
func BestCharts() { charts(report.BestOfFamilies) }

// ScoreCharts draws the scores of all models, a chart for each data set.
func ScoreCharts() { charts(report.Scores) }

// NeighbourCharts draws how the scores go with the number of neighbours that are looked at.
func NeighbourCharts() { charts(report.Neighbours) }

// ShotCharts draws how the scores go with the number of images that are known of each class.
func ShotCharts() { charts(report.FewShots) }

// SimilarityCharts draws how similar right and wrong neighbours are.
func SimilarityCharts() { charts(report.Similarities) }

// MapCharts draws the vectors of the best model of each family as points in a plane.
func MapCharts() { charts(report.Maps) }

// ChangeCharts draws how the scores go with how far the queries are changed.
func ChangeCharts() { charts(report.Changes) }

// CostCharts draws the scores against what the models cost.
func CostCharts() { charts(report.Costs) }

// charts shows the report's charts of one kind, as they stand on the page without script.
func charts(kind report.Kind) {
	step(func(ctx context.Context, s *session) error {
		all, err := report.Charts(ctx, s.suite, report.Options{Out: s.out})
		if err != nil {
			return err
		}
		d := stills(all, kind)
		if d == (display{}) {
			d = paragraph(fmt.Sprintf("The results of the suite “%s” hold nothing for this kind of chart.", s.suite.Title))
		}
		s.show(d)
		return nil
	})
}

// stills are the charts of a kind, side by side, those of a data set below its title.
func stills(all []report.Chart, kind report.Kind) display {
	var d display
	dataset, open := "", false
	for _, c := range all {
		if c.Kind != kind {
			continue
		}
		if !open || c.Dataset != dataset {
			if open {
				d.html += "</div>\n"
			}
			if dataset, open = c.Dataset, true; dataset != "" {
				d = join(d, heading(dataset))
			}
			d.html += `<div style="display:flex;flex-wrap:wrap;gap:1em">` + "\n"
		}
		d.html += `<figure style="margin:.3em 0;flex:1 1 300px;max-width:760px">` + markup(c.SVG) + "<figcaption>" + remark(c.Caption).html + "</figcaption></figure>\n"
		d.text += remark(c.Caption).text
	}
	if open {
		d.html += "</div>\n"
	}
	return d
}

package nb

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/internal/visible"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
	"github.com/vfm-go/vfm/kernel_helpers/zoo"
)

// Losses draws how the loss of each model of the suite went that vfm trained itself, as a part of its highest.
func Losses() {
	step(func(_ context.Context, s *session) error {
		c := chart.Lines{ID: "losses", Title: "Loss of each model as its training went on", XAxis: "% of the training", YAxis: "of the highest loss"}
		for percent := 0.0; percent <= 100; percent += 20 {
			c.Ticks = append(c.Ticks, chart.Tick{At: percent, Text: fmt.Sprint(percent)})
		}
		var words display
		for i, f := range s.suite.Families {
			for _, name := range f.Models {
				card, err := s.suite.Model(name)
				if err != nil {
					return err
				}
				training, err := card.Training()
				if errors.Is(err, fs.ErrNotExist) {
					continue
				}
				if err != nil {
					return err
				}
				c.Lines = append(c.Lines, curve(card.Title, i, training))
				words = join(words, remark(trained(card.Title, training)))
			}
		}
		if len(c.Lines) == 0 {
			s.show(paragraph("The suite “" + s.suite.Title + "” has no model that vfm trained itself."))
			return nil
		}
		svg, err := c.SVG()
		if err != nil {
			return err
		}
		s.show(join(display{html: `<div style="margin:.5em 0;max-width:760px">` + markup(svg) + "</div>\n"}, words))
		return nil
	})
}

// marks is about how many points of a curve are drawn.
const marks = 40

// curve is the line of one training.
func curve(title string, series int, t zoo.Training) chart.Line {
	var top float64
	for _, p := range t.Curve {
		top = max(top, p.Loss)
	}
	line, last := chart.Line{Name: title, Series: series}, t.Curve[len(t.Curve)-1].Step
	for i, p := range t.Curve {
		if i%max(1, len(t.Curve)/marks) != 0 && i < len(t.Curve)-1 {
			continue
		}
		line.Points = append(line.Points, chart.Point{
			X: 100 * float64(p.Step) / float64(last), Y: p.Loss / top,
			Text: fmt.Sprintf("%s: loss %.2f after %s", visible.Text(title), p.Loss, amount(p.Step, "step", "steps")),
		})
	}
	return line
}

// trained says in words what the curve shows.
func trained(title string, t zoo.Training) string {
	first, last := t.Curve[0], t.Curve[len(t.Curve)-1]
	return fmt.Sprintf("%s: loss from %.2f to %.2f in %s, which show %s of %s in all; %s on %s.", title, first.Loss, last.Loss,
		amount(last.Step, "step", "steps"), amount(t.Recipe.Images, "view", "views"), amount(t.Recipe.Scenes, "scene", "scenes"),
		duration(time.Duration(t.Seconds*float64(time.Second))), t.Machine)
}

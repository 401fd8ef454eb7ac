package nb

import (
	"context"
	"fmt"
	"math"
	"path/filepath"

	"github.com/vfm-go/vfm/kernel_helpers/curate"
	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
)

// What is shown of an outcome.
const (
	growSeeds   = 5 // seeds with what they brought
	growBrought = 5 // images of each
	growDropped = 5 // images of each reason
)

// Grow makes a data set from a pool that vfm draws: what is near to the seeds, a data set of the suite, as the model sees it.
// It lies in the folder "grown" of the suite's output. Where copies are planted, it shows which are found.
func Grow(model, seeds string, settings curate.Settings) {
	step(func(ctx context.Context, s *session) error {
		pool := filepath.Join(s.out, "curation", "pool")
		if err := curate.DrawPool(ctx, pool); err != nil {
			return err
		}
		out, err := curate.Run(ctx, s.suite, s.options(), curate.Sources{Model: model, Seeds: []string{seeds}, Tests: s.suite.Datasets, Pool: pool}, settings)
		if err != nil {
			return err
		}
		if err := out.Write(filepath.Join(s.out, "curation", "grown")); err != nil {
			return err
		}
		s.show(outcomeTable(out))
		for _, note := range []string{out.Index.Words(), out.Index.Warning()} {
			if note != "" {
				s.show(paragraph(note))
			}
		}
		if err := s.showOutcome(ctx, out); err != nil || out.Planted == nil {
			return err
		}
		row, err := missedRow(ctx, out.Planted)
		if err == nil {
			s.show(join(copiesTable(out.Planted), row))
		}
		return err
	})
}

func copiesTable(p *curate.Planted) display {
	t := table{caption: fmt.Sprintf("Copies of %d images of the pool", p.Originals), columns: []column{{name: "Kind of copy"}, {name: "Found", right: true},
		{name: "Recall", right: true}, {name: "Pairs taken for one picture", right: true}, {name: "Wrong", right: true}, {name: "Precision", right: true}}}
	for _, k := range p.Kinds {
		r := k.Recall()
		t.add(k.Kind, fmt.Sprintf("%d of %d", k.Found, k.Planted), fmt.Sprintf("%s (%s … %s)", percent(r.Value), percent(r.Low), percent(r.High)),
			count(k.Pairs), count(k.Wrong), percent(k.Precision()))
	}
	return t.display()
}

// missedRow shows some copies that were not found, each beside its original.
func missedRow(ctx context.Context, p *curate.Planted) (display, error) {
	var pictures []picture
	for _, c := range p.Copies {
		if !c.Found && len(pictures) < 2*growDropped {
			pictures = append(pictures, picture{item: c.Item, alt: "a copy that was not found", caption: []caption{{text: c.Kind}}},
				picture{item: c.Original, alt: "its original", apart: true, caption: []caption{{text: c.Original.ID}}})
		}
	}
	if len(pictures) == 0 {
		return display{}, nil
	}
	row, err := gallery(ctx, pictures)
	return join(heading("Not found"), display{html: row}), err
}

func outcomeTable(out *curate.Outcome) display {
	t := table{columns: []column{{name: "Images of the pool"}, {name: "Number", right: true}}}
	t.add("kept", count(len(out.Kept)))
	for _, c := range out.Counts() {
		if c.N > 0 {
			t.add("dropped: "+c.Reason.Words(), count(c.N))
		}
	}
	return t.display()
}

// showOutcome shows some seeds with what they brought, and some images that were dropped beside those that they are like.
func (s *session) showOutcome(ctx context.Context, out *curate.Outcome) error {
	var pictures []picture
	shown, brought := map[int]bool{}, map[int][]curate.KeptImage{}
	for _, k := range out.Kept {
		brought[k.Seed] = append(brought[k.Seed], k)
	}
	for i := range out.Seeds {
		if len(brought[i]) == 0 || len(shown) == growSeeds {
			continue
		}
		shown[i] = true
		seed := out.Seeds[i].Item
		pictures = append(pictures, picture{item: seed, alt: "a seed: " + seed.Label, apart: true, caption: []caption{{text: "seed: " + seed.Label, strong: true}}})
		for _, k := range brought[i][:min(growBrought, len(brought[i]))] {
			pictures = append(pictures, picture{item: k.Item, alt: "brought by " + seed.Label, caption: []caption{{text: fmt.Sprintf("rank %d, %.3f", k.Rank, k.Similarity)}}})
		}
	}
	row, err := gallery(ctx, pictures)
	if err != nil {
		return err
	}
	all := join(heading("Kept: some seeds and what they brought"), display{html: row})
	for _, c := range out.Counts() {
		d, err := droppedRow(ctx, out, c)
		if err != nil {
			return err
		}
		all = join(all, d)
	}
	s.show(all)
	return nil
}

// droppedRow shows images that were dropped for one reason.
func droppedRow(ctx context.Context, out *curate.Outcome, c curate.Count) (display, error) {
	var pictures []picture
	for _, d := range out.Dropped {
		if d.Reason != c.Reason || d.Item.ID == "" || len(pictures) >= 2*growDropped {
			continue
		}
		pictures = append(pictures, picture{item: d.Item, alt: "dropped: " + c.Reason.Words(), apart: d.Of == nil, caption: []caption{{text: d.ID}}})
		if d.Of != nil {
			pictures = append(pictures, picture{item: d.Of.Item, alt: "what it is like", apart: true, caption: []caption{{text: d.Of.ID}}})
		}
	}
	if len(pictures) == 0 {
		return display{}, nil
	}
	row, err := gallery(ctx, pictures)
	return join(heading("Dropped: "+c.Reason.Words()), display{html: row}), err
}

// Growth shows whether retrieval helps: the accuracy on a classification of the suite against the images that were added, by
// retrieval and at random, and how many of them were given the right label.
func Growth(model, dataset string) {
	step(func(ctx context.Context, s *session) error {
		points, err := curate.Trial(ctx, s.suite, s.options(), model, dataset)
		if err != nil {
			return err
		}
		svg, err := growthChart(dataset, points).SVG()
		if err != nil {
			return err
		}
		t := table{columns: []column{{name: "For each seed"}, {name: "Images added", right: true}, {name: "By retrieval", right: true},
			{name: "At random", right: true}, {name: "Difference", right: true}, {name: "Right label", right: true}, {name: "At random", right: true}}}
		for _, p := range points {
			t.add(count(p.K), fmt.Sprintf("%.0f", p.Added), percent(p.Retrieved.Value), percent(p.Random.Value),
				fmt.Sprintf("%+.1f (%+.1f … %+.1f)", 100*p.Gain.Value, 100*p.Gain.Low, 100*p.Gain.High), purity(p.Purity, p), purity(p.RandomPurity, p))
		}
		s.show(join(display{html: `<div style="margin:.5em 0;max-width:760px">` + markup(svg) + "</div>\n"}, t.display(),
			remark(fmt.Sprintf("%s on %s, %d labelled images of each class, mean of %d draws; differences in points, with the 95 %% interval over the test images.", model, dataset, curate.TrialStart, curate.TrialDraws))))
		return nil
	})
}

func purity(share float64, p curate.TrialPoint) string {
	if p.K == 0 {
		return "–"
	}
	return percent(share)
}

func growthChart(dataset string, points []curate.TrialPoint) chart.Lines {
	c := chart.Lines{ID: "growth", Title: "Accuracy on " + dataset + " against images added", XAxis: "images added", YAxis: "accuracy, knn-1"}
	lines := []chart.Line{{Name: "by retrieval"}, {Name: "at random", Series: 1}}
	for _, p := range points {
		c.Top = max(c.Top, math.Ceil(10*max(p.Retrieved.High, p.Random.High))/10)
		if n := len(c.Ticks); n == 0 || p.Added > c.Ticks[n-1].At {
			c.Ticks = append(c.Ticks, chart.Tick{At: p.Added, Text: fmt.Sprintf("%.0f", p.Added)})
		}
		for i, v := range []struct{ value, low, high float64 }{{p.Retrieved.Value, p.Retrieved.Low, p.Retrieved.High}, {p.Random.Value, p.Random.Low, p.Random.High}} {
			lines[i].Points = append(lines[i].Points, chart.Point{X: p.Added, Y: v.value, Low: v.low, High: v.high,
				Text: fmt.Sprintf("%s: %s with %.0f images more", lines[i].Name, percent(v.value), p.Added)})
		}
	}
	c.Lines = lines
	return c
}

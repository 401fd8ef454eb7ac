package nb

import (
	"context"
	"fmt"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/result"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Embed turns every image into a vector with each model of the family, one model in memory at a time.
// Vectors that are on disk already are kept; an interrupted run goes on where it was.
func Embed(family string) {
	forFamily(family, func(ctx context.Context, s *session, f suite.Family) error {
		return s.embed(ctx, f)
	})
}

// Score searches the neighbours of every query, computes the metrics and saves a result for each model of
// the family on each data set. It embeds what Embed has not done.
func Score(family string) {
	forFamily(family, func(ctx context.Context, s *session, f suite.Family) error {
		return s.score(ctx, f)
	})
}

// Others embeds and scores what has no notebook of its own: the suite's other families, and its baselines.
func Others(families ...string) {
	step(func(ctx context.Context, s *session) error {
		own := map[string]bool{}
		for _, name := range families {
			own[name] = true
		}
		none := true
		for _, f := range s.suite.Groups() {
			if own[f.Name] || len(f.Models) == 0 {
				continue
			}
			none = false
			s.show(heading(f.Name))
			if err := s.score(ctx, f); err != nil {
				return err
			}
		}
		if none {
			s.show(paragraph("Every family of this suite that has models has a notebook of its own, and there are no baselines."))
		}
		return nil
	})
}

func (s *session) embed(ctx context.Context, f suite.Family) error {
	p, err := s.progress(f, experiment.PhaseEmbed)
	if err != nil {
		return err
	}
	o := s.options(f.Name)
	o.OnEvent = p.event
	err = experiment.Embed(ctx, s.suite, o)
	p.finish(time.Now())
	return err
}

func (s *session) score(ctx context.Context, f suite.Family) error {
	p, err := s.progress(f, experiment.PhaseSaved)
	if err != nil {
		return err
	}
	o := s.options(f.Name)
	o.OnEvent = p.event
	records, err := experiment.Run(ctx, s.suite, o)
	p.finish(time.Now())
	if err != nil {
		return err
	}
	s.show(paragraph(saved(records, s.out)))
	return nil
}

func saved(records []result.Record, out string) string {
	text := fmt.Sprintf("Saved %s in %s/results", amount(len(records), "result", "results"), out)
	warnings := 0
	for _, r := range records {
		warnings += len(r.Warnings)
	}
	if warnings > 0 {
		text += ", with " + amount(warnings, "warning", "warnings") + " (listed below the table)"
	}
	return text + "."
}

// progress prepares a table with a line for each model and data set of the family.
func (s *session) progress(f suite.Family, last experiment.Phase) (*progress, error) {
	p := &progress{screen: s, last: last}
	for _, model := range f.Models {
		m, err := s.suite.Model(model)
		if err != nil {
			return nil, err
		}
		for _, name := range s.suite.Datasets {
			d, err := s.suite.Dataset(name)
			if err != nil {
				return nil, err
			}
			p.lines = append(p.lines, &progressLine{model: model, dataset: name, title: m.Title, set: d.Title})
		}
	}
	p.show(time.Now())
	return p, nil
}

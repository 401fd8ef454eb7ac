package report

import (
	"context"
	"html/template"

	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Kind is what a chart of the page shows.
type Kind string

// The kinds, in the order of the page.
const (
	BestOfFamilies Kind = "best"       // the best model of each family on every data set
	Scores         Kind = "scores"     // all models on one data set
	Neighbours     Kind = "neighbours" // the score against the number of neighbours
	FewShots       Kind = "shots"      // the score against the number of images of a class
	Similarities   Kind = "similar"    // of right and of wrong neighbours
	Maps           Kind = "maps"       // the vectors of a model in a plane
	Changes        Kind = "changes"    // the score against how far queries are changed
	Costs          Kind = "costs"      // the score against what a model costs
)

// Chart is a chart of the page without script.
type Chart struct {
	Kind    Kind
	Dataset string // title of the data set, "" for a chart of all
	Caption string // what it shows, where its facts stand in words
	SVG     template.HTML
}

// Charts returns the charts of the page that Write would make of the same results, in its order. It writes nothing.
func Charts(ctx context.Context, s *suite.Suite, o Options) ([]Chart, error) {
	if o.Out == "" {
		o.Out = s.Out()
	}
	e, err := gather(ctx, s, o.Out)
	if err != nil {
		return nil, err
	}
	p, err := e.page()
	if err != nil {
		return nil, err
	}
	return p.stills(), nil
}

// stills are the charts of the page without script.
func (p *page) stills() []Chart {
	var all []Chart
	add := func(k Kind, dataset string, figures ...figure) {
		for _, f := range figures {
			all = append(all, Chart{k, dataset, f.Caption, f.SVG})
		}
	}
	if p.Overview != nil {
		add(BestOfFamilies, "", *p.Overview)
	}
	for _, s := range p.Sections {
		if s.Chart != nil {
			add(Scores, s.Title, *s.Chart)
		}
		w := s.Why
		if w == nil {
			continue
		}
		if w.Curve != nil {
			add(Neighbours, s.Title, w.Curve.Figure)
		}
		if w.Shots != nil {
			add(FewShots, s.Title, w.Shots.Figure)
		}
		if w.Similar != nil {
			add(Similarities, s.Title, w.Similar.Figures...)
		}
		if w.Maps != nil {
			for _, m := range w.Maps.Maps {
				all = append(all, Chart{Maps, s.Title, m.Caption, m.SVG})
			}
		}
	}
	add(Changes, "", p.Looks.figures()...)
	add(Costs, "", p.Cost.Charts...)
	return all
}

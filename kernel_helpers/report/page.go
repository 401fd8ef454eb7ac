package report

import (
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// page is what the templates show, in the order of the page. All text is plain: the templates escape it.
type page struct {
	Title     string
	Notes     string // the suite's own words
	Answer    answer
	Overview  *figure
	Sections  []section
	Looks     *looks   // nil = nothing was probed
	Groups    []family // the families, and the baselines after them
	Baselines bool
	Metrics   []definition
	Cost      costs
	Caveats   caveats
	Origin    origin
	Charts    []figure // all of the page, for the options at its end

	ECharts string // the script; "" where charts are static
	Static  string // why they are

	album *album
}

// family is one family with its models' cards, or the baselines with theirs.
type family struct {
	Name   string
	Models []modelCard
}

type modelCard struct {
	Name, Title, TrainedOn, License, Parameters, Note string
	Dim                                               int
}

// definition is one metric with its meaning and the tasks in which it ranks.
type definition struct {
	Name, Text string
	Headline   bool
}

func (e *evidence) page() (*page, error) {
	form := galleryTiles
	if e.crowded() {
		form = crowdedTiles
	}
	p := &page{Title: e.Suite.Title, Notes: e.Suite.Report.Notes, Answer: e.answer(), album: &album{answers: form, sets: e.Sets}}
	overview, err := e.overview()
	if err != nil {
		return nil, err
	}
	p.Overview = overview
	for _, d := range e.Points.Datasets {
		s, err := e.section(p.album, d)
		if err != nil {
			return nil, err
		}
		p.Sections = append(p.Sections, s)
	}
	if p.Looks, err = e.looks(); err != nil {
		return nil, err
	}
	p.Groups, p.Baselines = e.groups(), len(e.Suite.Baselines) > 0
	p.Metrics = e.metrics()
	if p.Cost, err = e.costs(); err != nil {
		return nil, err
	}
	p.Caveats = e.caveats(append(slices.Clone(p.Sections), section{ID: "cost", Title: "Cost", Notes: p.Cost.Notes}))
	p.Origin = e.origin()
	p.collectCharts()
	script, problem := echarts()
	p.ECharts, p.Static = string(script), problem
	if p.ECharts == "" {
		p.stillMaps()
	}
	return p, nil
}

// stillMaps takes back what only a script can keep: that maps answer the pointer.
func (p *page) stillMaps() {
	for _, s := range p.Sections {
		if s.Why != nil && s.Why.Maps != nil {
			s.Why.Maps.Hover = nil
		}
	}
}

// collectCharts lists the charts whose options the page needs.
func (p *page) collectCharts() {
	if p.Overview != nil {
		p.Charts = append(p.Charts, *p.Overview)
	}
	for _, s := range p.Sections {
		if s.Chart != nil {
			p.Charts = append(p.Charts, *s.Chart)
		}
		p.Charts = append(p.Charts, s.Why.figures()...)
	}
	p.Charts = append(p.Charts, p.Looks.figures()...)
	p.Charts = append(p.Charts, p.Cost.Charts...)
}

func (e *evidence) groups() []family {
	var out []family
	for _, f := range e.Suite.Groups() {
		row := family{Name: f.Name}
		for _, name := range f.Models {
			c := e.Models[name]
			row.Models = append(row.Models, modelCard{name, e.title(name), c.TrainedOn, c.License, c.Parameters, c.Note, c.Dim})
		}
		out = append(out, row)
	}
	return out
}

// metrics defines every metric that the page names, in the order of the records.
func (e *evidence) metrics() []definition {
	var out []definition
	for _, name := range e.Datasets {
		for _, r := range e.ranked(name) {
			for _, m := range r.Metrics {
				if !slices.ContainsFunc(out, func(d definition) bool { return d.Name == m.Name }) {
					out = append(out, definition{m.Name, metric.Definition(m.Name), m.Name == r.Headline})
				}
			}
		}
	}
	return out
}

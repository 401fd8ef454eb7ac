package chart

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

//go:embed tradeoff.svg
var tradeoffSource string

var tradeoffTemplate = template.Must(template.Must(linesTemplate.Clone()).New("tradeoff.svg").Parse(tradeoffSource))

// drawTradeoff is the drawing function of the marks that Script registers.
const drawTradeoff = "vfm-tradeoff"

// frontColor and frontDash are those of the line; the colour has a contrast of 3:1 on both pages.
const (
	frontColor = "#767c88"
	frontDash  = "5 4"
	frontIcon  = "path://M0,-1H5V1H0zM9,-1H14V1H9z" // two dashes
)

// drawnSeries is a series with its geometry.
type drawnSeries struct {
	Name  string
	Look  look
	Marks []drawnMark
}

type drawnMark struct {
	Candidate
	Across   float64
	Y        float64 // of the value, pixels from the top of the plot
	Up, Down float64 // of the ends of the interval, pixels from Y
	Said     string
	Tag      tag
}

func (c Tradeoff) drawn() []drawnSeries {
	frame, tags := c.frame(), c.tags()
	var out []drawnSeries
	for i, s := range c.Series {
		d := drawnSeries{Name: s.Name, Look: seriesLook(i)}
		for _, m := range s.Marks {
			y := frame.down(m.Value)
			d.Marks = append(d.Marks, drawnMark{m, frame.across(m.X), y, round(frame.down(m.High) - y), round(frame.down(m.Low) - y), m.Name + ": " + m.Text, tags[m]})
		}
		out = append(out, d)
	}
	return out
}

// SVG draws the chart without script, as Interval.SVG does.
func (c Tradeoff) SVG() (template.HTML, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	c = c.shown()
	frame := c.frame()
	legend, top := c.legend()
	top += headroom
	var b strings.Builder
	err := tradeoffTemplate.Execute(&b, map[string]any{
		"Chart": frame, "Legend": legend, "Top": top, "Plot": frame.plot(), "Width": percent(100 - leftMargin - sideMargin), "Height": top + frame.plot() + axisHeight,
		"Series": c.drawn(), "Front": c.path(), "FrontColor": frontColor, "FrontDash": frontDash, "Levels": frame.levelTexts(), "Ticks": frame.tickTexts(),
	})
	if err != nil {
		return "", fmt.Errorf("drawing chart %s: %w", c.ID, err)
	}
	return template.HTML(b.String()), nil
}

// Option is the chart as an ECharts option, as Interval.Option.
func (c Tradeoff) Option() (template.JS, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	c = c.shown()
	frame := c.frame()
	legend, top := c.legend()
	plot := charts.NewCustom()
	plot.SetGlobalOptions(append(frame.globalOptions(top), charts.WithLegendOpts(c.legendOption(legend)))...)
	plot.Validate()
	option := plot.JSON()
	option["series"] = c.optionSeries()
	option["axes"] = map[string][]axisText{"x": frame.tickTexts(), "y": frame.levelTexts()}
	text, err := json.Marshal(option)
	if err != nil {
		return "", fmt.Errorf("writing the option of chart %s: %w", c.ID, err)
	}
	return template.JS(text), nil
}

func (c Tradeoff) legendOption(legend []legendEntry) opts.Legend {
	type entry struct {
		Name string `json:"name"`
		Icon string `json:"icon"`
	}
	var entries []entry
	for _, e := range legend {
		if e.Series == len(c.Series) {
			entries = append(entries, entry{frontName, frontIcon})
			continue
		}
		entries = append(entries, entry{c.Series[e.Series].Name, "path://" + seriesLook(e.Series).Shape})
	}
	return opts.Legend{Show: opts.Bool(true), Left: "0", Top: "0", Data: entries, ItemWidth: 18, ItemHeight: 13}
}

// marksPayload is what the drawing function gets.
type marksPayload struct {
	Shape string `json:"shape"`
	Color string `json:"color"`
	Tags  []tag  `json:"tags"`
}

// optionSeries are the line of the front, and the marks: X, value, low, high, 1 for one of the front.
func (c Tradeoff) optionSeries() []any {
	var stairs []opts.LineData
	for _, p := range c.stairs() {
		stairs = append(stairs, opts.LineData{Value: []float64{round(p[0]), round(p[1])}})
	}
	all := []any{lineSeries{
		SingleSeries: charts.SingleSeries{Name: frontName, Type: types.ChartLine, Data: stairs},
		LineStyle:    map[string]any{"color": frontColor, "width": 1.5, "type": strings.Fields(frontDash)}, ItemStyle: map[string]any{"color": frontColor}, Symbol: "none", Silent: true, Z: 2,
	}}
	for _, s := range c.drawn() {
		if len(s.Marks) == 0 {
			continue
		}
		p := marksPayload{Shape: s.Look.Shape, Color: s.Look.Color}
		var data []opts.CustomData
		for _, m := range s.Marks {
			front := 0
			if m.Front {
				front = 1
			}
			data = append(data, opts.CustomData{Name: m.Said, Value: []any{round(m.X), round(m.Value), round(m.Low), round(m.High), front}})
			p.Tags = append(p.Tags, m.Tag)
		}
		series := charts.SingleSeries{Name: s.Name, Type: types.ChartCustom, RenderItem: drawTradeoff, Data: data, ItemStyle: &opts.ItemStyle{Color: s.Look.Color}}
		all = append(all, seriesWithPayload{SingleSeries: series, Payload: p, Encode: map[string][]int{"x": {0}, "y": {1, 2, 3}}, Z: 3})
	}
	return all
}

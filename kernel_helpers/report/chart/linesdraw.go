package chart

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"strconv"
	"strings"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

//go:embed lines.svg
var linesSource string

var linesTemplate = template.Must(template.New("lines.svg").Funcs(template.FuncMap{
	"x":   func(v float64) string { return percent(leftMargin + v*(100-leftMargin-sideMargin)) },
	"add": func(a, b int) int { return a + b },
}).Parse(linesSource))

// leftMargin is for what is written along the y axis, in per cent of the width; headroom is for its name.
const (
	leftMargin = 9
	headroom   = 20
)

// drawnLine is a line with its geometry.
type drawnLine struct {
	Look   look
	Dash   string
	Path   string
	Band   string
	Points []drawnPoint
}

type drawnPoint struct {
	Across, Y float64
	Text      string
}

// axisText is something written along an axis.
type axisText struct {
	Across float64 `json:"-"`
	Y      float64 `json:"-"`
	Value  float64 `json:"value"`
	Text   string  `json:"text"`
	Anchor string  `json:"-"`
}

// SVG draws the chart without script, as Interval.SVG does.
func (c Lines) SVG() (template.HTML, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	c = c.shown()
	legend, top := c.legend()
	top += headroom
	var b strings.Builder
	err := linesTemplate.Execute(&b, map[string]any{
		"Chart": c, "Legend": legend, "Top": top, "Plot": c.plot(), "Width": percent(100 - leftMargin - sideMargin), "Height": top + c.plot() + axisHeight,
		"Lines": c.drawn(), "Levels": c.levelTexts(), "Ticks": c.tickTexts(),
	})
	if err != nil {
		return "", fmt.Errorf("drawing chart %s: %w", c.ID, err)
	}
	return template.HTML(b.String()), nil
}

func (c Lines) drawn() []drawnLine {
	var out []drawnLine
	for i, l := range c.Lines {
		d := drawnLine{Look: seriesLook(l.Series), Dash: c.dash(i), Path: c.path(i), Band: c.band(i)}
		for _, p := range l.Points {
			d.Points = append(d.Points, drawnPoint{c.across(p.X), c.down(p.Y), l.Name + ": " + p.Text})
		}
		out = append(out, d)
	}
	return out
}

// levelTexts are the lines of the y axis, in per cent.
func (c Lines) levelTexts() []axisText {
	var out []axisText
	for _, y := range c.levels() {
		out = append(out, axisText{Y: c.down(y), Value: round(y), Text: strconv.FormatFloat(round(100*y), 'f', -1, 64)})
	}
	return out
}

func (c Lines) tickTexts() []axisText {
	var out []axisText
	for i, t := range c.Ticks {
		a := axisText{Across: c.across(t.At), Value: round(t.At), Text: t.Text, Anchor: "middle"}
		switch i {
		case 0:
			a.Anchor = "start"
		case len(c.Ticks) - 1:
			a.Anchor = "end"
		}
		out = append(out, a)
	}
	return out
}

// Option is the chart as an ECharts option, as Interval.Option.
func (c Lines) Option() (template.JS, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	c = c.shown()
	legend, top := c.legend()
	plot := charts.NewLine()
	plot.SetGlobalOptions(append(c.globalOptions(top),
		charts.WithLegendOpts(opts.Legend{Show: opts.Bool(len(legend) > 0), Left: "0", Top: "0", ItemWidth: 26, ItemHeight: 10}))...)
	for _, l := range c.Lines {
		plot.AddSeries(l.Name, c.lineData(l))
	}
	plot.Validate()
	option := plot.JSON()
	option["series"] = c.lineSeries(plot.MultiSeries)
	option["axes"] = map[string][]axisText{"x": c.tickTexts(), "y": c.levelTexts()}
	text, err := json.Marshal(option)
	if err != nil {
		return "", fmt.Errorf("writing the option of chart %s: %w", c.ID, err)
	}
	return template.JS(text), nil
}

// globalOptions are what a chart with these axes has beside its series; top is the height of its legend.
func (c Lines) globalOptions(top int) []charts.GlobalOpts {
	return []charts.GlobalOpts{
		charts.WithInitializationOpts(opts.Initialization{ChartID: c.ID}),
		charts.WithAnimation(false),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item", Formatter: types.FuncStr("{b}")}),
		charts.WithGridOpts(opts.Grid{
			Left: percent(leftMargin), Right: percent(sideMargin), Top: strconv.Itoa(top + headroom), Height: strconv.Itoa(c.plot()),
		}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Min: round(c.from()), Max: round(c.to()), Name: c.XAxis, NameLocation: "middle", NameGap: 26,
			AxisLabel: &opts.AxisLabel{AlignMinLabel: "left", AlignMaxLabel: "right"},
		}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: round(c.foot), Max: round(c.top()), Name: "% " + c.YAxis, NameLocation: "end", NameGap: 8}),
	}
}

func (c Lines) lineData(l Line) []opts.LineData {
	var data []opts.LineData
	for _, p := range l.Points {
		d := opts.LineData{Value: []float64{round(p.X), round(p.Y)}}
		if !c.Steps {
			d.Name = l.Name + ": " + p.Text
		}
		data = append(data, d)
	}
	return data
}

// lineSeries is a series with what go-echarts has no field for.
type lineSeries struct {
	charts.SingleSeries
	LineStyle  map[string]any `json:"lineStyle"`
	ItemStyle  map[string]any `json:"itemStyle,omitempty"`
	AreaStyle  map[string]any `json:"areaStyle,omitempty"`
	Symbol     string         `json:"symbol"`
	SymbolSize int            `json:"symbolSize"`
	ShowSymbol bool           `json:"showSymbol"`
	Step       string         `json:"step,omitempty"`
	Silent     bool           `json:"silent,omitempty"`
	Stack      string         `json:"stack,omitempty"`
	Strategy   string         `json:"stackStrategy,omitempty"`
	Z          int            `json:"z"`
}

func (c Lines) lineSeries(all charts.MultiSeries) []lineSeries {
	var out []lineSeries
	for i, s := range all {
		look := seriesLook(c.Lines[i].Series)
		l := lineSeries{
			SingleSeries: s, LineStyle: map[string]any{"color": look.Color, "width": 2}, ItemStyle: map[string]any{"color": look.Color},
			Z: 3, Symbol: "path://" + look.Shape, SymbolSize: 8, ShowSymbol: !c.Steps, Silent: c.Steps,
		}
		if dash := c.dash(i); dash != "" {
			l.LineStyle["type"] = strings.Fields(dash)
		}
		if c.Steps {
			l.Step, l.AreaStyle = "end", map[string]any{"color": look.Color, "opacity": 0.16}
		}
		out = append(out, l)
		if c.Lines[i].banded() {
			out = append(out, c.bandSeries(i)...)
		}
	}
	return out
}

// bandSeries is the band of line i: its low edge, which is not seen, and on it the height as an area. They
// have the line's name, so that the legend switches all three.
func (c Lines) bandSeries(i int) []lineSeries {
	var low, height []opts.LineData
	for _, p := range c.Lines[i].Points {
		low = append(low, opts.LineData{Value: []float64{round(p.X), round(p.Low)}})
		height = append(height, opts.LineData{Value: []float64{round(p.X), round(p.High - p.Low)}})
	}
	var out []lineSeries
	for _, data := range [][]opts.LineData{low, height} {
		out = append(out, lineSeries{
			SingleSeries: charts.SingleSeries{Name: c.Lines[i].Name, Type: types.ChartLine, Data: data},
			LineStyle:    map[string]any{"opacity": 0}, Z: 2, Symbol: "none", Silent: true, Stack: fmt.Sprint("band-", i), Strategy: "all",
		})
	}
	out[1].AreaStyle = map[string]any{"color": seriesLook(c.Lines[i].Series).Color, "opacity": 0.12}
	return out
}

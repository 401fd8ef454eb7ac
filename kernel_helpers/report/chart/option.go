package chart

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"html/template"
	"math"
	"strconv"

	"github.com/go-echarts/go-echarts/v2/charts"
	"github.com/go-echarts/go-echarts/v2/opts"
	"github.com/go-echarts/go-echarts/v2/types"
)

// Script turns the static charts of a page into interactive ones. It wants ECharts 6 loaded before it
// and does nothing without. Each chart is an element
//
//	<div class="chart" data-chart="ID"> the SVG </div>
//	<script type="application/json" id="ID-option"> the option </script>
//
// and gets the class "is-live" when its interactive form is there: when it is about to be seen.
//
//go:embed chart.js
var Script string

// Names of the two drawing functions that Script registers.
const (
	drawInterval = "vfm-interval"
	drawLabels   = "vfm-labels"
)

// Option is the chart as an ECharts option: JSON in which <, > and & are escaped, ready to stand in a
// script element. Colours of text and lines are left to Script, which takes them from the page.
func (c Interval) Option() (template.JS, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	c = c.shown()
	l := c.layout()
	plot := charts.NewCustom()
	plot.SetGlobalOptions(
		charts.WithInitializationOpts(opts.Initialization{ChartID: c.ID}),
		charts.WithAnimation(false),
		charts.WithTooltipOpts(opts.Tooltip{Show: opts.Bool(true), Trigger: "item", Formatter: types.FuncStr("{b}")}),
		charts.WithLegendOpts(c.legendOption(l)),
		charts.WithGridOpts(opts.Grid{
			Left: percent(sideMargin), Right: percent(sideMargin), Top: strconv.Itoa(l.Top), Height: strconv.Itoa(l.Plot),
		}),
		charts.WithXAxisOpts(opts.XAxis{
			Type: "value", Min: 0, Max: 100, SplitNumber: 5, Name: c.Axis, NameLocation: "middle", NameGap: 26,
			AxisLabel: &opts.AxisLabel{AlignMinLabel: "left", AlignMaxLabel: "right"},
		}),
		charts.WithYAxisOpts(opts.YAxis{Type: "value", Min: 0, Max: l.Plot, Inverse: opts.Bool(true), Show: opts.Bool(false)}),
	)
	for i, s := range c.Series {
		if len(s.Marks) > 0 {
			plot.AddSeries(s.Name, data(l.Marks[i]), custom(drawInterval), charts.WithItemStyleOpts(opts.ItemStyle{Color: seriesLook(i).Color}))
		}
	}
	plot.Validate()
	option := plot.JSON()
	option["series"] = c.withPayloads(plot.MultiSeries, l)
	text, err := json.Marshal(option)
	if err != nil {
		return "", fmt.Errorf("writing the option of chart %s: %w", c.ID, err)
	}
	return template.JS(text), nil
}

func (c Interval) legendOption(l layout) opts.Legend {
	type entry struct {
		Name string `json:"name"`
		Icon string `json:"icon"`
	}
	var entries []entry
	for _, e := range l.Legend {
		entries = append(entries, entry{c.Series[e.Series].Name, "path://" + seriesLook(e.Series).Shape})
	}
	return opts.Legend{Show: opts.Bool(len(entries) > 0), Left: "0", Top: "0", Data: entries, ItemWidth: 13, ItemHeight: 13}
}

func custom(draw string) charts.SeriesOpts {
	return charts.WithSeriesOpts(func(s *charts.SingleSeries) { s.RenderItem = types.FuncStr(draw) })
}

// data holds for each mark: value, low, high in per cent, y in pixels, 1 for a strong mark.
func data(marks []placed) []opts.CustomData {
	out := make([]opts.CustomData, len(marks))
	for i, m := range marks {
		strong := 0
		if m.Strong {
			strong = 1
		}
		out[i] = opts.CustomData{
			Name:  m.Name + ": " + m.Text(),
			Value: []any{round(100 * m.Value), round(100 * m.Low), round(100 * m.High), m.Y, strong},
		}
	}
	return out
}

// round keeps four decimals: less than a pixel, and short in the page.
func round(v float64) float64 { return math.Round(v*1e4) / 1e4 }

// seriesWithPayload adds what ECharts hands to a registered drawing function; go-echarts has no field for it.
type seriesWithPayload struct {
	charts.SingleSeries
	Payload any              `json:"itemPayload"`
	Encode  map[string][]int `json:"encode"`
	Tooltip map[string]bool  `json:"tooltip,omitempty"`
	Silent  bool             `json:"silent,omitempty"`
	Clip    bool             `json:"clip"`
	Z       int              `json:"z"`
}

// payload is what the drawing function of the marks gets.
type payload struct {
	Shape  string   `json:"shape"`
	Color  string   `json:"color"`
	Values []string `json:"values"` // of the marks, as they are written
}

func shorts(marks []placed) []string {
	out := make([]string, len(marks))
	for i, m := range marks {
		out[i] = m.Short()
	}
	return out
}

func (c Interval) withPayloads(series charts.MultiSeries, l layout) []seriesWithPayload {
	var out []seriesWithPayload
	next := 0
	for i, s := range c.Series {
		if len(s.Marks) == 0 {
			continue
		}
		out = append(out, seriesWithPayload{
			SingleSeries: series[next],
			Payload:      payload{seriesLook(i).Shape, seriesLook(i).Color, shorts(l.Marks[i])},
			Encode:       map[string][]int{"x": {0, 1, 2}, "y": {3}},
			Z:            3,
		})
		next++
	}
	labels := make([]string, len(l.Labels))
	at := make([][]int, len(l.Labels))
	for i, text := range l.Labels {
		labels[i], at[i] = text.Text, []int{0, text.Y}
	}
	return append(out, seriesWithPayload{
		SingleSeries: charts.SingleSeries{Name: "", Type: types.ChartCustom, RenderItem: drawLabels, Data: at},
		Payload:      map[string][]string{"labels": labels},
		Encode:       map[string][]int{"x": {0}, "y": {1}},
		Silent:       true,
		Z:            2,
	})
}

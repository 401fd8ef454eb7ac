package chart

import (
	_ "embed"
	"fmt"
	"html/template"
	"strings"
)

//go:embed interval.svg
var svgSource string

var svgTemplate = template.Must(template.New("interval.svg").Funcs(template.FuncMap{
	"x":    func(v float64) string { return percent(sideMargin + v*(100-2*sideMargin)) },
	"look": seriesLook,
	"pct":  func(v float64) float64 { return 100 * v },
	"add":  func(a, b int) int { return a + b },
}).Parse(svgSource))

// SVG draws the chart without script, as wide as its surroundings. Widths are in per cent and heights in
// pixels, so that text keeps its size on a narrow screen. Text takes the colour of its surroundings.
func (c Interval) SVG() (template.HTML, error) {
	if err := c.Validate(); err != nil {
		return "", err
	}
	c = c.shown()
	var b strings.Builder
	err := svgTemplate.Execute(&b, map[string]any{
		"Chart": c, "Layout": c.layout(), "Ticks": []float64{0, 0.2, 0.4, 0.6, 0.8, 1},
	})
	if err != nil {
		return "", fmt.Errorf("drawing chart %s: %w", c.ID, err)
	}
	return template.HTML(b.String()), nil
}

// percent writes a length such as "41.25%".
func percent(v float64) string {
	return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.3f", v), "0"), ".") + "%"
}

// ValueEnd says where the number beside a mark goes: right of the interval, or left of it near the end.
func (p placed) ValueEnd() float64 {
	if p.High > 0.86 {
		return p.Low
	}
	return p.High
}

// Anchor is the alignment that goes with ValueEnd.
func (p placed) Anchor() string {
	if p.High > 0.86 {
		return "end"
	}
	return "start"
}

// Offset is the distance that goes with ValueEnd, pixels.
func (p placed) Offset() int {
	if p.High > 0.86 {
		return -10
	}
	return 10
}

// Short is the value alone, as a number in per cent.
func (p placed) Short() string { return fmt.Sprintf("%.1f", 100*p.Value) }

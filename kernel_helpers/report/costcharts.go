package report

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/dustin/go-humanize"

	"github.com/vfm-go/vfm/kernel_helpers/report/chart"
)

// costCharts draws the score against the rate, and against the parameters; a cost that fewer than two models have
// is not drawn.
func (e *evidence) costCharts(c *costs) error {
	all := append(slices.Clone(c.Models), c.Baselines...)
	fast := chart.Tradeoff{ID: "cost-speed", XAxis: "images a second", Title: "Mean score of each model against the images that it embeds in a second; the table says the same in numbers"}
	small := chart.Tradeoff{ID: "cost-size", XAxis: "parameters", Title: "Mean score of each model against its number of parameters; the table says the same in numbers", Less: true}
	e.candidates(&fast, all, func(m costModel) (float64, bool, string) { return m.Rate, m.Fast, rate(m.Rate) + " images/s" })
	e.candidates(&small, all, func(m costModel) (float64, bool, string) { return m.Count, m.Small, m.Parameters + " parameters" })
	const caption = " Filled marks are on the Pareto front: no other model is as good in both and better in one. The front follows the plain values; where intervals overlap a model beside it may be as good."
	for _, d := range []struct {
		chart.Tradeoff
		caption string
	}{{fast, "Score against speed: up and to the right is better." + caption}, {small, "Score against size: up and to the left is better." + caption}} {
		if d.Ticks == nil {
			continue
		}
		if len(c.Baselines) > 0 {
			d.caption += " Baselines are hollow and never on the front."
		}
		f, err := draw(d.ID, d.Tradeoff, d.caption)
		if err != nil {
			return err
		}
		c.Charts = append(c.Charts, f)
	}
	return nil
}

// candidates fills in the marks and the axis of a chart; it has no ticks where fewer than two models have the cost.
func (e *evidence) candidates(c *chart.Tradeoff, all []costModel, cost func(costModel) (x float64, front bool, words string)) {
	c.YAxis = "mean score"
	for _, f := range e.Suite.Families {
		c.Series = append(c.Series, chart.Candidates{Name: f.Name})
	}
	for _, m := range e.Suite.Baselines {
		c.Series = append(c.Series, chart.Candidates{Name: e.title(m)})
	}
	low, high, n := math.Inf(1), 0.0, 0
	for _, m := range all {
		x, front, words := cost(m)
		if m.Mean == nil || x <= 0 {
			continue
		}
		low, high, n = min(low, x), max(high, x), n+1
		text := fmt.Sprintf("%s %% (%s to %s), %s", percent(m.Mean.Value), percent(m.Mean.Low), percent(m.Mean.High), words)
		s := &c.Series[m.series]
		s.Marks = append(s.Marks, chart.Candidate{Name: m.Title, X: math.Log10(x), Value: m.Mean.Value, Low: m.Mean.Low, High: m.Mean.High, Front: front, Text: text})
	}
	if n > 1 {
		c.Ticks = decades(low, high)
	}
}

// mostTicks is how many round numbers a logarithmic axis may have before only the powers of ten are left.
const mostTicks = 7

// decades are 1, 2 and 5 times the powers of ten that cover a range, on a logarithmic axis; powers of ten alone
// where that is too many.
func decades(low, high float64) []chart.Tick {
	for _, factors := range [][]float64{{1, 2, 5}, {1}} {
		var all []float64
		for power := math.Floor(math.Log10(low)) - 1; power <= math.Ceil(math.Log10(high))+1; power++ {
			for _, f := range factors {
				all = append(all, f*math.Pow(10, power))
			}
		}
		first := slices.IndexFunc(all, func(v float64) bool { return v > low*(1+1e-9) }) - 1
		last := slices.IndexFunc(all, func(v float64) bool { return v >= high*(1-1e-9) })
		all = all[first : max(last, first+1)+1] // two at least, where the ends are equal
		if len(all) <= mostTicks || len(factors) == 1 {
			var ticks []chart.Tick
			for _, v := range all {
				ticks = append(ticks, chart.Tick{At: math.Log10(v), Text: short(v)})
			}
			return ticks
		}
	}
	return nil
}

// short writes a round number with its unit: 0.5, 200, 50k, 1M.
func short(v float64) string {
	if v < 1e4 {
		return strconv.FormatFloat(v, 'g', 6, 64)
	}
	value, prefix := humanize.ComputeSI(v)
	if prefix == "G" {
		prefix = "B" // as parameters are counted
	}
	return strconv.FormatFloat(value, 'g', 3, 64) + prefix
}

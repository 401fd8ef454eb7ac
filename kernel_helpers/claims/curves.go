package claims

import (
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Curve is the score of each family against the strength of a probe, over the queries of all data sets on which all
// families were probed: the mean of right answers and average precisions, in which each query counts alike.
type Curve struct {
	Probe    string
	Datasets []string
	Queries  int
	Families []string
	Points   [][]Point // of each family
}

// Point is a score with its bootstrap interval; strength 0 is the queries as they are.
type Point struct{ Strength, Value, Low, High float64 }

// Curves returns the curves of all probes that have more than one strength.
func Curves(all []Evidence) []Curve {
	var families []string
	for _, e := range all {
		if !slices.Contains(families, e.Family) {
			families = append(families, e.Family)
		}
	}
	var curves []Curve
	for _, p := range probe.Probes() {
		if len(p.Strengths) < 2 || len(families) == 0 {
			continue
		}
		c := Curve{Probe: p.Name, Families: families, Points: make([][]Point, len(families))}
		for _, strength := range append([]float64{0}, p.Strengths...) {
			m := measure{of: func(r result.Probes) []float64 { return outcomes(r, p, strength) }}
			pooled := map[string][]float64{}
			c.Datasets, c.Queries = nil, 0
			for _, d := range datasets(all) {
				if m.pool(pooled, all, families, d) {
					c.Datasets = append(c.Datasets, d)
				}
			}
			for i, f := range families {
				if c.Queries = len(pooled[f]); c.Queries > 0 {
					interval := metric.Bootstrap(pooled[f])
					c.Points[i] = append(c.Points[i], Point{strength, mean(pooled[f]), interval.Low, interval.High})
				}
			}
		}
		if c.Queries > 0 {
			curves = append(curves, c)
		}
	}
	return curves
}

// outcomes are those of a probe at a strength, where the probe was made at all of them.
func outcomes(r result.Probes, p probe.Probe, strength float64) []float64 {
	for _, s := range p.Strengths {
		if r.Trial(p.Name, s) == nil {
			return nil
		}
	}
	if strength == 0 {
		return r.Outcomes
	}
	return r.Trial(p.Name, strength).Outcomes
}

// datasets names the data sets of the evidence, in its order.
func datasets(all []Evidence) []string {
	var names []string
	for _, e := range all {
		if !slices.Contains(names, e.Probes.Dataset) {
			names = append(names, e.Probes.Dataset)
		}
	}
	return names
}

// Followed is how often the nearest image has the label whose name is printed, and how often it has the same label
// with a nonsense word instead, for a model on a data set.
type Followed struct {
	Family, Dataset string
	Wrong, Nonsense float64 // shares
	Test            Comparison
}

// Words compares wrong and nonsense words on each data set, corrected over all rows (Holm).
func Words(all []Evidence) []Followed {
	var rows []Followed
	var p []float64
	for _, e := range all {
		wrong, nonsense := e.Probes.Trial(probe.WrongWord, 0), e.Probes.Trial(probe.NonsenseWord, 0)
		if wrong == nil || nonsense == nil {
			continue
		}
		a, b := bools(wrong.Follows), bools(nonsense.Follows)
		d, interval := metric.ShareDifference(a, b)
		rows = append(rows, Followed{e.Family, e.Probes.Dataset, result.Share(wrong.Follows), result.Share(nonsense.Follows),
			Comparison{Value: d, Low: interval.Low, High: interval.High, P: metric.McNemar(a, b)}})
		p = append(p, metric.McNemar(a, b))
	}
	for i, adjusted := range metric.Holm(p) {
		rows[i].Test.Adjusted, rows[i].Test.Separable = adjusted, adjusted < Significance
	}
	return rows
}

func bools(flags []int) []bool {
	all := make([]bool, len(flags))
	for i, f := range flags {
		all[i] = f == 1
	}
	return all
}

func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

package report

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// costs is what the models took, and what they are worth for it.
type costs struct {
	Datasets  int // over which scores are averaged
	Models    []costModel
	Baselines []costModel
	Charts    []figure
	Absent    string // who has no mean score
	Notes     []note
	Groups    []costGroup
}

// costModel is one model on all data sets together.
type costModel struct {
	Title, Family string
	Mean          *result.Metric // of the headlines; nil without a result on one of the data sets
	Rate          float64        // images a second
	Seconds       float64        // of embedding and search
	Peak          int64          // bytes, the highest
	Parameters    string         // as the card writes it
	Count         float64        // what Parameters says; 0 where it says nothing
	Weights       int64          // bytes
	Fast, Small   bool           // on the Pareto front of the rate, of the parameters
	series        int            // colour and shape
}

// costs compares the models by their cost on all data sets, best first; equal means in the suite's order.
func (e *evidence) costs() (costs, error) {
	c := costs{Groups: e.cost()}
	datasets := e.scored()
	c.Datasets = len(datasets)
	for i, f := range e.Suite.Families {
		for _, m := range f.Models {
			add(&c.Models, e.costModel(m, f.Name, i, datasets))
		}
	}
	for i, m := range e.Suite.Baselines {
		add(&c.Baselines, e.costModel(m, "baseline", len(e.Suite.Families)+i, datasets))
	}
	markFronts(c.Models)
	var absent []string
	for _, m := range append(slices.Clone(c.Models), c.Baselines...) {
		if m.Mean == nil {
			absent = append(absent, m.Title)
		}
	}
	if len(absent) > 0 {
		c.Absent = fmt.Sprintf("Without a mean score, for want of a result on a data set: %s.", list(absent))
	}
	c.Notes = e.machines()
	return c, e.costCharts(&c)
}

// add puts a model into a list, best first.
func add(list *[]costModel, m *costModel) {
	if m == nil {
		return
	}
	*list = append(*list, *m)
	slices.SortStableFunc(*list, func(a, b costModel) int { return cmp.Compare(b.score(), a.score()) })
}

// scored are the data sets on which a family has a result.
func (e *evidence) scored() []string {
	var names []string
	for _, d := range e.Points.Datasets {
		if len(d.Places) > 0 {
			names = append(names, d.Name)
		}
	}
	return names
}

func (m costModel) score() float64 {
	if m.Mean == nil {
		return -1
	}
	return m.Mean.Value
}

// costModel adds up a model's results; nil where it has none.
func (e *evidence) costModel(model, family string, series int, datasets []string) *costModel {
	m := costModel{Title: e.title(model), Family: family, series: series}
	var images, embedding float64
	var scores []result.Metric
	for _, d := range e.Datasets {
		r, ok := e.Ranked[pair{model, d}]
		if !ok {
			continue
		}
		if slices.Contains(datasets, d) {
			scores = append(scores, r.Score())
		}
		if r.Cost.EmbedSeconds > 0 {
			images, embedding = images+float64(r.Cost.Images), embedding+r.Cost.EmbedSeconds
		}
		m.Seconds += r.Cost.EmbedSeconds + r.Cost.SearchSeconds
		m.Peak = max(m.Peak, r.Cost.PeakMemory)
		m.Parameters, m.Weights = r.Cost.Parameters, r.Cost.WeightsBytes
	}
	if len(scores) == 0 {
		return nil
	}
	if embedding > 0 {
		m.Rate = images / embedding
	}
	m.Count = parameters(m.Parameters)
	if len(scores) == len(datasets) {
		mean := meanScore(scores)
		m.Mean = &mean
	}
	return &m
}

// meanScore is the mean of scores on different images. Its interval adds up their distances to the ends of their
// intervals in squares (Zou and Donner 2008), as Newcombe's does for a difference.
func meanScore(scores []result.Metric) result.Metric {
	var sum, below, above float64
	for _, s := range scores {
		sum += s.Value
		below += (s.Value - s.Low) * (s.Value - s.Low)
		above += (s.High - s.Value) * (s.High - s.Value)
	}
	n := float64(len(scores))
	mean := sum / n
	return result.Metric{Name: "mean", Value: mean, Low: max(0, mean-math.Sqrt(below)/n), High: min(1, mean+math.Sqrt(above)/n)}
}

var countPattern = regexp.MustCompile(`^([0-9]+(?:\.[0-9]+)?)\s?([KkMBG]?)$`)

// parameters is the number that a card's words say, such as 3.5M; 0 if they say none.
func parameters(words string) float64 {
	match := countPattern.FindStringSubmatch(words)
	if match == nil {
		return 0
	}
	n, _ := strconv.ParseFloat(match[1], 64) // digits, as the pattern says
	return n * map[string]float64{"": 1, "K": 1e3, "k": 1e3, "M": 1e6, "B": 1e9, "G": 1e9}[match[2]]
}

// markFronts finds the models that no other is as good as in score and cost, and better in one.
func markFronts(models []costModel) {
	rate := func(m costModel) float64 { return m.Rate }
	fewness := func(m costModel) float64 {
		if m.Count == 0 {
			return 0
		}
		return 1 / m.Count
	}
	for i := range models {
		models[i].Fast, models[i].Small = onFront(models, i, rate), onFront(models, i, fewness)
	}
}

// onFront reports whether model i has a score and a virtue, and no other has more of one and not less of the other.
func onFront(models []costModel, i int, virtue func(costModel) float64) bool {
	m := models[i]
	if m.Mean == nil || virtue(m) == 0 {
		return false
	}
	return !slices.ContainsFunc(models, func(o costModel) bool {
		return o.score() >= m.score() && virtue(o) >= virtue(m) && (o.score() > m.score() || virtue(o) > virtue(m))
	})
}

// machines warns where costs were not measured on one machine, in one way.
func (e *evidence) machines() []note {
	var notes []note
	for _, f := range e.common() {
		if len(f.Values) > 1 && slices.Contains([]string{"Host", "Device", "Engine", "Precision"}, f.Name) {
			text := fmt.Sprintf("Costs were measured with more than one %s (%s), so speeds and memory do not compare.", strings.ToLower(f.Name), list(f.Values))
			notes = append(notes, note{Text: text})
		}
	}
	return notes
}

// costGroup is what a model's results took.
type costGroup struct {
	Family, Title string
	Weights       int64  // bytes
	Parameters    string // as the card writes it
	Rows          []costRow
}

type costRow struct {
	Dataset string
	result.Cost
}

// cost lists the ranked results model by model.
func (e *evidence) cost() []costGroup {
	var groups []costGroup
	for _, f := range e.Suite.Groups() {
		for _, m := range f.Models {
			g := costGroup{Family: f.Name, Title: e.title(m)}
			for _, d := range e.Datasets {
				if r, ok := e.Ranked[pair{m, d}]; ok {
					g.Weights, g.Parameters = r.Cost.WeightsBytes, r.Cost.Parameters
					g.Rows = append(g.Rows, costRow{e.datasetTitle(d), r.Cost})
				}
			}
			if len(g.Rows) > 0 {
				groups = append(groups, g)
			}
		}
	}
	return groups
}

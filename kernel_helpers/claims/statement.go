package claims

import (
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// statement is a claim before it is tested.
type statement struct {
	name, family, text string
	measures           []measure
}

// measure gives a number for each query.
type measure struct {
	name, text string
	zero       bool // the family's own mean has to be above zero too
	// of returns the numbers, one for each query that was asked; nil where they were not measured.
	of func(p result.Probes) []float64
}

// statements are the article's claims. By words only classifications count: what a label of an image search says is
// mostly nothing.
func statements() []statement {
	return []statement{
		{"words", "CLIP", "CLIP is distracted by printed text, more than the others.", []measure{
			{"answers that follow the word", "the nearest image has the printed wrong label, less the same with a nonsense word of equal length", true, followed},
			{"score lost to the word", "score with a nonsense word of equal length, less that with the wrong word", true, lostToWord},
		}},
		{"foreground", "CLIP", "CLIP looks at the foreground: its neighbours follow the object, more than those of the others.", []measure{
			{"neighbours that follow the object", "the object before another background is nearer to itself than to another object before that background", false, object},
		}},
		{"whole-image", "DINO", "DINO looks at the whole image: its neighbours follow the background more, or it loses more when the background changes.", []measure{
			{"neighbours that follow the background", "the object before another background is not nearer to itself than to another object before that background", false, ground},
			{"score lost to another background", "score before its own background, less that before another", false, lostToGround},
		}},
	}
}

func followed(p result.Probes) []float64 {
	wrong, nonsense := p.Trial(probe.WrongWord, 0), p.Trial(probe.NonsenseWord, 0)
	if p.Task != result.Classification || wrong == nil || nonsense == nil {
		return nil
	}
	return each(len(wrong.Follows), func(i int) float64 { return float64(wrong.Follows[i] - nonsense.Follows[i]) })
}

func lostToWord(p result.Probes) []float64 {
	wrong, nonsense := p.Trial(probe.WrongWord, 0), p.Trial(probe.NonsenseWord, 0)
	if p.Task != result.Classification || wrong == nil || nonsense == nil {
		return nil
	}
	return each(len(wrong.Outcomes), func(i int) float64 { return nonsense.Outcomes[i] - wrong.Outcomes[i] })
}

func object(p result.Probes) []float64 {
	t := p.Trial(probe.Background, 0)
	if t == nil {
		return nil
	}
	return each(len(t.Object), func(i int) float64 { return float64(t.Object[i]) })
}

func ground(p result.Probes) []float64 {
	values := object(p)
	for i := range values {
		values[i] = 1 - values[i]
	}
	return values
}

func lostToGround(p result.Probes) []float64 {
	t := p.Trial(probe.Background, 0)
	if t == nil {
		return nil
	}
	return each(len(t.Outcomes), func(i int) float64 { return p.Outcomes[i] - t.Outcomes[i] })
}

func each(n int, of func(i int) float64) []float64 {
	all := make([]float64, n)
	for i := range all {
		all[i] = of(i)
	}
	return all
}

// over compares a family with the others over the queries that all of them were asked.
func (m measure) over(all []Evidence, families []string, family string) Measure {
	out := Measure{Name: m.name, Text: m.text, Datasets: []string{}, Comparisons: []Comparison{}}
	pooled := make(map[string][]float64, len(families))
	for _, d := range datasets(all) {
		if m.pool(pooled, all, families, d) {
			out.Datasets = append(out.Datasets, d)
		}
	}
	own := pooled[family]
	if out.Queries = len(own); out.Queries == 0 {
		return out
	}
	if m.zero {
		out.Comparisons = append(out.Comparisons, compare("", own, make([]float64, len(own))))
	}
	for _, f := range families {
		if f != family {
			out.Comparisons = append(out.Comparisons, compare(f, own, pooled[f]))
		}
	}
	return out
}

// pool adds the numbers of a data set, if all families have them, query by query in one order.
func (m measure) pool(pooled map[string][]float64, all []Evidence, families []string, dataset string) bool {
	values := map[string]map[int]float64{} // family → query → number
	for _, e := range all {
		numbers := m.of(e.Probes)
		if e.Probes.Dataset != dataset || numbers == nil {
			continue
		}
		values[e.Family] = map[int]float64{}
		for i, q := range e.Probes.Asked {
			values[e.Family][q] = numbers[i]
		}
	}
	var shared []int
	for q := range values[families[0]] {
		if !slices.ContainsFunc(families, func(f string) bool { _, asked := values[f][q]; return !asked }) {
			shared = append(shared, q)
		}
	}
	slices.Sort(shared)
	for _, f := range families {
		for _, q := range shared {
			pooled[f] = append(pooled[f], values[f][q])
		}
	}
	return len(shared) > 0
}

func compare(against string, a, b []float64) Comparison {
	differences := each(len(a), func(i int) float64 { return a[i] - b[i] })
	interval := metric.Bootstrap(differences)
	return Comparison{Against: against, Value: mean(differences), Low: interval.Low, High: interval.High, P: metric.SignFlip(a, b)}
}

package claims

import (
	"math"
	"slices"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// measured is a family on a data set of 100 queries, all right as they are: of them follow the printed word, keep the
// object, and stay right before another background so many.
func measured(family, dataset string, follow, keep, stay int) Evidence {
	first := func(n int) []int {
		flags := make([]int, 100)
		for i := range n {
			flags[i] = 1
		}
		return flags
	}
	outcomes := func(n int) []float64 {
		all := make([]float64, 100)
		for i := range n {
			all[i] = 1
		}
		return all
	}
	asked := make([]int, 100)
	for i := range asked {
		asked[i] = 7 * i
	}
	return Evidence{family, result.Probes{Dataset: dataset, Task: result.Classification, Asked: asked, Outcomes: outcomes(100), Trials: []result.Trial{
		{Probe: probe.WrongWord, Strength: 1, Outcomes: outcomes(100 - follow), Follows: first(follow)},
		{Probe: probe.NonsenseWord, Strength: 1, Outcomes: outcomes(100), Follows: first(0)},
		{Probe: probe.Background, Strength: 1, Outcomes: outcomes(stay), Object: first(keep)},
	}}}
}

func marks(all []Evidence) []Mark {
	var out []Mark
	for _, c := range Judge(all) {
		out = append(out, c.Mark)
	}
	return out
}

// TestRule holds the marks of all claims against worlds in which they are true, false, and open.
func TestRule(t *testing.T) {
	for name, c := range map[string]struct {
		evidence []Evidence
		want     []Mark
	}{
		"all true": {[]Evidence{measured("CLIP", "a", 40, 90, 90), measured("DINO", "a", 2, 30, 50), measured("ImageNet", "a", 3, 60, 80)},
			[]Mark{Supported, Supported, Supported}},
		"the other way round": {[]Evidence{measured("CLIP", "a", 1, 20, 40), measured("DINO", "a", 30, 80, 90), measured("ImageNet", "a", 1, 80, 90)},
			[]Mark{NotSupported, NotSupported, NotSupported}},
		"against one of the others only": {[]Evidence{measured("CLIP", "a", 40, 90, 90), measured("DINO", "a", 2, 30, 50), measured("ImageNet", "a", 38, 86, 52)},
			[]Mark{NotSeparable, NotSeparable, Supported}},
		"no difference": {[]Evidence{measured("CLIP", "a", 0, 50, 50), measured("DINO", "a", 0, 50, 50), measured("ImageNet", "a", 0, 50, 50)},
			[]Mark{NotSupported, NotSupported, NotSupported}},
		"no DINO":           {[]Evidence{measured("OpenCLIP", "a", 40, 90, 90), measured("ImageNet", "a", 2, 30, 50)}, []Mark{Supported, Supported, NotMeasured}},
		"one family":        {[]Evidence{measured("CLIP", "a", 40, 90, 90)}, []Mark{NotMeasured, NotMeasured, NotMeasured}},
		"no data in common": {[]Evidence{measured("CLIP", "a", 40, 90, 90), measured("DINO", "b", 2, 30, 50)}, []Mark{NotMeasured, NotMeasured, NotMeasured}},
		"nothing":           {nil, []Mark{NotMeasured, NotMeasured, NotMeasured}},
	} {
		if got := marks(c.evidence); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// TestRuleOfOneMeasure takes the marks from comparisons at the edges of the rule.
func TestRuleOfOneMeasure(t *testing.T) {
	plus, minus := Comparison{Value: 0.1, High: 0.2, Separable: true}, Comparison{Value: -0.1, High: -0.01, Separable: true}
	open, slight := Comparison{Value: 0.05, High: 0.2}, Comparison{Value: 0.001, High: 0.019}
	for _, c := range []struct {
		measures [][]Comparison
		want     Mark
	}{
		{[][]Comparison{{plus, plus}}, Supported},
		{[][]Comparison{{plus, open}}, NotSeparable},
		{[][]Comparison{{plus, slight}}, NotSupported},
		{[][]Comparison{{plus, minus}}, NotSupported},
		{[][]Comparison{{plus, plus}, {open, open}}, Supported},
		{[][]Comparison{{plus, plus}, {open, minus}}, NotSupported},
		{[][]Comparison{{slight}, {open}}, NotSeparable},
		{[][]Comparison{{slight}, {slight}}, NotSupported},
	} {
		var all []Measure
		for _, m := range c.measures {
			all = append(all, Measure{Name: "a measure", Comparisons: m})
		}
		if got, reason := verdict(all); got != c.want || reason == "" {
			t.Errorf("%v: %s (%s), want %s", c.measures, got, reason, c.want)
		}
	}
}

// TestPairing pairs queries by their place in the data set, whatever the order and number of those asked.
func TestPairing(t *testing.T) {
	a, b := measured("CLIP", "a", 40, 90, 90), measured("DINO", "a", 2, 30, 50)
	b.Probes.Asked = b.Probes.Asked[:60]
	c := Judge([]Evidence{a, b})[1]
	if c.Measures[0].Queries != 60 {
		t.Errorf("%d queries were compared, want the 60 that both were asked", c.Measures[0].Queries)
	}
	if got := c.Measures[0].Comparisons[0].Value; math.Abs(got-0.5) > 1e-9 { // 60 against 30 of 60
		t.Errorf("the difference is %v, want 0.5", got)
	}
}

// Package claims holds what is said of families of models against what was measured with changed queries. It tests and
// marks; it changes no picture and searches nothing.
//
//	for _, c := range claims.Judge(evidence) {
//		fmt.Println(c.Text, c.Mark)
//	}
//
// A claim is of one family against each of the others, by one or two measures, which give a number for each query. The
// queries of all data sets on which all families were probed count alike. A comparison is the mean difference over the
// same queries with its bootstrap interval and the sign-flip test; all comparisons of a claim are corrected together
// (Holm). The mark follows from them:
//
//   - supported: by one measure at least, every comparison is separable in the direction of the claim, and by no
//     measure is one separable in the other direction;
//   - not supported: a comparison is separable in the other direction, or by every measure there is one whose whole
//     interval lies below Slight, so that the claimed difference is not there or too small to matter;
//   - not separable: otherwise; the queries are too few to tell.
package claims

import (
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Significance is the level below which a corrected test counts as separable, as for the places of a report.
const Significance = 0.05

// Slight is the largest difference that does not matter: two of a hundred queries.
const Slight = 0.02

// Mark is what became of a claim.
type Mark string

// The marks. NotMeasured is that of a claim of a family that is not there or was not probed.
const (
	Supported    Mark = "supported"
	NotSupported Mark = "not supported"
	NotSeparable Mark = "not separable"
	NotMeasured  Mark = "not measured"
)

// Evidence is what was measured of the model that stands for a family on a data set.
type Evidence struct {
	Family string
	Probes result.Probes
}

// Claim is what is said of a family, and what the numbers say.
type Claim struct {
	Name     string    `json:"name"`
	Family   string    `json:"family"` // as the suite calls it; as the claim does if the suite has none such
	Text     string    `json:"text"`   // a sentence
	Mark     Mark      `json:"mark"`
	Reason   string    `json:"reason"` // for it, in a sentence
	Measures []Measure `json:"measures"`
}

// Measure is one way to put a claim in numbers.
type Measure struct {
	Name        string       `json:"name"`
	Text        string       `json:"text"`     // what is counted of each query
	Datasets    []string     `json:"datasets"` // on which all families were probed
	Queries     int          `json:"queries"`
	Comparisons []Comparison `json:"comparisons"`
}

// Comparison is the claim's family less another one, or less nothing.
type Comparison struct {
	Against   string  `json:"against"` // a family; "" = zero
	Value     float64 `json:"value"`
	Low       float64 `json:"low"` // its 95 % interval
	High      float64 `json:"high"`
	P         float64 `json:"p"`
	Adjusted  float64 `json:"adjusted"`
	Separable bool    `json:"separable"`
}

// Judge marks all claims. Families are in the order in which they come first in the evidence.
func Judge(all []Evidence) []Claim {
	var families []string
	for _, e := range all {
		if !slices.Contains(families, e.Family) {
			families = append(families, e.Family)
		}
	}
	var out []Claim
	for _, s := range statements() {
		out = append(out, s.judge(all, families))
	}
	return out
}

// judge tests one statement.
func (s statement) judge(all []Evidence, families []string) Claim {
	c := Claim{Name: s.name, Family: s.family, Text: s.text, Mark: NotMeasured, Measures: []Measure{}}
	at := slices.IndexFunc(families, func(f string) bool { return strings.Contains(strings.ToLower(f), strings.ToLower(s.family)) })
	switch {
	case at < 0:
		c.Reason = "No model of a family " + s.family + " was probed."
		return c
	case len(families) < 2:
		c.Family, c.Reason = families[at], "No other family was probed."
		return c
	}
	c.Family = families[at]
	for _, m := range s.measures {
		measured := m.over(all, families, c.Family)
		if measured.Queries == 0 {
			c.Reason = "No data set has what is measured for every family."
			c.Measures = []Measure{}
			return c
		}
		c.Measures = append(c.Measures, measured)
	}
	correct(c.Measures)
	c.Mark, c.Reason = verdict(c.Measures)
	return c
}

// correct adjusts the tests of a claim (Holm).
func correct(measures []Measure) {
	var tests []*Comparison
	var p []float64
	for i := range measures {
		for j := range measures[i].Comparisons {
			tests = append(tests, &measures[i].Comparisons[j])
			p = append(p, measures[i].Comparisons[j].P)
		}
	}
	for i, adjusted := range metric.Holm(p) {
		tests[i].Adjusted, tests[i].Separable = adjusted, adjusted < Significance
	}
}

// verdict is the rule of the package's comment.
func verdict(measures []Measure) (Mark, string) {
	shown, slight := "", 0
	for _, m := range measures {
		whole, small := true, false
		for _, c := range m.Comparisons {
			if c.Separable && c.Value < 0 {
				return NotSupported, "Measured by " + m.Name + ", it is separable the other way round" + against(c) + "."
			}
			whole = whole && c.Separable && c.Value > 0
			small = small || c.High < Slight
		}
		if whole && shown == "" {
			shown = m.Name
		}
		if small {
			slight++
		}
	}
	switch {
	case shown != "":
		return Supported, "Measured by " + shown + ", every comparison is separable in the direction of the claim, and none the other way round."
	case slight == len(measures):
		return NotSupported, "By every measure a comparison is at most slight: its whole interval lies below 2 points."
	}
	return NotSeparable, "The comparisons leave open whether there is a difference: the queries are too few for it, or it is too small."
}

func against(c Comparison) string {
	if c.Against == "" {
		return ""
	}
	return " against " + c.Against
}

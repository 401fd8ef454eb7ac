// Package points counts who wins: places and points of the families on each data set, the sum over all of
// them, and which places are too close to tell apart. It reads stored results and scores nothing itself.
//
//	table := points.Count(points.Input{Suite: "photos", Families: families, Datasets: datasets, Records: records})
//	fmt.Println(table.Winner)
//
// On each data set a family is represented by its best model on the headline metric; of equal models, by
// the one that the suite names first. With n families in the suite, the first place gets n points, the
// second n-1, the last 1. Families with exactly equal values share the higher place, and the places that
// they fill together are gone: 3, 3, 1. A family without a result gets no points there, and n stays: a
// first place is worth the same on every data set.
//
// Baselines are models that belong to no family: they get no place and no points and are in no test. Beside the
// places stands what they reached, and where a family's best model is not clearly better.
//
// Points follow the raw values. Whether neighbouring places differ by more than chance is said beside
// them: by a paired test on the outcomes of the same queries, corrected (Holm) for all pairs of models of
// the data set.
package points

import (
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/digest"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// Family is a family of the suite with the names of its models, in the suite's order.
type Family struct {
	Name   string
	Models []string
}

// Data identifies a data set as it is now.
type Data struct{ Fingerprint, Truth digest.SHA256 }

// Input is what Count works on.
type Input struct {
	Suite     string   // name or path, for the commands that refresh stale results
	Out       string   // -out of those commands; empty = the suite's own folder
	Families  []Family // in the suite's order
	Baselines []string // models that stand beside the families and get no points
	Datasets  []string // in the suite's order
	Records   []result.Record

	// Current holds the data sets that were read; results that were made on other data are stale. For a
	// data set that is not in it, the result finished last is taken as current.
	Current map[string]Data

	// Queries returns a model's outcomes on a data set, for the tests of neighbouring places. Nil: no tests.
	Queries func(model, dataset string) ([]result.Query, error)
}

// Table is the outcome of a suite. Its JSON is summary.json.
type Table struct {
	Families []FamilyPoints  `json:"families"` // in the suite's order
	Winner   string          `json:"winner"`   // a family; "draw: A, B"; "" without any result
	Datasets []DatasetPlaces `json:"datasets"` // in the suite's order
	Stale    []Outdated      `json:"stale"`    // results that were not ranked
	Missing  []Outdated      `json:"missing"`  // models of the suite without a result
	Unlisted []Listed        `json:"unlisted"` // results whose model or data set the suite does not name
}

// FamilyPoints is the sum of a family's points.
type FamilyPoints struct {
	Name   string `json:"name"`
	Points int    `json:"points"`
}

// Listed names a result.
type Listed struct {
	Model   string `json:"model"`
	Dataset string `json:"dataset"`
}

// Outdated is a result that is not there or cannot be ranked, and what to do about it.
type Outdated struct {
	Family  string `json:"family"`
	Model   string `json:"model"`
	Dataset string `json:"dataset"`
	Reason  string `json:"reason"`
	Command string `json:"command"` // makes or refreshes the result
}

// Count ranks the families on every data set and adds up their points.
func Count(in Input) Table {
	t := Table{Stale: []Outdated{}, Missing: []Outdated{}, Unlisted: in.unlisted(), Datasets: []DatasetPlaces{}}
	sums := map[string]int{}
	for _, dataset := range in.Datasets {
		found, stale, missing := in.entries(dataset)
		t.Stale, t.Missing = append(t.Stale, stale...), append(t.Missing, missing...)
		d := in.rank(dataset, found)
		d.Baselines = in.baselines(dataset)
		d.NotAbove = in.notAbove(d)
		for _, p := range d.Places {
			sums[p.Family] += p.Points
		}
		t.Datasets = append(t.Datasets, d)
	}
	t.Families = []FamilyPoints{}
	for _, f := range in.Families {
		t.Families = append(t.Families, FamilyPoints{f.Name, sums[f.Name]})
	}
	t.Winner = winner(t.Families)
	return t
}

func winner(families []FamilyPoints) string {
	most := 0
	for _, f := range families {
		most = max(most, f.Points)
	}
	if most == 0 {
		return ""
	}
	var best []string
	for _, f := range families {
		if f.Points == most {
			best = append(best, f.Name)
		}
	}
	if len(best) > 1 {
		return "draw: " + strings.Join(best, ", ")
	}
	return best[0]
}

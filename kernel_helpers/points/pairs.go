package points

import "fmt"

// Pair is the paired test of two models of a data set, A less B.
type Pair struct {
	A string `json:"a"` // models, in the suite's order
	B string `json:"b"`
	Test
}

// Of returns the test of model a less model b, in whichever order the pairs name them.
func Of(pairs []Pair, a, b string) (t Test, ok bool) {
	for _, p := range pairs {
		if p.A == a && p.B == b {
			return p.Test, true
		}
		if p.A == b && p.B == a {
			t = p.Test
			t.Difference, t.Low, t.High = -t.Difference, -t.High, -t.Low
			return t, true
		}
	}
	return Test{}, false
}

// Close is two families on neighbouring places that the test cannot tell apart.
type Close struct {
	Above    string  `json:"above"` // families
	Below    string  `json:"below"`
	Adjusted float64 `json:"adjusted"` // corrected p-value of their models' pair
}

// test compares all pairs of models and says which neighbouring places are not separable.
func (in Input) test(d *DatasetPlaces, found []entry) {
	if len(found) < 2 {
		return
	}
	if in.Queries == nil {
		d.Untested = "the outcomes of the queries were not read"
		return
	}
	models := make([][]float64, len(found))
	var names []string
	for i, e := range found {
		queries, err := in.Queries(e.record.Model, d.Name)
		if err != nil {
			d.Untested = err.Error()
			return
		}
		if i == 0 {
			names = items(queries)
		}
		if models[i], err = outcomes(queries, names, e.record.Task); err != nil {
			d.Untested = fmt.Sprintf("model %s on %s: %v", e.record.Model, d.Name, err)
			return
		}
	}
	tests, err := compareAll(found[0].record.Task, models)
	if err != nil {
		d.Untested = fmt.Sprintf("the results on %s: %v", d.Name, err)
		return
	}
	d.Pairs = named(found, tests)
	d.NotSeparable = notSeparable(d.Places, d.Pairs)
}

// named puts the models' names to their tests, and corrects the tests.
func named(found []entry, tests []Test) []Pair {
	pairs := make([]Pair, 0, len(tests))
	for i := range found {
		for j := i + 1; j < len(found); j++ {
			pairs = append(pairs, Pair{A: found[i].record.Model, B: found[j].record.Model, Test: tests[len(pairs)]})
		}
	}
	all := make([]*Test, len(pairs))
	for i := range pairs {
		all[i] = &pairs[i].Test
	}
	Correct(all)
	return pairs
}

func notSeparable(places []Place, pairs []Pair) []Close {
	out := []Close{}
	for i := 1; i < len(places); i++ {
		above, below := places[i-1], places[i]
		if t, ok := Of(pairs, above.Model, below.Model); ok && !t.Separable {
			out = append(out, Close{above.Family, below.Family, t.Adjusted})
		}
	}
	return out
}

package points

// Baseline is what a baseline reached on a data set.
type Baseline struct {
	Model   string  `json:"model"`
	Value   float64 `json:"value"`             // of the headline metric; 0 if Absent says why there is none
	Absent  string  `json:"absent,omitempty"`  // why its result cannot stand beside the others
	Command string  `json:"command,omitempty"` // makes or refreshes the result
}

// NotAbove is a family that does not clearly beat a baseline: the lower end of the 95 % interval of its best
// model is not above the baseline's value.
type NotAbove struct {
	Family   string  `json:"family"`
	Model    string  `json:"model"`    // the family's best
	Baseline string  `json:"baseline"` // model
	Low      float64 `json:"low"`      // lower end of the family's interval
	Value    float64 `json:"value"`    // of the baseline
}

// baselines returns what the baselines reached on a data set, held to the same data as the families' results.
func (in Input) baselines(dataset string) []Baseline {
	var out []Baseline
	reference := in.reference(dataset)
	for _, model := range in.Baselines {
		b := Baseline{Model: model}
		if r := in.record(model, dataset); r == nil {
			b.Absent = "there is no result"
		} else {
			b.Absent, b.Value = in.staleReason(*r, reference), r.Score().Value
		}
		if b.Absent != "" {
			b.Value, b.Command = 0, in.command(model, dataset)
		}
		out = append(out, b)
	}
	return out
}

// notAbove compares the best model of each family with every baseline.
func (in Input) notAbove(d DatasetPlaces) []NotAbove {
	var out []NotAbove
	for _, p := range d.Places {
		low := in.record(p.Model, d.Name).Score().Low
		for _, b := range d.Baselines {
			if b.Absent == "" && low <= b.Value {
				out = append(out, NotAbove{p.Family, p.Model, b.Model, low, b.Value})
			}
		}
	}
	return out
}

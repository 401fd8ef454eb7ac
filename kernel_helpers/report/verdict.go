package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/points"
)

// scope says in one sentence what was compared.
func (e *evidence) scope() string {
	models, families := 0, 0
	for _, f := range e.Suite.Families {
		models += len(f.Models)
		if len(f.Models) > 0 {
			families++
		}
	}
	tasks := map[dataset.Task]int{}
	for _, name := range e.Datasets {
		task, _ := e.facts(name, e.ranked(name))
		tasks[task]++
	}
	var parts []string
	if n := tasks[dataset.Classification]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d to classify", n))
	}
	if n := tasks[dataset.Retrieval]; n > 0 {
		parts = append(parts, fmt.Sprintf("%d to search", n))
	}
	return fmt.Sprintf("%s from %s answer the same questions on %s: %s. A model turns each image into one vector, the nearest vectors give the answer, and nothing is trained.%s",
		count(models, "model", "models"), count(families, "family", "families"), count(len(e.Datasets), "set of images", "sets of images"), strings.Join(parts, ", "), e.besides())
}

// besides says which baselines stand beside the families.
func (e *evidence) besides() string {
	if len(e.Suite.Baselines) == 0 {
		return ""
	}
	var titles []string
	for _, m := range e.Suite.Baselines {
		titles = append(titles, e.title(m))
	}
	return fmt.Sprintf(" Beside them, without points, %s: %s.", oneOrMore(len(titles), "stands a baseline", "stand baselines"), list(titles))
}

// baseline reports whether a model is one of the suite's baselines.
func (e *evidence) baseline(model string) bool { return slices.Contains(e.Suite.Baselines, model) }

// notAbove says which families a baseline is not clearly worse than.
func (e *evidence) notAbove(d points.DatasetPlaces) []string {
	var out []string
	for _, n := range d.NotAbove {
		out = append(out, fmt.Sprintf("%s does not clearly beat the baseline %s: the interval of its best model, %s, begins at %s\u00a0%%, and the baseline reaches %s\u00a0%%.",
			n.Family, e.title(n.Baseline), e.title(n.Model), percent(n.Low), percent(n.Value)))
	}
	return out
}

// verdict names the winner in one sentence.
func (e *evidence) verdict() string {
	best := 0
	for _, f := range e.Points.Families {
		best = max(best, f.Points)
	}
	var leaders, others []string
	for _, f := range e.Points.Families {
		switch {
		case best == 0:
		case f.Points == best:
			leaders = append(leaders, f.Name)
		case e.empty(f.Name):
			others = append(others, f.Name+" has no models here")
		default:
			others = append(others, fmt.Sprintf("%s has %d", f.Name, f.Points))
		}
	}
	switch {
	case best == 0:
		return "No family has points: no result could be ranked."
	case len(leaders) > 1:
		return sentence(fmt.Sprintf("A draw: %s have %s each", list(leaders), count(best, "point", "points")), others)
	}
	return sentence(fmt.Sprintf("%s wins with %s", leaders[0], count(best, "point", "points")), others)
}

func sentence(main string, rest []string) string {
	if len(rest) == 0 {
		return main + "."
	}
	return main + "; " + list(rest) + "."
}

// doubtOfPlaces says on how many data sets the first place may be chance.
func (e *evidence) doubtOfPlaces() string {
	tested, open := 0, 0
	for _, d := range e.Points.Datasets {
		if len(d.Places) < 2 || d.Untested != "" {
			continue
		}
		tested++
		for _, n := range d.NotSeparable {
			if n.Above == d.Places[0].Family {
				open++
				break
			}
		}
	}
	where := fmt.Sprintf("the %d data sets where families can be compared", tested)
	if tested == 1 {
		where = "the one data set where families can be compared"
	}
	switch {
	case tested == 0:
		return ""
	case open == 0:
		return fmt.Sprintf("On %s, the first place is separable from the second (p\u00a0<\u00a0%g).", where, points.Significance)
	case open < tested:
		where = fmt.Sprintf("%d of %s", open, where)
	}
	return "On " + where + ", the first two places are not separable: the difference may be chance. The table marks them with ≈."
}

// gaps says which results have no part in the points.
func (e *evidence) gaps() string {
	var parts []string
	if n := len(e.Points.Missing); n > 0 {
		parts = append(parts, count(n, "result is missing", "results are missing"))
	}
	if n := len(e.Points.Stale); n > 0 {
		parts = append(parts, count(n, "result is not comparable with the others", "results are not comparable with the others"))
	}
	if len(parts) == 0 {
		return ""
	}
	return "The points are not complete: " + list(parts) + "."
}

// separability says in words what the tests of one data set found.
func (e *evidence) separability(d points.DatasetPlaces) []string {
	const how = "paired tests over the same queries, Holm-corrected over all pairs of models"
	switch {
	case len(d.Places) == 0:
		return nil
	case len(d.Places) == 1:
		return []string{"Only " + d.Places[0].Family + " has a result here, so there is nothing to compare it with."}
	case d.Untested != "":
		return []string{"Whether the places are separable was not tested: " + d.Untested + "."}
	case len(d.NotSeparable) == 0:
		return []string{fmt.Sprintf("The places of the families are separable (%s, p\u00a0<\u00a0%g).", how, points.Significance)}
	}
	var out []string
	for _, n := range d.NotSeparable {
		out = append(out, fmt.Sprintf("≈ %s and %s are not separable (p\u00a0=\u00a0%.2g; %s): the difference may be chance. Points follow the raw values all the same.",
			n.Above, n.Below, n.Adjusted, how))
	}
	return out
}

// absent names the families that have no part in a data set.
func (e *evidence) absent(d points.DatasetPlaces) []string {
	var out []string
	for _, family := range d.Missing {
		if e.empty(family) {
			out = append(out, family+" has no models in this suite and gets no points.")
		} else {
			out = append(out, family+" has no result that can be ranked here and gets no points.")
		}
	}
	return out
}

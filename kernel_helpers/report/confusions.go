package report

import (
	"cmp"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// How much is shown of what went wrong; of pictures half where there are many, see few.
const (
	hardestShown  = 6   // classes with a picture
	classesListed = 200 // classes in the table
	pairsShown    = 3   // confused pairs of a family
	onlyShown     = 3   // queries that only one family got right
)

// classTable compares the families' best models class by class, hardest first.
type classTable struct {
	Families []string
	Hardest  []classRow
	Rows     []classRow // all, or the hardest of Total
	Total    int
}

// classRow is one class.
type classRow struct {
	*tile  // of one of its queries; only for the hardest
	Label  string
	N      int
	Values []string // of each family, in per cent
	mean   float64
}

// classTable is nil for fewer than two classes.
func (e *evidence) classTable(w *why, bests []best) *classTable {
	t := &classTable{}
	at := map[string]int{}
	for column, b := range bests {
		t.Families = append(t.Families, b.Family)
		for _, c := range b.Classes {
			i, known := at[c.Label]
			if !known {
				i = len(t.Rows)
				at[c.Label] = i
				t.Rows = append(t.Rows, classRow{Label: c.Label, N: c.N, Values: dashes(len(bests))})
			}
			t.Rows[i].Values[column] = percent(c.Value)
			t.Rows[i].mean += c.Value / float64(len(bests))
		}
	}
	t.Total = len(t.Rows)
	if t.Total < 2 {
		return nil
	}
	slices.SortFunc(t.Rows, func(a, b classRow) int { return cmp.Or(cmp.Compare(a.mean, b.mean), cmp.Compare(a.Label, b.Label)) })
	t.Rows = t.Rows[:min(classesListed, len(t.Rows))]
	example := firstOf(bests[0].queries)
	for _, row := range t.Rows[:min(hardestShown, len(t.Rows))] {
		row.tile = w.Sheet.tile(example[row.Label])
		t.Hardest = append(t.Hardest, row)
	}
	return t
}

// firstOf returns the first query of each label.
func firstOf(queries []result.Query) map[string]string {
	first := map[string]string{}
	for _, q := range queries {
		if _, known := first[q.Label]; !known {
			first[q.Label] = q.Item
		}
	}
	return first
}

// confusedGroup is the pairs of labels that a family's best model confuses most.
type confusedGroup struct {
	Family string
	Shown  []confusedPair
}

// confusedPair is N queries of one label whose nearest image has another, with one of them.
type confusedPair struct {
	Query, Nearest   *tile
	Truth, Predicted string
	N                int
}

func confusedGroups(s *sheet, bests []best, shown int) []confusedGroup {
	var groups []confusedGroup
	for _, b := range bests {
		var pairs []confusedPair
		at := map[[2]string]int{}
		for _, q := range b.queries {
			if q.Correct || len(q.Neighbours) == 0 {
				continue
			}
			key := [2]string{q.Label, q.Predicted}
			i, known := at[key]
			if !known {
				i = len(pairs)
				at[key] = i
				pairs = append(pairs, confusedPair{Query: &tile{Item: q.Item}, Nearest: &tile{Item: q.Neighbours[0].Item}, Truth: q.Label, Predicted: q.Predicted})
			}
			pairs[i].N++
		}
		slices.SortStableFunc(pairs, func(x, y confusedPair) int {
			return cmp.Or(cmp.Compare(y.N, x.N), cmp.Compare(x.Truth, y.Truth), cmp.Compare(x.Predicted, y.Predicted))
		})
		pairs = pairs[:min(shown, len(pairs))]
		for i := range pairs {
			pairs[i].Query, pairs[i].Nearest = s.tile(pairs[i].Query.Item), s.tile(pairs[i].Nearest.Item)
		}
		if len(pairs) > 0 {
			groups = append(groups, confusedGroup{b.Family, pairs})
		}
	}
	return groups
}

// onlyGroup is the queries that one family's best model got right and those of all other families wrong.
type onlyGroup struct {
	Family string
	Total  int
	Shown  []onlyCase
}

type onlyCase struct {
	Query   *tile
	Answers []onlyAnswer
}

// onlyAnswer is the nearest image to one family.
type onlyAnswer struct {
	*tile
	Family, Label string
	Hit           bool
}

// onlyGroups is nil where fewer than two families have answers.
func onlyGroups(s *sheet, bests []best, shown int) []onlyGroup {
	bests = slices.DeleteFunc(slices.Clone(bests), func(b best) bool { return len(b.queries) == 0 })
	if len(bests) < 2 {
		return nil
	}
	answers := make([]map[string]result.Query, len(bests))
	for i, b := range bests {
		answers[i] = map[string]result.Query{}
		for _, q := range b.queries {
			answers[i][q.Item] = q
		}
	}
	var groups []onlyGroup
	for i, b := range bests {
		var alone []result.Query
		for _, q := range b.queries {
			if q.Correct && onlyRight(answers, i, q.Item) {
				alone = append(alone, q)
			}
		}
		g := onlyGroup{Family: b.Family, Total: len(alone)}
		for _, q := range result.Spread(alone, shown) {
			c := onlyCase{Query: s.tile(q.Item)}
			for j, other := range bests {
				if a := answers[j][q.Item]; len(a.Neighbours) > 0 {
					n := a.Neighbours[0]
					c.Answers = append(c.Answers, onlyAnswer{s.tile(n.Item), other.Family, n.Label, a.Correct})
				}
			}
			g.Shown = append(g.Shown, c)
		}
		groups = append(groups, g)
	}
	return groups
}

// onlyRight reports whether the answers of all others are there, and wrong.
func onlyRight(answers []map[string]result.Query, i int, item string) bool {
	for j, of := range answers {
		if other, ok := of[item]; !ok || j != i && other.Correct {
			return false
		}
	}
	return true
}

package report

import "github.com/vfm-go/vfm/kernel_helpers/points"

// answer is who won, and the points table.
type answer struct {
	Scope    string // what was compared
	Verdict  string
	Doubt    string // how far the places can be trusted
	Gaps     string // what is not in the points
	Families []standing
	Rows     []pointsRow
}

// standing is a family's sum of points.
type standing struct {
	Name     string
	Points   int
	Position int // 1 = most points; 0 = no points
	Shared   bool
	Leads    bool
	Note     string // why it has none
}

// pointsRow is one data set of the points table, a cell for each family.
type pointsRow struct {
	Title, Anchor, Metric string
	Cells                 []pointsCell
}

// pointsCell is a family's outcome on one data set.
type pointsCell struct {
	Points, Position int
	Shared           bool
	Tone             string // "first", "between" or "last"
	Value, Low, High float64
	Model            string
	Close            []string // families on neighbouring places that the test cannot tell apart
	Absent           string   // why there are no points
}

func (e *evidence) answer() answer {
	a := answer{Scope: e.scope(), Verdict: e.verdict(), Doubt: e.doubtOfPlaces(), Gaps: e.gaps()}
	for _, f := range e.Points.Families {
		a.Families = append(a.Families, e.standing(f))
	}
	for _, d := range e.Points.Datasets {
		row := pointsRow{Title: e.datasetTitle(d.Name), Anchor: e.Anchors[d.Name], Metric: d.Metric}
		for _, f := range e.Suite.Families {
			row.Cells = append(row.Cells, e.pointsCell(d, f.Name, len(f.Models) == 0))
		}
		a.Rows = append(a.Rows, row)
	}
	return a
}

func (e *evidence) standing(f points.FamilyPoints) standing {
	s := standing{Name: f.Name, Points: f.Points}
	for _, other := range e.Points.Families {
		if other.Points > f.Points {
			s.Position++
		}
		if other.Points == f.Points && other.Name != f.Name {
			s.Shared = true
		}
	}
	s.Position++
	s.Leads = s.Position == 1 && f.Points > 0
	if f.Points == 0 {
		s.Position, s.Shared, s.Note = 0, false, "no result"
		if e.empty(f.Name) {
			s.Note = "no models in this suite"
		}
	}
	return s
}

func (e *evidence) empty(family string) bool {
	for _, f := range e.Suite.Families {
		if f.Name == family {
			return len(f.Models) == 0
		}
	}
	return false
}

func (e *evidence) pointsCell(d points.DatasetPlaces, family string, empty bool) pointsCell {
	for _, p := range d.Places {
		if p.Family != family {
			continue
		}
		c := pointsCell{Points: p.Points, Position: p.Position, Tone: tone(p.Points, len(e.Suite.Families)), Value: p.Value, Low: p.Low, High: p.High, Model: e.title(p.Model)}
		for _, q := range d.Places {
			c.Shared = c.Shared || q.Family != family && q.Position == p.Position
		}
		for _, n := range d.NotSeparable {
			if n.Above == family {
				c.Close = append(c.Close, n.Below)
			}
			if n.Below == family {
				c.Close = append(c.Close, n.Above)
			}
		}
		return c
	}
	if empty {
		return pointsCell{Absent: "no models"}
	}
	return pointsCell{Absent: "no result"}
}

// tone names the article's colours: green for the most points, red for one, blue between.
func tone(points, families int) string {
	switch points {
	case families:
		return "first"
	case 1:
		return "last"
	}
	return "between"
}

package comparison

import (
	"fmt"
	"strings"
)

// Section is one table of texts; its first row is the heading. Columns from the third on hold numbers.
type Section struct {
	Title string
	Rows  [][]string
}

// Remarks are lines under a heading.
type Remarks struct {
	Title string
	Lines []string
}

// Sections lays out one table for each metric, in per cent. As in benchstat, ~ stands for a difference that is
// not separable from none.
func (t Table) Sections() []Section {
	var out []Section
	for _, m := range t.Metrics {
		s := Section{m.Name + ", per cent", [][]string{{"data set", "model", "A", "B", "B - A", "95 % interval", "p", "queries"}}}
		for _, r := range m.Rows {
			difference := "~"
			if r.Separable {
				difference = signed(r.Difference)
			}
			s.Rows = append(s.Rows, []string{r.Dataset, r.Model, value(r.A.Value, r.A.Low, r.A.High), value(r.B.Value, r.B.Low, r.B.High),
				difference, signed(r.Low) + " … " + signed(r.High), pvalue(r.Adjusted), fmt.Sprint(r.N)})
		}
		if len(m.Rows) > 1 {
			a, b := m.Mean()
			s.Rows = append(s.Rows, []string{"mean", "", fmt.Sprintf("%.1f", 100*a), fmt.Sprintf("%.1f", 100*b), signed(b - a), "", "", ""})
		}
		out = append(out, s)
	}
	return out
}

// Key says in one line what the signs of the tables mean.
const Key = "~ not separable; p of the paired test on the same queries, Holm-corrected over the models of a data set; the mean is that of the rows"

// Remarks lists what differs beside the scores, what was not compared, and what only one side has.
func (t Table) Remarks() []Remarks {
	var out []Remarks
	add := func(title string, lines []string) {
		if len(lines) > 0 {
			out = append(out, Remarks{title, lines})
		}
	}
	var notes, apart, bad []string
	for _, n := range t.Notes {
		text := n.What + " differ"
		if n.A != n.B {
			text = fmt.Sprintf("%s: A %s, B %s", n.What, n.A, n.B)
		}
		notes = append(notes, fmt.Sprintf("%s (%s)", text, t.which(n.Results)))
	}
	for _, x := range t.Apart {
		apart = append(apart, fmt.Sprintf("%s: %s", x.Name, x.Reason))
	}
	for _, u := range t.Unreadable {
		bad = append(bad, fmt.Sprintf("%s: %s", u.Path, u.Reason))
	}
	add("beside the scores", notes)
	add("not compared", apart)
	add("only in A", lines(t.OnlyA))
	add("only in B", lines(t.OnlyB))
	add("not read", bad)
	return out
}

// which names results, or says that it is all that were compared.
func (t Table) which(names []Name) string {
	if n := t.Compared(); len(names) == n && n > 1 {
		return "all results"
	}
	return strings.Join(lines(names), ", ")
}

// String is how lists name a result.
func (n Name) String() string { return n.Model + " on " + n.Dataset }

func lines(names []Name) []string {
	var out []string
	for _, n := range names {
		out = append(out, n.String())
	}
	return out
}

// value is a score with its interval, in per cent.
func value(v, low, high float64) string {
	return fmt.Sprintf("%.1f (%.1f … %.1f)", 100*v, 100*low, 100*high)
}

// signed is a difference in percentage points.
func signed(v float64) string { return fmt.Sprintf("%+.1f", 100*v) }

// pvalue writes a p-value with three decimals, or as below them.
func pvalue(p float64) string {
	if p < 0.001 {
		return "<0.001"
	}
	return fmt.Sprintf("%.3f", p)
}

package comparison

import (
	"encoding/csv"
	"fmt"
	"io"
	"strconv"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/internal/cell"
	"github.com/vfm-go/vfm/kernel_helpers/internal/markdown"
)

// WriteMarkdown writes the comparison as tables and lists.
func (t Table) WriteMarkdown(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "A is %s, B is %s.\n", markdown.Text(t.A.Name), markdown.Text(t.B.Name))
	for _, s := range t.Sections() {
		fmt.Fprintf(&b, "\n## %s\n\n", markdown.Text(s.Title))
		for i, row := range s.Rows {
			for _, text := range row {
				fmt.Fprintf(&b, "| %s ", markdown.Text(text))
			}
			b.WriteString("|\n")
			if i == 0 {
				b.WriteString("| --- | --- |" + strings.Repeat(" ---: |", len(row)-2) + "\n")
			}
		}
	}
	if t.Compared() > 0 {
		fmt.Fprintf(&b, "\n%s\n", markdown.Text(Key))
	}
	for _, r := range t.Remarks() {
		fmt.Fprintf(&b, "\n## %s%s\n\n", strings.ToUpper(r.Title[:1]), r.Title[1:])
		for _, line := range r.Lines {
			fmt.Fprintf(&b, "- %s\n", markdown.Text(line))
		}
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// WriteCSV writes one row for each pair of results, values from 0 to 1. Pairs that were not compared and
// results of one side only have their reason in the last column.
func (t Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write([]string{"dataset", "model", "metric", "n", "a", "a_low", "a_high", "b", "b_low", "b_high", "difference", "low", "high", "p", "p_holm", "separable", "not_compared"})
	for _, m := range t.Metrics {
		for _, r := range m.Rows {
			row := []string{cell.Escape(r.Dataset), cell.Escape(r.Model), m.Name, strconv.Itoa(r.N)}
			for _, v := range []float64{r.A.Value, r.A.Low, r.A.High, r.B.Value, r.B.Low, r.B.High, r.Difference, r.Test.Low, r.Test.High, r.P, r.Adjusted} {
				row = append(row, strconv.FormatFloat(v, 'g', -1, 64))
			}
			out.Write(append(row, strconv.FormatBool(r.Separable), ""))
		}
	}
	for _, x := range t.Apart {
		out.Write(blank(x.Name, x.Reason))
	}
	for _, n := range t.OnlyA {
		out.Write(blank(n, "only in A"))
	}
	for _, n := range t.OnlyB {
		out.Write(blank(n, "only in B"))
	}
	out.Flush()
	return out.Error()
}

// blank is a row without numbers.
func blank(n Name, reason string) []string {
	row := make([]string, 17)
	row[0], row[1], row[len(row)-1] = cell.Escape(n.Dataset), cell.Escape(n.Model), cell.Escape(reason)
	return row
}

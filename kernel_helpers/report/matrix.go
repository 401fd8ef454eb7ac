package report

import (
	"fmt"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// matrix is the paired tests of all models of a data set: below the diagonal, so that each pair is there once.
type matrix struct {
	Columns   []string // titles, best first, without the last model
	Rows      []matrixRow
	Pairs     int // of all models, as is Separable
	Separable int
	Models    int // of all; Rows and Columns hold fewer where those are many
}

// matrixRow is a model, from the second best on, against every better one.
type matrixRow struct {
	Title string
	Cells []points.Test // the column's model less the row's
	Rest  int           // the empty cells after them
}

// mostMatrix is how many of the best models are in a matrix, beside the best of each family.
const mostMatrix = 20

// Shown is how many models are in the matrix.
func (m matrix) Shown() int { return len(m.Rows) + 1 }

// openMatrix is up to how many models a matrix is shown without being asked for.
const openMatrix = 6

// Open reports whether the matrix is small enough to be read at once.
func (m matrix) Open() bool { return len(m.Rows) < openMatrix }

// matrix lays out the tests of a data set, whose results are ranked; none without tests. Baselines are not tested.
func (e *evidence) matrix(ranked []result.Record, d points.DatasetPlaces) *matrix {
	if len(d.Pairs) == 0 {
		return nil
	}
	ranked = slices.DeleteFunc(slices.Clone(ranked), func(r result.Record) bool { return slices.Contains(e.Suite.Baselines, r.Model) })
	m := &matrix{Pairs: len(d.Pairs), Models: len(ranked)}
	place := 0
	ranked = slices.DeleteFunc(ranked, func(r result.Record) bool {
		place++
		return place > mostMatrix && !isBest(d, r.Model)
	})
	for _, p := range d.Pairs {
		if p.Separable {
			m.Separable++
		}
	}
	for i, r := range ranked {
		if i+1 < len(ranked) {
			m.Columns = append(m.Columns, e.title(r.Model))
		}
		if i == 0 {
			continue
		}
		row := matrixRow{Title: e.title(r.Model), Rest: len(ranked) - 1 - i}
		for _, better := range ranked[:i] {
			t, _ := points.Of(d.Pairs, better.Model, r.Model)
			row.Cells = append(row.Cells, t)
		}
		m.Rows = append(m.Rows, row)
	}
	return m
}

// signed writes a difference of 0 … 1 values in percentage points with its sign.
func signed(v float64) string {
	text := fmt.Sprintf("%+.1f", 100*v)
	if text == "-0.0" || text == "+0.0" {
		return "0.0"
	}
	return strings.Replace(text, "-", "−", 1)
}

// pvalue writes a p-value with two digits, a very small one as a bound: "p = 0.031", "p < 0.001".
func pvalue(p float64) string {
	switch {
	case p < 0.001:
		return "p\u00a0<\u00a00.001"
	case p < 0.1:
		return fmt.Sprintf("p\u00a0=\u00a0%.2g", p)
	}
	return fmt.Sprintf("p\u00a0=\u00a0%.2f", p)
}

package report

import (
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// modelRow is one model in the table of a data set.
type modelRow struct {
	Family, Title string
	Value         result.Metric
	Best          bool // of its family
	Baseline      bool
	Cell          pointsCell // the family's, where Best
}

func (e *evidence) modelRows(ranked []result.Record, d points.DatasetPlaces) []modelRow {
	var rows []modelRow
	for _, r := range ranked {
		row := modelRow{Family: r.Family, Title: e.title(r.Model), Value: r.Score(), Best: isBest(d, r.Model), Baseline: e.baseline(r.Model)}
		if row.Best {
			row.Cell = e.pointsCell(d, r.Family, false)
		}
		rows = append(rows, row)
	}
	return rows
}

// details holds all metrics of all models of a data set.
type details struct {
	Models []string // titles, the columns
	Rows   []detailRow
}

// detailRow is one metric; a nil cell means that the model's record lacks it.
type detailRow struct {
	Name  string
	Cells []*result.Metric
}

func (e *evidence) details(ranked []result.Record) details {
	var d details
	at := map[string]int{}
	for column, r := range ranked {
		d.Models = append(d.Models, e.title(r.Model))
		for _, m := range r.Metrics {
			row, ok := at[m.Name]
			if !ok {
				row = len(d.Rows)
				at[m.Name] = row
				d.Rows = append(d.Rows, detailRow{m.Name, make([]*result.Metric, len(ranked))})
			}
			d.Rows[row].Cells[column] = &m
		}
	}
	return d
}

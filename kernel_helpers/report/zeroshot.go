package report

import (
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// zeroShotRow is what a model that reads texts makes of the classes' words, beside its headline metric.
type zeroShotRow struct {
	Family, Title   string
	Value, Headline result.Metric
	Templates       int
	Mean, Deviation float64 // of the templates' values
	Least, Greatest float64
}

// zeroShotRows lists the models that read texts, in the order of the ranking.
func (e *evidence) zeroShotRows(ranked []result.Record) []zeroShotRow {
	var rows []zeroShotRow
	for _, r := range ranked {
		z := r.ZeroShot
		if z == nil {
			continue
		}
		row := zeroShotRow{Family: r.Family, Title: e.title(r.Model), Value: r.Metric(metric.ZeroShotName), Headline: r.Score(),
			Templates: len(z.Templates), Mean: z.Mean, Deviation: z.Deviation}
		row.Least, row.Greatest = z.Range()
		rows = append(rows, row)
	}
	return rows
}

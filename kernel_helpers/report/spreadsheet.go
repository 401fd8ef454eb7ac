package report

import (
	"encoding/csv"
	"io"
	"math"
	"strconv"

	"github.com/vfm-go/vfm/kernel_helpers/internal/cell"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// spreadsheetHeader names the columns of report.csv.
var spreadsheetHeader = []string{
	"suite", "dataset", "task", "family", "model", "kind", "name", "class", "against", "value", "low", "high", "n", "gallery", "p", "p_holm",
}

// number is one row of report.csv: a number and what it is of. NaN is an empty cell.
type number struct {
	kind, name     string // kind is metric, class, clean, points, difference or cost
	class, against string // of kind class; of kind difference
	value          float64
	low, high      float64
	n, gallery     int // 0 = empty
	p, adjusted    float64
}

// single is a number without an interval.
func single(kind, name string, value float64) number {
	none := math.NaN()
	return number{kind: kind, name: name, value: value, low: none, high: none, p: none, adjusted: none}
}

// within is a number with its interval, over n queries in a gallery.
func within(kind, name string, value, low, high float64, n, gallery int) number {
	x := single(kind, name, value)
	x.low, x.high, x.n, x.gallery = low, high, n, gallery
	return x
}

// writeCSV writes every number of the document as a row of its own.
func (d *Document) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	out.Write(spreadsheetHeader)
	for _, r := range d.Results {
		for _, x := range numbers(r) {
			out.Write(d.row(r, x))
		}
	}
	for _, set := range d.Datasets {
		if set.Duplicates == nil {
			continue
		}
		for _, c := range set.Duplicates.Clean {
			r := d.result(c.Model, set.Name)
			out.Write(d.row(r, within("clean", r.Headline, c.Value, c.Low, c.High, c.N, r.Gallery)))
		}
	}
	for _, set := range d.Points.Datasets {
		for _, place := range set.Places {
			out.Write(d.row(d.result(place.Model, set.Name), single("points", "points", float64(place.Points))))
		}
		for _, pair := range set.Pairs {
			r := d.result(pair.A, set.Name)
			x := within("difference", set.Metric, pair.Difference, pair.Low, pair.High, r.N, r.Gallery)
			x.against, x.p, x.adjusted = pair.B, pair.P, pair.Adjusted
			out.Write(d.row(r, x))
		}
	}
	out.Flush()
	return out.Error()
}

// numbers are those of one result.
func numbers(r result.Record) []number {
	var out []number
	for _, m := range r.Metrics {
		n, gallery := asked(r, m.Name)
		out = append(out, within("metric", m.Name, m.Value, m.Low, m.High, n, gallery))
	}
	for _, c := range r.Classes {
		x := single("class", r.Headline, c.Value)
		x.class, x.n, x.gallery = c.Label, c.N, r.Gallery
		if r.Task == result.Classification {
			i := c.Interval()
			x.low, x.high = i.Low, i.High
		}
		out = append(out, x)
	}
	for _, c := range r.NamedClasses() {
		x := within("class", metric.ZeroShotName, c.Value, c.Low, c.High, c.N, 0)
		x.class = c.Label
		out = append(out, x)
	}
	for _, c := range []struct {
		name  string
		value float64
	}{
		{"images", float64(r.Cost.Images)}, {"embed_seconds", r.Cost.EmbedSeconds}, {"search_seconds", r.Cost.SearchSeconds},
		{"images_per_second", r.Cost.ImagesPerSecond}, {"peak_memory_bytes", float64(r.Cost.PeakMemory)}, {"weights_bytes", float64(r.Cost.WeightsBytes)},
	} {
		out = append(out, single("cost", c.name, c.value))
	}
	return out
}

func (d *Document) row(r result.Record, x number) []string {
	return []string{
		cell.Escape(d.Suite), cell.Escape(r.Dataset), r.Task, cell.Escape(r.Family), cell.Escape(r.Model), x.kind, x.name,
		cell.Escape(x.class), cell.Escape(x.against), decimal(x.value), decimal(x.low), decimal(x.high),
		whole(x.n), whole(x.gallery), decimal(x.p), decimal(x.adjusted),
	}
}

// result returns the ranked result of a model on a data set.
func (d *Document) result(model, dataset string) result.Record {
	for _, r := range d.Results {
		if r.Model == model && r.Dataset == dataset {
			return r
		}
	}
	return result.Record{}
}

// decimal writes the fewest digits that read back as v; NaN is empty.
func decimal(v float64) string {
	switch {
	case math.IsNaN(v):
		return ""
	case v == math.Trunc(v):
		return strconv.FormatFloat(v, 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', -1, 64)
}

// whole writes a count; 0 is empty.
func whole(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

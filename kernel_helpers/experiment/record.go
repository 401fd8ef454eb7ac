package experiment

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/images"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// record is the saved form of an outcome, except for the times.
func (r *session) record(p pair, info embedding.Info, t *trial, out outcome) result.Record {
	rec := result.Record{
		Schema:   result.Schema,
		Suite:    r.suite.Name,
		Family:   p.family,
		Baseline: slices.Contains(r.suite.Baselines, p.card.Name),
		Model:    p.card.Name,
		Title:    p.card.Title,
		Dataset:  p.set.Card.Name,
		Task:     string(p.set.Card.Task),
		Headline: out.headline,
		N:        out.n,
		Gallery:  len(t.gallery),
		Skipped:  p.skipped(info),
		ZeroShot: out.zeroShot, Captions: out.captions, LinearProbe: out.probe,
		Cost: result.Cost{
			EmbedSeconds:    info.Seconds,
			SearchSeconds:   out.seconds,
			FitSeconds:      out.fitSeconds,
			ImagesPerSecond: info.ImagesPerSecond,
			PeakMemory:      info.PeakMemory,
			WeightsBytes:    p.weights.bytes,
			Parameters:      p.card.Parameters,
			Images:          info.Rows,
		},
		Provenance: r.provenance(p),
	}
	for _, m := range out.metrics {
		rec.Metrics = append(rec.Metrics, result.Metric(m))
	}
	for _, c := range out.classes {
		rec.Classes = append(rec.Classes, result.Class(c))
	}
	for _, c := range out.confused {
		rec.Confusion = append(rec.Confusion, result.Confusion(c))
	}
	for _, w := range p.doubts(info, t, len(rec.Skipped), out.warnings) {
		rec.Warnings = append(rec.Warnings, result.Warning(w))
	}
	return rec
}

// skipped lists every file of the data set that was not embedded, sorted by name.
func (p pair) skipped(info embedding.Info) []result.Skipped {
	var all []result.Skipped
	for _, problem := range p.set.Problems {
		all = append(all, result.Skipped(problem))
	}
	for _, s := range info.Skipped {
		if !s.Lost {
			all = append(all, result.Skipped{Item: p.ids[s.Item], Reason: s.Reason})
		}
	}
	for item, reason := range p.lost {
		all = append(all, result.Skipped{Item: p.ids[item], Reason: reason})
	}
	slices.SortFunc(all, func(a, b result.Skipped) int {
		return cmp.Or(strings.Compare(a.Item, b.Item), strings.Compare(a.Reason, b.Reason))
	})
	return all
}

// doubts lists what a reader of the result should know: about the pixels, the data, the vectors, the numbers.
func (p pair) doubts(info embedding.Info, t *trial, skipped int, scoring []metric.Warning) []metric.Warning {
	var all []metric.Warning
	if d := images.Decoder(); !d.Reference {
		all = append(all, metric.Warning{Code: "decoder", Text: fmt.Sprintf(
			"JPEGs were decoded by %s, whose pixels are not the reference's (%s); vfm doctor says how to mend that.", d.Name, d.Problem)})
	}
	if info.Rotated > 0 && !p.card.Input.Upright {
		all = append(all, metric.Warning{Code: "exif-rotated", N: info.Rotated, Text: fmt.Sprintf(
			"%s turned by their EXIF orientation and shown to the model as stored; `upright: true` on the model's card turns them.", plural(info.Rotated, "image is", "images are"))})
	}
	if skipped > 0 {
		all = append(all, metric.Warning{Code: "skipped", N: skipped, Text: fmt.Sprintf(
			"%s skipped, for every model alike; the reasons are listed.", plural(skipped, "file was", "files were"))})
	}
	for _, w := range p.set.Warnings {
		all = append(all, metric.Warning(w))
	}
	if p.set.Card.Task == dataset.Classification {
		all = append(all, metric.SingleImageClasses("training images", p.labels(t.gallery))...)
		all = append(all, metric.SingleImageClasses("test images", p.labels(t.queries))...)
	} else {
		all = append(all, metric.SingleImageClasses("gallery images", p.labels(t.gallery))...)
	}
	all = append(all, metric.ZeroVectors(info.Zeros)...)
	return append(all, scoring...)
}

// labels returns the labels of items, those of distractors left out.
func (p pair) labels(items []int) []string {
	var labels []string
	for _, item := range items {
		if label := p.set.Items[item].Label; label != "" {
			labels = append(labels, label)
		}
	}
	return labels
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

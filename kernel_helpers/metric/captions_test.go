package metric

import (
	"math"
	"testing"
)

// TestFindByCaption counts by hand: of forty captions each names one or two images.
func TestFindByCaption(t *testing.T) {
	var queries []RankedQuery
	var hits, ap []float64
	for i := range 40 {
		q := RankedQuery{Ranks: []int{1 + i%7}, Relevant: 1, Gallery: 20}
		if i%2 == 0 {
			q.Ranks, q.Relevant = append(q.Ranks, 9), 2
		}
		queries = append(queries, q)
		hit, precision := 0.0, 1/float64(q.Ranks[0])
		if q.Ranks[0] == 1 {
			hit = 1
		}
		if i%2 == 0 {
			precision = (precision + 2./9) / 2
		}
		hits, ap = append(hits, hit), append(ap, precision)
	}
	got, err := FindByCaption(queries, 3)
	if err != nil {
		t.Fatal(err)
	}
	first, all := Bootstrap(hits), Bootstrap(ap)
	want := []Value{{"text-recall@1", 6. / 40, first.Low, first.High}, {Name: "text-recall@5", Value: 30. / 40}, {Name: "text-recall@10", Value: 1}, {"text-map", mean(ap), all.Low, all.High}}
	for i, w := range want {
		g := got.Metrics[i]
		if g.Name != w.Name || g.Name != CaptionNames()[i] || math.Abs(g.Value-w.Value) > 1e-12 || w.High != 0 && (math.Abs(g.Low-w.Low) > 1e-12 || math.Abs(g.High-w.High) > 1e-12) {
			t.Errorf("got %+v, want %+v", g, w)
		}
		if Definition(g.Name) == "" || !IsCaptionMetric(g.Name) {
			t.Errorf("%s has no definition", g.Name)
		}
	}
	if len(got.Metrics) != 4 || len(got.Warnings) != 1 || got.Warnings[0] != (Warning{"caption-ties", "3 captions were decided between images of exactly equal similarity, by their order in the data set.", 3}) {
		t.Errorf("%d metrics, warnings %v", len(got.Metrics), got.Warnings)
	}
	few, err := FindByCaption(queries[:1], 0)
	if err != nil || len(few.Warnings) != 1 || few.Warnings[0].Text != "Only 1 caption was asked for, so those numbers are rough: read the intervals." {
		t.Errorf("one caption: %v, %v", few.Warnings, err)
	}
	if _, err := FindByCaption(nil, 0); err == nil || IsCaptionMetric("recall@1") || IsCaptionMetric("map") {
		t.Errorf("no captions: %v", err)
	}
}

func mean(values []float64) (sum float64) {
	for _, v := range values {
		sum += v / float64(len(values))
	}
	return sum
}

package experiment

import (
	"context"
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/insight"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// What is looked at where all would be quadratic in the size of a data set, or too much for a page.
const (
	shotQueries = 1000 // queries of the few-shot curve
	pairQueries = 256  // queries whose similarities to the gallery are counted
	pairImages  = 1000 // gallery images that they are compared with, and the most relevant ones
	mapImages   = 2000 // images in the map
)

// study gathers what the insight of a pair is made of, while its queries are searched.
type study struct {
	pair
	*trial
	right, wrong insight.Histogram // of the nearest images
	hubs         *insight.Hubs
	curves       []metric.Curve
}

func newStudy(p pair, t *trial) *study {
	return &study{pair: p, trial: t, hubs: insight.NewHubs(len(t.gallery))}
}

// add takes the nearest images of query q.
func (s *study) add(q int, near []knn.Neighbour) {
	near = near[:min(len(near), insight.HubNeighbours)]
	rows, right := make([]int, len(near)), make([]bool, len(near))
	for i, n := range near {
		rows[i], right[i] = n.Index, s.same(q, n.Index)
	}
	s.hubs.Add(rows, right)
	switch {
	case len(near) == 0:
	case right[0]:
		s.right.Add(near[0].Similarity)
	default:
		s.wrong.Add(near[0].Similarity)
	}
}

// same reports whether gallery image g has the label of query q. Distractors have none.
func (s *study) same(q, g int) bool {
	label := s.galleryLabel(g)
	return label != "" && label == s.set.Items[s.queries[q]].Label
}

func (s *study) galleryLabel(g int) string { return s.set.Items[s.gallery[g]].Label }

// insight finishes the study of a record.
func (s *study) insight(ctx context.Context, r result.Record) (result.Insight, error) {
	i := result.Insight{Model: r.Model, Dataset: r.Dataset, Key: r.Provenance.Key, Truth: r.Provenance.Truth, N: r.N, Gallery: r.Gallery}
	for _, c := range s.curves {
		i.Curves = append(i.Curves, storedCurve(c))
	}
	i.Hubs = s.storedHubs()
	var err error
	if s.set.Card.Task == dataset.Classification {
		i.Similarity = result.Similarities{Of: result.OfNearest, Queries: len(s.queries), Right: stored(s.right), Wrong: stored(s.wrong)}
		i.Shots, err = s.shots(ctx)
	} else {
		i.Similarity, err = s.pairs(ctx)
	}
	if err == nil {
		i.Map, err = s.plane(ctx)
	}
	if err != nil {
		return result.Insight{}, fmt.Errorf("studying %s on %s: %w", r.Model, r.Dataset, err)
	}
	return i, nil
}

// shots classifies with a few training images of each class.
func (s *study) shots(ctx context.Context) (*result.Shots, error) {
	labels := make([]string, len(s.gallery))
	for g := range labels {
		labels[g] = s.galleryLabel(g)
	}
	plan := insight.NewShots(labels)
	asked := insight.Some(len(s.queries), shotQueries, 0)
	queries := s.selectQueries(asked)
	accuracies := make([][]float64, len(plan.Sizes)) // by n, of each draw
	for d := range insight.Draws {
		nearest := insight.NewNearest(len(asked))
		for level, images := range plan.Draw(d) {
			found, err := knn.Search(ctx, queries, s.galleryRows.Select(images), 1, nil, s.options)
			if err != nil {
				return nil, err
			}
			right := 0
			for i, near := range found.Neighbours {
				for _, n := range near {
					nearest.Offer(i, images[n.Index], n.Similarity)
				}
				if s.same(asked[i], nearest.Row(i)) {
					right++
				}
			}
			accuracies[level] = append(accuracies[level], float64(right)/float64(len(asked)))
		}
	}
	out := &result.Shots{Draws: insight.Draws, Queries: len(asked), Points: []result.ShotPoint{}}
	for level, n := range plan.Sizes {
		mean, sd := insight.MeanSD(accuracies[level])
		out.Points = append(out.Points, result.ShotPoint{N: n, Mean: mean, SD: sd, Short: plan.Short[level]})
	}
	return out, nil
}

// selectQueries returns the vectors of queries.
func (s *study) selectQueries(queries []int) matrix.Rows {
	rows := make([]int, len(queries))
	for i, q := range queries {
		rows[i] = s.queryRows[q]
	}
	return s.rows.Select(rows)
}

// pairs compares queries that have relevant images with those and with others.
func (s *study) pairs(ctx context.Context) (result.Similarities, error) {
	relevant := s.relevant(s.pair)
	var answerable []int
	for q := range s.queries {
		if len(relevant(q)) > 0 {
			answerable = append(answerable, q)
		}
	}
	others := insight.Some(len(s.gallery), pairImages, 1)
	var right, wrong insight.Histogram
	asked := insight.Some(len(answerable), pairQueries, 2)
	for _, i := range asked {
		if err := ctx.Err(); err != nil {
			return result.Similarities{}, err
		}
		q := answerable[i]
		hits := relevant(q)
		for _, h := range insight.Some(len(hits), pairImages, 3) {
			right.Add(s.similarity(q, hits[h]))
		}
		for _, g := range others {
			if !s.same(q, g) && (s.exclude == nil || g != s.exclude[q]) {
				wrong.Add(s.similarity(q, g))
			}
		}
	}
	return result.Similarities{Of: result.OfPairs, Queries: len(asked), Right: stored(right), Wrong: stored(wrong)}, nil
}

func (s *study) similarity(q, g int) float64 {
	return matrix.Dot(s.rows.Row(s.queryRows[q]), s.galleryRows.Row(g))
}

// plane lays images of all splits out in the plane. Which images depends on the data set alone.
func (s *study) plane(ctx context.Context) (result.Map, error) {
	items := append([]int{}, s.gallery...)
	if s.exclude == nil {
		items = append(items, s.queries...)
	}
	labels := make([]string, len(items))
	for i, item := range items {
		labels[i] = s.set.Items[item].Label
	}
	chosen := insight.Sample(labels, mapImages)
	rows := matrix.New(len(chosen), s.rows.Dim)
	for i, c := range chosen {
		if c < len(s.gallery) {
			copy(rows.Row(i), s.galleryRows.Row(c))
		} else {
			copy(rows.Row(i), s.rows.Row(s.queryRows[c-len(s.gallery)]))
		}
	}
	var p insight.Plane
	err := abandon(ctx, func() (err error) {
		p, err = insight.Project(rows)
		return err
	})
	if err != nil {
		return result.Map{}, err
	}
	m := result.Map{Method: "pca", Shares: p.Shares, Images: len(items), Labels: []string{}, Points: []result.MapPoint{}}
	index := map[string]int{}
	for i, c := range chosen {
		label, known := index[labels[c]]
		if !known {
			label = len(m.Labels)
			index[labels[c]], m.Labels = label, append(m.Labels, labels[c])
		}
		m.Points = append(m.Points, result.MapPoint{Item: s.ids[items[c]], Label: label, X: shorten(p.X[i]), Y: shorten(p.Y[i])})
	}
	return m, nil
}

// shorten keeps four decimals, more than a page can show.
func shorten(v float64) float64 { return math.Round(v*1e4)/1e4 + 0 } // + 0: of minus zero too

func stored(h insight.Histogram) result.Histogram {
	first, counts := h.Span()
	const width = 2. / insight.Bins
	return result.Histogram{From: shorten(-1 + width*float64(first)), Width: width, Counts: append([]int{}, counts...)}
}

func storedCurve(c metric.Curve) result.Curve {
	out := result.Curve{Name: c.Name, Points: []result.CurvePoint{}}
	for _, p := range c.Points {
		out.Points = append(out.Points, result.CurvePoint{K: p.K, Value: p.Share, Low: p.Low, High: p.High})
	}
	return out
}

func (s *study) storedHubs() result.Hubs {
	h := s.hubs.Outcome(s.ranked())
	out := result.Hubs{K: h.K, Mean: h.Mean, Skewness: h.Skewness, Never: h.Never, Limit: h.Limit, Hubs: h.Hubs, Nearest: h.Nearest, Most: []result.Hub{}}
	for _, hub := range h.Most {
		out.Most = append(out.Most, result.Hub{Item: s.ids[s.gallery[hub.Row]], Label: s.galleryLabel(hub.Row), Times: hub.Times, Wrong: hub.Wrong})
	}
	return out
}

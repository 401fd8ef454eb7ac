package experiment

import (
	"context"
	"fmt"
	"time"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/embedding"
	"github.com/vfm-go/vfm/kernel_helpers/insight"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// score searches with the vectors of p, computes the metrics and saves the record.
func (r *session) score(ctx context.Context, p pair, store *embedding.Store) (result.Record, error) {
	trial, err := newTrial(ctx, p, store, r.results)
	if err != nil {
		return result.Record{}, fmt.Errorf("scoring %s on %s: %w", p.card.Name, p.set.Card.Name, err)
	}
	defer trial.close()
	scorer, err := r.backend.Scorer(p.card.Dim)
	if err != nil {
		return result.Record{}, err
	}
	defer scorer.Close()
	trial.options.Scorer = scorer
	var out outcome
	if p.set.Card.Task == dataset.Classification {
		out, err = r.classify(ctx, p, trial)
	} else {
		out, err = r.retrieve(ctx, p, trial)
	}
	if err != nil {
		return result.Record{}, fmt.Errorf("scoring %s on %s: %w", p.card.Name, p.set.Card.Name, err)
	}
	if err := r.addCaptions(ctx, p, trial, &out); err != nil {
		return result.Record{}, fmt.Errorf("scoring %s on %s: %w", p.card.Name, p.set.Card.Name, err)
	}
	record := r.record(p, store.Info(), trial, out)
	record.Provenance.Started, record.Provenance.Finished = r.started, time.Now().UTC()
	why, err := out.study.insight(ctx, record)
	if err != nil {
		return result.Record{}, err
	}
	if err := result.WriteInsight(r.results, why); err != nil {
		return result.Record{}, err
	}
	if err := result.Write(r.results, record, out.answers); err != nil {
		return result.Record{}, err
	}
	r.emit(p.event(PhaseSaved))
	return record, nil
}

// outcome is what scoring adds to a record.
type outcome struct {
	n          int // queries scored
	headline   string
	metrics    []metric.Value
	classes    []metric.ClassValue
	confused   []metric.Confusion
	warnings   []metric.Warning
	answers    []result.Query
	probe      *result.LinearProbe
	zeroShot   *result.ZeroShot
	captions   *result.Captions
	seconds    float64 // of searching
	fitSeconds float64 // of the linear probe
	study      *study
}

// classify runs the nearest-neighbour protocol.
func (r *session) classify(ctx context.Context, p pair, t *trial) (outcome, error) {
	r.emit(p.event(PhaseSearch))
	began := time.Now()
	classes, class := classIndex(p.set)
	label := func(item int) int { return class[p.set.Items[item].Label] }
	classifier, err := metric.NewClassifier(classes, len(t.gallery))
	if err != nil {
		return outcome{}, err
	}
	answers, study, curve := make([]result.Query, len(t.queries)), newStudy(p, t), metric.NewVoteCurve(len(classes), len(t.gallery))
	var neighbours []metric.Neighbour
	err = t.search(ctx, metric.Neighbours, func(q int, near []knn.Neighbour, tied bool) error {
		answers[q] = t.answer(p, q, near)
		neighbours = neighbours[:0]
		for _, n := range near {
			neighbours = append(neighbours, metric.Neighbour{Label: label(t.gallery[n.Index]), Similarity: n.Similarity})
		}
		query := metric.LabelledQuery{Truth: label(t.queries[q]), Neighbours: neighbours, Tied: tied}
		if err := classifier.Add(query); err != nil {
			return err
		}
		curve.Add(query)
		study.add(q, near)
		return nil
	})
	if err != nil {
		return outcome{}, err
	}
	out := outcome{n: len(t.queries), headline: metric.HeadlineClassification, seconds: time.Since(began).Seconds(), answers: answers}
	r.emit(p.event(PhaseScore))
	var c metric.Classification
	err = abandon(ctx, func() (err error) {
		c, err = classifier.Outcome()
		return err
	})
	if err != nil {
		return outcome{}, err
	}
	out.metrics, out.classes, out.confused = c.Metrics, c.Classes, c.Confusion
	out.warnings = c.Warnings
	study.curves = curve.Curves()
	out.study = study
	if err := r.addLinearProbe(ctx, p, t, &out); err != nil {
		return outcome{}, err
	}
	return out, r.addZeroShot(ctx, p, t, &out)
}

// retrieve runs the image search over full rankings.
func (r *session) retrieve(ctx context.Context, p pair, t *trial) (outcome, error) {
	r.emit(p.event(PhaseSearch))
	began := time.Now()
	ranks, err := t.ranks(ctx, t.relevant(p))
	if err != nil {
		return outcome{}, err
	}
	answers, study := make([]result.Query, len(t.queries)), newStudy(p, t)
	err = t.search(ctx, max(result.KeptNeighbours, insight.HubNeighbours), func(q int, near []knn.Neighbour, _ bool) error {
		answers[q] = t.answer(p, q, near)
		study.add(q, near)
		return nil
	})
	if err != nil {
		return outcome{}, err
	}
	out := outcome{headline: metric.HeadlineRetrieval, seconds: time.Since(began).Seconds(), answers: answers}
	r.emit(p.event(PhaseScore))
	classes, class := classIndex(p.set)
	queries, truth := make([]metric.RankedQuery, len(t.queries)), make([]int, len(t.queries))
	for q, item := range t.queries {
		queries[q] = metric.RankedQuery{Ranks: ranks.Ranks[q], Relevant: len(ranks.Ranks[q]), Gallery: t.ranked()}
		truth[q] = class[p.set.Items[item].Label]
	}
	var m metric.Retrieval
	err = abandon(ctx, func() (err error) {
		m, err = metric.Retrieve(queries)
		return err
	})
	if err != nil {
		return outcome{}, err
	}
	out.n, out.metrics, out.classes = m.N, m.Metrics, metric.ByClass(truth, m.AP, classes)
	out.warnings = append(m.Warnings, metric.Ties(ranks.Ties)...)
	study.curves = []metric.Curve{metric.HitCurve(queries, t.ranked())}
	out.study = study
	for q := range answers {
		a := &answers[q]
		a.AP, a.Relevant = m.AP[q], queries[q].Relevant
		if a.Relevant > 0 {
			a.Rank = queries[q].Ranks[0]
		}
	}
	return out, nil
}

// classIndex returns the labels of a set, sorted, and the place of each among them.
func classIndex(set *dataset.Set) ([]string, map[string]int) {
	classes, index := set.Classes(), map[string]int{}
	for i, c := range classes {
		index[c] = i
	}
	return classes, index
}

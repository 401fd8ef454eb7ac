package experiment

import (
	"context"
	"fmt"
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
	"github.com/vfm-go/vfm/kernel_helpers/points"
	"github.com/vfm-go/vfm/kernel_helpers/probe"
	"github.com/vfm-go/vfm/kernel_helpers/result"
)

// score searches with all changed queries that are not answered yet, compares them with the queries as they are, and saves
// the outcome.
func (x *exam) score(ctx context.Context) error {
	changes := x.changes()
	if len(changes.questions) == 0 {
		return nil
	}
	store, err := changes.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	scorer, err := x.r.backend.Scorer(x.card.Dim)
	if err != nil {
		return err
	}
	defer scorer.Close()
	x.trial.options.Scorer = scorer
	x.r.emit(x.event(PhaseSearch))
	old := x.saved
	x.saved = result.Probes{Model: x.card.Name, Dataset: x.set.Card.Name, Task: string(x.set.Card.Task), Metric: x.headline(),
		Key: x.r.key(x.pair).Digest(), Truth: x.truth, Method: probeMethod(), N: old.N, Asked: make([]int, len(x.asked)),
		Trials: []result.Trial{}, LeftOut: append([]result.LeftOut{}, x.leftOut...)}
	rows := make([]int, len(x.asked))
	for i, q := range x.asked {
		x.saved.Asked[i], rows[i] = x.trial.queries[q], x.trial.queryRows[q]
	}
	plain := x.trial.rows.Select(rows)
	found, err := x.search(ctx, plain)
	if err != nil {
		return err
	}
	x.saved.Outcomes = found.outcomes
	x.saved.Plain = x.scoreOf(found.outcomes)
	for _, q := range questions() {
		if x.isLeftOut(q.Name) {
			continue
		}
		n := changes.number(q)
		if n < 0 {
			x.saved.Trials = append(x.saved.Trials, *old.Trial(q.Name, q.strength))
			continue
		}
		t, err := x.answer(ctx, q, changes.rows(store, n), plain)
		if err != nil {
			return fmt.Errorf("searching %s by %s: %w", x.set.Card.Name, q, err)
		}
		x.saved.Trials = append(x.saved.Trials, t)
	}
	correct(x.saved.Trials)
	if err := result.WriteProbes(x.r.results, x.saved); err != nil {
		return err
	}
	x.r.emit(x.event(PhaseSaved))
	return nil
}

// headline names the metric of the data set's task.
func (x *exam) headline() string {
	if x.set.Card.Task == dataset.Classification {
		return metric.HeadlineClassification
	}
	return metric.HeadlineRetrieval
}

// answer is the trial of a question, given the vectors of the queries as it changes them and as they are.
func (x *exam) answer(ctx context.Context, q question, changed, plain matrix.Rows) (result.Trial, error) {
	found, err := x.search(ctx, changed)
	if err != nil {
		return result.Trial{}, err
	}
	t := result.Trial{Probe: q.Name, Strength: q.strength, Key: x.key(q).Digest(), Outcomes: found.outcomes,
		Score: x.scoreOf(found.outcomes), Change: x.change(found.outcomes, x.saved.Outcomes)}
	switch q.Name {
	case probe.WrongWord, probe.NonsenseWord:
		t.Follows = flags(len(x.asked), func(i int) bool { return found.labels[i] == x.lots[i].wrong })
	case probe.Background:
		t.Drawn = x.drawn != nil
		t.Object = flags(len(x.asked), func(i int) bool {
			return matrix.Dot(changed.Row(i), plain.Row(i)) > matrix.Dot(changed.Row(i), plain.Row(x.lots[i].ground))
		})
	}
	return t, nil
}

// finding is what was found with some queries.
type finding struct {
	outcomes []float64 // 1 or 0; average precisions
	labels   []string  // of the nearest image
}

// search finds the nearest images of the queries that are asked, given their vectors.
func (x *exam) search(ctx context.Context, queries matrix.Rows) (finding, error) {
	var exclude []int
	if x.trial.exclude != nil {
		for _, q := range x.asked {
			exclude = append(exclude, x.trial.exclude[q])
		}
	}
	near, err := knn.Search(ctx, queries, x.trial.galleryRows, 1, exclude, x.trial.options)
	if err != nil {
		return finding{}, err
	}
	f := finding{outcomes: make([]float64, queries.N), labels: make([]string, queries.N)}
	for i, found := range near.Neighbours {
		f.labels[i] = x.set.Items[x.trial.gallery[found[0].Index]].Label
		if f.labels[i] == x.item(i).Label {
			f.outcomes[i] = 1
		}
	}
	if x.set.Card.Task == dataset.Classification {
		return f, nil
	}
	relevant := x.trial.relevant(x.pair)
	ranks, err := knn.RelevantRanks(ctx, queries, x.trial.galleryRows, func(i int) []int { return relevant(x.asked[i]) }, exclude, x.trial.options)
	for i, r := range ranks.Ranks {
		f.outcomes[i] = math.Round(1e6*metric.RankedQuery{Ranks: r, Relevant: len(r), Gallery: x.trial.ranked()}.AP()) / 1e6
	}
	return f, err
}

// scoreOf is the headline metric over outcomes.
func (x *exam) scoreOf(outcomes []float64) result.Score {
	n, value := len(outcomes), mean(outcomes)
	interval := metric.Wilson(int(math.Round(value*float64(n))), n)
	if x.set.Card.Task != dataset.Classification {
		interval = metric.Bootstrap(outcomes)
	}
	return result.Score{Value: value, Low: interval.Low, High: interval.High}
}

func mean(values []float64) float64 {
	var sum float64
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// change compares outcomes of the same queries.
func (x *exam) change(changed, plain []float64) result.Difference {
	if x.set.Card.Task == dataset.Classification {
		a, b := right(changed), right(plain)
		d, interval := metric.ShareDifference(a, b)
		return result.Difference{Value: d, Low: interval.Low, High: interval.High, P: metric.McNemar(a, b)}
	}
	interval := metric.MeanDifferences([][]float64{changed, plain})[0]
	return result.Difference{Value: mean(changed) - mean(plain), Low: interval.Low, High: interval.High, P: metric.SignFlip(changed, plain)}
}

func right(outcomes []float64) []bool {
	all := make([]bool, len(outcomes))
	for i, o := range outcomes {
		all[i] = o == 1
	}
	return all
}

func flags(n int, is func(i int) bool) []int {
	all := make([]int, n)
	for i := range all {
		if is(i) {
			all[i] = 1
		}
	}
	return all
}

// correct adjusts the tests of all trials, which are read together (Holm).
func correct(trials []result.Trial) {
	p := make([]float64, len(trials))
	for i, t := range trials {
		p[i] = t.Change.P
	}
	for i, adjusted := range metric.Holm(p) {
		trials[i].Change.Adjusted, trials[i].Change.Separable = adjusted, adjusted < points.Significance
	}
}

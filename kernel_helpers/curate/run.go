package curate

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/internal/shelf"
	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// Run grows a data set. Vectors and what is known of decoded images are kept in the cache, so a run that was stopped goes
// on where it was.
func Run(ctx context.Context, s *suite.Suite, o experiment.Options, from Sources, settings Settings) (*Outcome, error) {
	return RunWith(ctx, s, o, from, settings, nil)
}

// RunWith is Run whose long steps are taken elsewhere, if that is not nil. The outcome is that of Run with the settings
// that Settings.Elsewhere returns.
func RunWith(ctx context.Context, s *suite.Suite, o experiment.Options, from Sources, settings Settings, elsewhere Elsewhere) (*Outcome, error) {
	if err := settings.Validate(); err != nil {
		return nil, err
	}
	if err := from.validate(); err != nil {
		return nil, err
	}
	out := &Outcome{Sources: from, Settings: settings.withDefaults()}
	cache := o.Cache
	if cache == "" {
		var err error
		if cache, err = shelf.CacheDir(); err != nil {
			return nil, err
		}
	}
	o.Datasets = slices.Concat(from.Seeds, from.Tests)
	g := &growth{Outcome: out, cache: cache, elsewhere: elsewhere}
	err := g.choosePool(s, &o)
	g.o = o
	if err == nil {
		err = experiment.WithVectors(ctx, s, o, from.Model, g.others(ctx), func(all []experiment.Embedded, search knn.Options) error {
			g.search = search
			return g.run(ctx, all)
		})
	}
	if err != nil {
		return nil, fmt.Errorf("growing a data set from %s: %w", from.Pool, err)
	}
	return out, nil
}

// growth is one Run with its vectors.
type growth struct {
	*Outcome
	cache  string
	o      experiment.Options
	search knn.Options

	elsewhere Elsewhere // nil = here
	path      string    // of the pool
	steps     Steps

	pool  []dataset.Item // by row
	rows  matrix.Rows    // of the pool; none where it is elsewhere
	seeds matrix.Rows
	refs  []Ref // images of tests, then the seeds
	kinds []Reason
	refed matrix.Rows // their vectors
	crowd *crowd      // the pool, tests and seeds
	bed   *bed        // planted copies; nil = none
}

func (g *growth) run(ctx context.Context, all []experiment.Embedded) error {
	var copies experiment.Embedded
	if g.bed != nil {
		copies, all = all[len(all)-1], all[:len(all)-1]
	}
	pool, err := g.poolOf(ctx, all)
	if err != nil {
		return err
	}
	g.sort(pool, all)
	g.steps = g.takeSteps(nil, matrix.Rows{})
	fates, err := g.fates(ctx)
	if err == nil && g.bed != nil {
		err = g.measure(ctx, g.bed, copies)
	}
	if err != nil {
		return err
	}
	free := []int{}
	for i, f := range fates {
		if f.Reason == "" {
			free = append(free, i)
		} else {
			g.drop(i, f)
		}
	}
	if err := g.retrieve(ctx, free); err != nil {
		return err
	}
	if len(g.Kept) == 0 {
		return fmt.Errorf("no image of the pool is left: %d were dropped, such as %s (%s)", len(g.Dropped), g.Dropped[0].ID, g.Dropped[0].Reason)
	}
	slices.SortFunc(g.Kept, func(a, b KeptImage) int { return a.Image - b.Image })
	slices.SortStableFunc(g.Dropped, func(a, b DroppedImage) int { return cmp.Compare(a.ID, b.ID) })
	return nil
}

// sort tells pool, seeds and tests apart.
func (g *growth) sort(p experiment.Embedded, all []experiment.Embedded) {
	byName := map[string]experiment.Embedded{}
	for _, e := range all {
		byName[e.Set.Card.Name] = e
	}
	g.Outcome.Pool, g.rows = p.Set, p.Rows
	for _, i := range p.Items {
		g.pool = append(g.pool, p.Set.Items[i])
	}
	for _, s := range p.Skipped {
		it := p.Set.Items[s.Item]
		g.Dropped = append(g.Dropped, DroppedImage{ID: it.ID, Item: it, Reason: Unreadable, Text: s.Reason})
	}
	for _, problem := range p.Set.Problems {
		g.Dropped = append(g.Dropped, DroppedImage{ID: problem.Item, Reason: Unreadable, Text: problem.Reason})
	}
	tests := slices.Concat(g.Sources.Tests, g.Sources.Seeds)
	slices.Sort(tests)
	var rows []matrix.Rows
	for _, name := range slices.Compact(tests) {
		e := byName[name]
		rows = append(rows, g.refer(e, e.Set.Queries(), Leaked))
	}
	first := len(g.refs)
	for _, name := range g.Sources.Seeds {
		e := byName[name]
		if e.Set.LeaveOneOut() {
			continue // each of its images is a test, and a seed too: see below
		}
		rows = append(rows, g.refer(e, e.Set.Gallery(), Known))
	}
	g.refed = concat(rows)
	g.Outcome.Seeds = g.refs[first:]
	g.seeds = g.refed.Slice(first, len(g.refs))
	g.leaveOneOut(byName)
}

// leaveOneOut makes seeds of the images of a set that has no split of its own for them.
func (g *growth) leaveOneOut(byName map[string]experiment.Embedded) {
	var rows []matrix.Rows
	seeds := slices.Clone(g.Outcome.Seeds)
	for _, name := range g.Sources.Seeds {
		e := byName[name]
		if !e.Set.LeaveOneOut() {
			continue
		}
		for _, i := range e.Items {
			seeds = append(seeds, Ref{name, e.Set.Items[i]})
		}
		rows = append(rows, e.Rows)
	}
	if rows != nil {
		g.Outcome.Seeds, g.seeds = seeds, concat(append([]matrix.Rows{g.seeds}, rows...))
	}
}

// refer makes references of the images at some positions of a set, and returns their vectors.
func (g *growth) refer(e experiment.Embedded, positions []int, kind Reason) matrix.Rows {
	wanted := map[int]bool{}
	for _, i := range positions {
		wanted[i] = true
	}
	var rows []int
	for row, i := range e.Items {
		if wanted[i] {
			rows = append(rows, row)
			g.refs, g.kinds = append(g.refs, Ref{e.Set.Card.Name, e.Set.Items[i]}), append(g.kinds, kind)
		}
	}
	return e.Rows.Select(rows)
}

func concat(parts []matrix.Rows) matrix.Rows {
	all := matrix.Rows{Dim: parts[0].Dim}
	for _, p := range parts {
		all.Data = append(all.Data, p.Data...)
		all.N += p.N
	}
	return all
}

// fates finds the duplicates.
func (g *growth) fates(ctx context.Context) ([]Fate, error) {
	items := slices.Clone(g.pool)
	for _, r := range g.refs {
		items = append(items, r.Item)
	}
	g.emit(0, len(items))
	looks, err := g.steps.Looks(ctx)
	if err != nil {
		return nil, err
	}
	c := newCrowd(items, looks, len(g.pool))
	g.crowd = c
	pairs, err := c.candidates(ctx, g.steps, g.Settings)
	g.Index = c.index
	if err == nil {
		err = c.compare(ctx, g.steps, pairs, nil)
	}
	if err != nil {
		return nil, err
	}
	return Fates(worth(looks[:len(g.pool)]), g.kinds, c.edges), nil
}

// worth ranks images for the one of several copies that stays: by their pixels, of equals by the bytes of the file. Equals
// in both have the same rank.
func worth(looks []Look) []int {
	compare := func(a, b int) int {
		return cmp.Or(cmp.Compare(looks[a].Size, looks[b].Size), cmp.Compare(looks[a].Bytes, looks[b].Bytes))
	}
	order, ranks := make([]int, len(looks)), make([]int, len(looks))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, compare)
	for at, i := range order {
		ranks[i] = at
		if at > 0 && compare(order[at-1], i) == 0 {
			ranks[i] = ranks[order[at-1]]
		}
	}
	return ranks
}

func (g *growth) emit(done, total int) {
	if g.o.OnEvent != nil {
		g.o.OnEvent(experiment.Event{Dataset: g.Outcome.Pool.Card.Name, Phase: experiment.PhaseDuplicates, Done: done, Total: total})
	}
}

func (g *growth) drop(i int, f Fate) {
	d := DroppedImage{ID: g.pool[i].ID, Item: g.pool[i], Reason: f.Reason}
	switch {
	case f.Of >= len(g.pool):
		d.Of = &g.refs[f.Of-len(g.pool)]
	case f.Of >= 0:
		d.Of = &Ref{g.Outcome.Pool.Card.Name, g.pool[f.Of]}
	}
	g.Dropped = append(g.Dropped, d)
}

// retrieve takes for each seed set in turn what it asks for of the images that are free.
func (g *growth) retrieve(ctx context.Context, free []int) error {
	if len(free) == 0 {
		return nil
	}
	bring, err := g.way(ctx, free)
	if err != nil {
		return err
	}
	state := map[int]Reason{} // of images: "" = kept
	for _, set := range g.Sources.Seeds {
		from, to := g.seedsOf(set)
		if from == to {
			return fmt.Errorf("data set %s has no image that could be a seed", set)
		}
		kept, capped, err := bring(from, to)
		if err != nil {
			return err
		}
		g.keep(kept, capped, from, state)
	}
	for _, i := range free {
		reason, met := state[i]
		if !met {
			reason = Far
		}
		if reason != "" {
			g.drop(i, Fate{reason, -1})
		}
	}
	return nil
}

// way returns what brings images for seeds from … to-1.
func (g *growth) way(ctx context.Context, free []int) (func(from, to int) (kept []Kept, capped []int, err error), error) {
	s := g.Settings
	if s.Retrieval != ByCluster {
		return func(from, to int) ([]Kept, []int, error) {
			found, err := g.steps.Nearest(ctx, from, to, free, s.K)
			kept, capped := chosen(found, s.Cap)
			return kept, capped, err
		}, nil
	}
	pool, err := g.steps.Vectors(ctx)
	if err != nil {
		return nil, err
	}
	clusters, err := KMeans(ctx, pool, free, max(1, min(s.Clusters, len(free)/10)), s.Draw, g.search)
	g.Clusters = clusters.Centres.N
	return func(from, to int) ([]Kept, []int, error) {
		return Clustered(ctx, g.seeds.Slice(from, to), pool, clusters, s.Least, s.PerCluster, s.Cap, g.search)
	}, err
}

// seedsOf returns the range of the seeds of a set.
func (g *growth) seedsOf(set string) (from, to int) {
	from = slices.IndexFunc(g.Outcome.Seeds, func(r Ref) bool { return r.Dataset == set })
	if from < 0 {
		return 0, 0
	}
	for to = from; to < len(g.Outcome.Seeds) && g.Outcome.Seeds[to].Dataset == set; to++ {
	}
	return from, to
}

// keep takes what a seed set brings that none before it has brought.
func (g *growth) keep(kept []Kept, capped []int, from int, state map[int]Reason) {
	for _, k := range kept {
		if reason, met := state[k.Image]; met && reason == "" {
			continue
		}
		state[k.Image] = ""
		k.Seed += from
		seed := g.Outcome.Seeds[k.Seed]
		label := seed.Label
		if label == "" {
			label = seed.Dataset
		}
		g.Kept = append(g.Kept, KeptImage{Item: g.pool[k.Image], Kept: k, Label: label})
	}
	for _, i := range capped {
		if _, met := state[i]; !met {
			state[i] = Capped
		}
	}
}

package curate

import (
	"context"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/dataset"
	"github.com/vfm-go/vfm/kernel_helpers/experiment"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
	"github.com/vfm-go/vfm/kernel_helpers/suite"
)

// choosePool decides who opens the pool: where it is of the suite, the suite does, unless it is for other machines.
func (g *growth) choosePool(s *suite.Suite, o *experiment.Options) (err error) {
	g.path = g.Sources.Pool
	named := slices.Contains(s.Datasets, g.path)
	switch {
	case g.elsewhere != nil:
		if named {
			card, err := s.Dataset(g.path)
			if err != nil {
				return err
			}
			g.path = card.Path
		}
		g.Settings, err = g.Settings.Elsewhere()
	case named:
		o.Datasets = append(o.Datasets, g.path)
	}
	return err
}

// others opens the data sets that are embedded here and are not of the suite: the pool, unless it is or is embedded
// elsewhere, and the planted copies.
func (g *growth) others(ctx context.Context) experiment.Others {
	return func(ofSuite []*dataset.Set) (others []*dataset.Set, err error) {
		var pool *dataset.Set
		bring := readHere
		if g.elsewhere != nil {
			pool, err = g.elsewhere.Open(ctx, g.path)
			bring = g.elsewhere.Bring
		} else if at := slices.IndexFunc(ofSuite, func(s *dataset.Set) bool { return s.Card.Name == g.path }); at >= 0 {
			pool = ofSuite[at]
		} else {
			if pool, err = dataset.OpenPool(ctx, g.path); err == nil {
				others = append(others, pool)
			}
		}
		if err != nil || g.Settings.Planted == 0 {
			return others, err
		}
		g.bed, err = newBed(ctx, g.cache, pool, bring, g.Settings.Planted, g.Settings.Draw)
		if err != nil {
			return nil, err
		}
		return append(others, g.bed.set), nil
	}
}

// readHere is the bringer of images whose files are on this machine.
func readHere(context.Context, ...*dataset.Item) error { return nil }

// poolOf returns the pool, which is among all or is embedded elsewhere.
func (g *growth) poolOf(ctx context.Context, all []experiment.Embedded) (experiment.Embedded, error) {
	if g.elsewhere != nil {
		return g.elsewhere.Embed(ctx)
	}
	for _, e := range all {
		if e.Set.Card.Name == g.path && slices.Contains(g.o.Datasets, g.path) {
			return e, nil
		}
	}
	return all[len(all)-1], nil
}

// takeSteps says who takes the steps, with planted copies or without.
func (g *growth) takeSteps(copies []dataset.Item, copyRows matrix.Rows) Steps {
	w := Work{Pool: g.pool, Copies: copies, CopyRows: copyRows, OtherRows: g.refed, Seeds: g.seeds, Search: g.search, Cache: g.cache, Progress: g.emit}
	for _, r := range g.refs {
		w.Others = append(w.Others, r.Item)
	}
	if g.elsewhere != nil {
		return g.elsewhere.Steps(w)
	}
	return &here{Work: w, rows: g.rows}
}

package curate

import (
	"cmp"
	"context"
	"fmt"
	"math/rand/v2"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/metric"
)

// Index says how the images of a pool that are near to each other by their vectors were looked for: each met every other,
// or those of a few cells of an inverted file. The zero value says that none were looked for.
type Index struct {
	Exact         bool    // each met every other
	Cells, Probes int     // made, and met by each image
	Met           float64 // what an image met, rows and centres, as a share of the pool; also of an index that was not used
	// Recall is the share of the near images that the index finds, the mean over sampled images of the pool that had no say
	// in the number of probes, with its bootstrap interval; of so many images, those that have a near one.
	Recall  metric.Value
	Sampled int
}

const (
	// indexFrom is the pool from which on an index is tried. Exact search among 100,000 vectors of length 768 takes some 50 s
	// on two cores, and with an index a fifth of that; as long as the same number of
	// cells is met, it grows as n√n, exact search as n².
	indexFrom = 100_000
	// dearer is how much longer a row takes that is met in a cell than one that is met in exact search.
	dearer = 8
	// sampledImages is how many images choose the number of probes, and how many others measure what it finds.
	sampledImages = 1000
	// leastProbes are met even where fewer seem enough.
	leastProbes = 4
	// lowRecall is the share below which a person is warned.
	lowRecall = 0.95
)

// plan makes an index of the rows that are named among, if the settings want one and it would be faster than exact search:
// nil where not. It meets the fewest cells with which half of a sample finds its near rows; the other half measures.
func plan(ctx context.Context, pool Vectors, among []int, s Settings, o knn.Options) (*Inverted, Index, error) {
	if len(among) == 0 || s.Index == IndexExact || s.Index == IndexAuto && len(among) < cmp.Or(s.indexFrom, indexFrom) {
		return nil, Index{Exact: true}, nil
	}
	x, err := NewInverted(ctx, pool, among, s.Draw, o)
	if err != nil {
		return nil, Index{}, err
	}
	chosen := drawRows(among, 2*sampledImages, s.Draw)
	looks, err := x.inspect(ctx, chosen, s.Neighbours, s.Near, o)
	if err != nil {
		return nil, Index{}, err
	}
	var choose, check []inspected
	for i, l := range looks {
		if i%2 == 0 {
			choose = append(choose, l)
		} else {
			check = append(check, l)
		}
	}
	use := Index{Cells: len(x.cells), Probes: fewest(choose, s.Recall, len(x.cells))}
	use.Met = x.share(choose, use.Probes)
	if s.Index == IndexAuto && use.Met*dearer > 1 {
		return nil, Index{Exact: true, Met: use.Met}, nil
	}
	if found := recalls(check, use.Probes); len(found) > 0 {
		i := metric.Bootstrap(found)
		use.Sampled, use.Recall = len(found), metric.Value{Name: "recall", Value: mean(found), Low: i.Low, High: i.High}
	}
	return x, use, nil
}

// drawRows draws n of the rows, or all if there are no more, in the order of the draw.
func drawRows(among []int, n int, draw uint64) []int {
	var rows []int
	for _, at := range rand.New(rand.NewPCG(draw, 63)).Perm(len(among))[:min(n, len(among))] {
		rows = append(rows, among[at])
	}
	return rows
}

// inspected is what is known of a sampled row.
type inspected struct {
	needs []int // of each of its near rows, how many centres it has to probe to meet it
	order []int // the cells, the most similar centre first
}

// inspect finds the near rows of some rows exactly, those that within looks for, and where they lie.
func (x *Inverted) inspect(ctx context.Context, rows []int, k int, from float64, o knn.Options) ([]inspected, error) {
	queries := x.pool.Select(rows)
	exact, err := Nearest(ctx, queries, x.pool, x.rows, k+1, o)
	if err != nil {
		return nil, err
	}
	centres, err := knn.Search(ctx, queries, x.centres, len(x.cells), nil, o)
	if err != nil {
		return nil, err
	}
	all, place := make([]inspected, len(rows)), make([]int, len(x.cells))
	for q := range all {
		for at, centre := range centres.Neighbours[q] {
			place[centre.Index] = at + 1
			all[q].order = append(all[q].order, centre.Index)
		}
		for _, n := range others(exact[q], rows[q], k, from) {
			all[q].needs = append(all[q].needs, place[x.cell(n.Index)])
		}
	}
	return all, nil
}

// fewest returns how many of the cells have to be met so that the mean recall is at least wanted.
func fewest(sample []inspected, wanted float64, cells int) int {
	for probes := min(leastProbes, cells); probes < cells; probes++ {
		if found := recalls(sample, probes); len(found) == 0 || mean(found) >= wanted {
			return probes
		}
	}
	return cells
}

// recalls are, of the rows that have near ones, the shares of these that so many probes find.
func recalls(sample []inspected, probes int) []float64 {
	var shares []float64
	for _, s := range sample {
		n := 0
		for _, need := range s.needs {
			if need <= probes {
				n++
			}
		}
		if len(s.needs) > 0 {
			shares = append(shares, float64(n)/float64(len(s.needs)))
		}
	}
	return shares
}

// share is what a row meets with so many probes, as a share of all: the centres, twice, and the rows of the cells.
func (x *Inverted) share(sample []inspected, probes int) float64 {
	met := 0
	for _, s := range sample {
		met += 2 * len(x.cells)
		for _, cell := range s.order[:probes] {
			met += len(x.cells[cell])
		}
	}
	return float64(met) / float64(len(sample)) / float64(len(x.rows))
}

func mean(values []float64) float64 {
	sum := 0.0
	for _, v := range values {
		sum += v
	}
	return sum / float64(len(values))
}

// Words says how the near images were looked for; "" = they were not.
func (i Index) Words() string {
	switch {
	case i.Exact && i.Met == 0:
		return "Near images were looked for exactly: each met every other."
	case i.Exact:
		return fmt.Sprintf("Near images were looked for exactly: with an index each would still meet %.0f %% of the pool, which is no faster.", 100*i.Met)
	case i.Cells == 0:
		return ""
	case i.Sampled == 0:
		return fmt.Sprintf("Near images were looked for in %d of the %d cells of an index. None of the sampled images has a near one, so what it misses is not known.", i.Probes, i.Cells)
	}
	return fmt.Sprintf("Near images were looked for in %d of the %d cells of an index, which finds %.1f %% of them (%.1f to %.1f, of %d sampled images).",
		i.Probes, i.Cells, 100*i.Recall.Value, 100*i.Recall.Low, 100*i.Recall.High, i.Sampled)
}

// Warning says what a person should know before trusting the outcome; "" = nothing.
func (i Index) Warning() string {
	if i.Cells == 0 || i.Sampled == 0 || i.Recall.Value >= lowRecall {
		return ""
	}
	return fmt.Sprintf("the index finds only %.1f %% of the near images, so altered copies may have stayed in; ask for a higher recall, or for exact search", 100*i.Recall.Value)
}

package knn

import (
	"context"
	"fmt"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Ranks is the outcome of RelevantRanks.
type Ranks struct {
	Ranks [][]int // for each query, the ranks of its relevant rows, 1-based and ascending
	// Ties is the number of queries with a relevant row whose similarity equals that of a row that is
	// not relevant: there the tie rule decided the rank.
	Ties int
}

// RelevantRanks returns, for every query, the rank of each relevant gallery row among all gallery rows,
// without sorting them: it counts what comes before. relevant returns the gallery rows that are relevant
// to query q, in any order; it is called from several goroutines, more than once for each query, and must
// always give the same answer.
// exclude is as in Search; a row that is left out has no rank, relevant or not.
func RelevantRanks(ctx context.Context, queries, gallery matrix.Rows, relevant func(q int) []int, exclude []int, o Options) (Ranks, error) {
	p, err := newProblem(queries, gallery, exclude, o, ranksTiles)
	if err != nil {
		return Ranks{}, err
	}
	if err := p.fitRelevant(ctx, relevant); err != nil {
		return Ranks{}, err
	}
	result := Ranks{Ranks: make([][]int, queries.N)}
	ties := make([]bool, queries.N)
	err = p.run(ctx, func() worker { return &ranker{problem: p, relevant: relevant, ranks: result.Ranks, ties: ties} })
	if err != nil {
		return Ranks{}, err
	}
	for _, tied := range ties {
		if tied {
			result.Ties++
		}
	}
	return result, nil
}

// maxRelevant bounds the relevant rows of all queries of a tile. Each takes some 60 bytes.
const maxRelevant = 1 << 18

// fitRelevant makes the query tiles so small that the relevant rows of a tile stay within maxRelevant; one
// query may have more.
func (p *problem) fitRelevant(ctx context.Context, relevant func(q int) []int) error {
	most := 1
	for q := range p.queries.N {
		if err := ctx.Err(); err != nil {
			return err
		}
		most = max(most, len(relevant(q)))
	}
	p.queryTile = max(1, min(p.queryTile, maxRelevant/most))
	return nil
}

// ranker is one worker of RelevantRanks.
type ranker struct {
	*problem
	relevant func(q int) []int
	ranks    [][]int // of all queries, as is ties; the worker writes those of its tiles
	ties     []bool
	scores   []float32
	first    int // the first query of the tile
	tile     []counter
	scratch  scratch
}

func (r *ranker) start(ctx context.Context, from, to int) error {
	r.first = from
	if r.tile == nil {
		r.tile = make([]counter, r.queryTile)
	}
	for q := from; q < to; q++ {
		if err := ctx.Err(); err != nil {
			return err
		}
		rows, err := r.relevantRows(q)
		if err != nil {
			return err
		}
		r.tile[q-from].reset(r.problem, q, rows, &r.scratch)
	}
	return nil
}

// relevantRows returns the relevant rows of query q: ascending, each once, without the one left out.
func (r *ranker) relevantRows(q int) ([]int32, error) {
	var rows []int32
	for _, row := range r.relevant(q) {
		if row < 0 || row >= r.gallery.N {
			return nil, fmt.Errorf("ranking: query %d has the relevant row %d, the gallery has %d rows", q, row, r.gallery.N)
		}
		if row != r.excluded(q) {
			rows = append(rows, int32(row))
		}
	}
	slices.Sort(rows)
	return slices.Compact(rows), nil
}

func (r *ranker) block(ctx context.Context, queries, gallery matrix.Rows, from int) error {
	return r.float32Scores(ctx, queries, gallery, &r.scores, func(q int, scores []float32) { r.tile[q].add(from, scores) })
}

func (r *ranker) finish(q int) { r.ranks[q], r.ties[q] = r.tile[q-r.first].result() }

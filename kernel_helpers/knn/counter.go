package knn

import (
	"cmp"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// counter counts, for one query, how many gallery rows come before each relevant one.
type counter struct {
	p        *problem
	q        int
	exclude  int
	relevant []Neighbour // worst first, with exact similarities
	own      []int32     // their rows, ascending
	scores   scoreMap
	// before[i] is the number of rows that come before exactly i relevant ones, for i up to
	// len(relevant); the entries after that are scrap.
	before []int32
	tied   bool

	nearError float64 // of a similarity that matrix.Rows.Near computed
	*scratch
}

// scratch is what a counter needs while it takes scores. The counters of a worker share it: it stays in the
// processor's cache.
type scratch struct {
	cells  []uint16 // of the scores
	unsure []int32  // places in the block of scores
	close  []close  // rows that only float64 can place
	rows   []int32
	sims   []float64
}

// close is a gallery row whose score lies in a band.
type close struct {
	row  int32
	band int32
}

func (c *counter) reset(p *problem, q int, rows []int32, s *scratch) {
	c.scratch = s
	c.p, c.q, c.exclude, c.tied = p, q, p.excluded(q), false
	c.relevant, c.own = c.relevant[:0], rows
	for i, similarity := range c.exact(rows) {
		c.relevant = append(c.relevant, Neighbour{int(rows[i]), similarity})
	}
	slices.SortFunc(c.relevant, func(a, b Neighbour) int { return order(b, a) })
	norm := matrix.Norm(p.queries.Row(q))
	c.scores.reset(c.relevant, errorBound(p.gallery.Dim, norm, p.galleryNorm))
	n := len(rows) + 1 + len(c.scores.bands)
	c.nearError = matrix.NearError(p.gallery.Dim, norm, p.galleryNorm)
	c.before = slices.Grow(c.before[:0], n)[:n]
	clear(c.before)
	for i := range c.relevant { // each comes before those that are worse
		c.before[i]++
	}
}

// exact returns the similarities of gallery rows, valid until the next call.
func (c *counter) exact(rows []int32) []float64 {
	c.sims = slices.Grow(c.sims[:0], len(rows))[:len(rows)]
	c.p.gallery.Dots(c.p.queries.Row(c.q), rows, c.sims)
	return c.sims
}

// add takes the scores of the gallery rows from, from+1, ….
func (c *counter) add(from int, scores []float32) {
	if len(c.relevant) == 0 {
		return
	}
	c.close = c.close[:0]
	for _, i := range c.sort(scores) {
		entry := c.scores.table[c.cells[i]%cells]
		c.place(from+int(i), scores[i], entry, 1)
	}
	if e := c.exclude - from; e >= 0 && e < len(scores) {
		c.place(c.exclude, scores[e], c.scores.table[c.cells[e]%cells], -1)
	}
	c.settle()
}

// sort counts the rows that the table can place and returns the others. There is no branch in the loop
// for the processor to mispredict.
func (c *counter) sort(scores []float32) (unsure []int32) {
	unsure = slices.Grow(c.unsure[:0], len(scores)+1)[:len(scores)+1]
	c.unsure = unsure
	c.cells = slices.Grow(c.cells[:0], len(scores))[:len(scores)]
	c.scores.cells(scores, c.cells)
	n, total := 0, c.scores.total
	before, table := c.before, &c.scores.table
	for i, cell := range c.cells {
		entry := table[cell%cells]
		before[entry]++
		unsure[n] = int32(i)
		if entry > total {
			n++
		}
	}
	return unsure[:n]
}

// place counts a row that has score s, with its entry of the table, once more or once less. One whose score lies in a band becomes
// close, or is close no longer; the relevant rows, which do, are counted already.
func (c *counter) place(row int, s float32, entry, count int32) {
	switch i, before := c.scores.find(s, entry); {
	case i < 0:
		c.before[before] += count
	case c.isRelevant(row):
	case count > 0:
		c.close = append(c.close, close{int32(row), int32(i)})
	default:
		c.close = slices.DeleteFunc(c.close, func(n close) bool { return int(n.row) == row })
	}
}

// settle places the close rows by their similarities in float64: nearly exact ones, and exact ones where
// those may be equal to that of a relevant row.
func (c *counter) settle() {
	c.rows = c.rows[:0]
	for _, n := range c.close {
		c.rows = append(c.rows, n.row)
	}
	c.sims = slices.Grow(c.sims[:0], len(c.rows))[:len(c.rows)]
	c.p.gallery.Near(c.p.queries.Row(c.q), c.rows, c.sims)
	rest := c.close[:0]
	for i, similarity := range c.sims {
		to := int(c.scores.bands[c.close[i].band].to)
		before := c.below(similarity-c.nearError, c.close[i].band)
		if before < to && c.relevant[before].Similarity <= similarity+c.nearError {
			rest = append(rest, c.close[i])
			continue
		}
		c.before[before]++
	}
	c.settleExactly(rest)
}

func (c *counter) settleExactly(rest []close) {
	c.rows = c.rows[:0]
	for _, n := range rest {
		c.rows = append(c.rows, n.row)
	}
	for i, similarity := range c.exact(c.rows) {
		b := &c.scores.bands[rest[i].band]
		c.before[c.rank(Neighbour{int(c.rows[i]), similarity}, int(b.from), int(b.to))]++
	}
}

// below returns how many relevant rows have a similarity below x, which lies in or near a band.
func (c *counter) below(x float64, band int32) int {
	b := &c.scores.bands[band]
	n, _ := slices.BinarySearchFunc(c.relevant[b.from:b.to], x, func(r Neighbour, x float64) int { return cmp.Compare(r.Similarity, x) })
	return int(b.from) + n
}

// rank returns how many relevant rows n comes before, when it is known to be from … to, and notes a tie.
func (c *counter) rank(n Neighbour, from, to int) int {
	for from < to {
		mid := (from + to) / 2
		r := c.relevant[mid]
		if n.Similarity == r.Similarity {
			c.tied = true
		}
		if order(n, r) < 0 {
			from = mid + 1
		} else {
			to = mid
		}
	}
	return from
}

// isRelevant reports whether a row is one of the relevant ones.
func (c *counter) isRelevant(row int) bool {
	_, found := slices.BinarySearch(c.own, int32(row))
	return found
}

// result returns the ranks and whether the tie rule decided one.
func (c *counter) result() ([]int, bool) {
	ranks := make([]int, 0, len(c.relevant))
	rank := 1
	for i := len(c.relevant); i > 0; i-- {
		rank += int(c.before[i])
		ranks = append(ranks, rank)
	}
	return ranks, c.tied
}

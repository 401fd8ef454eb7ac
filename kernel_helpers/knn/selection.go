package knn

import (
	"math"
	"slices"
)

// candidate is a gallery row with its approximate similarity.
type candidate struct {
	score float32
	row   int32
}

// selection keeps the k nearest rows of one query. Rows whose score cannot be excluded wait as
// candidates; when they are too many, they are settled: computed in float64 and merged into best.
type selection struct {
	p          *problem
	q, k       int
	exclude    int
	bound      float64 // of the error of a score
	reject     float32 // a row with a lower score is surely not among the k, nor equal to the last of them
	candidates []candidate
	best       []Neighbour // settled, in order, at most k
	dropped    float64     // the highest similarity that was settled and found no place
	scratch    []float32
	rows       []int32
	sims       []float64
}

// spare is how many candidates beyond 2k may wait.
const spare = 128

func (s *selection) reset(p *problem, q, k int) {
	s.p, s.q, s.k = p, q, k
	s.exclude = p.excluded(q)
	s.bound = p.bound(q)
	s.reject = float32(math.Inf(-1))
	s.dropped = math.Inf(-1)
	s.candidates = slices.Grow(s.candidates[:0], 2*k+spare)
	s.best = s.best[:0]
}

// resume begins a part of a gallery with what was found before it. Rows whose similarity is below from are of no interest.
func (s *selection) resume(p *problem, q, k int, bound, from float64, best []Neighbour) {
	s.p, s.q, s.k, s.exclude, s.bound = p, q, k, -1, bound
	s.reject, s.dropped = below(from-bound), math.Inf(-1)
	s.candidates = s.candidates[:0]
	s.best = append(s.best[:0], best...)
	if len(best) == k {
		s.reject = max(s.reject, below(best[k-1].Similarity-bound))
	}
}

// add takes the scores of the gallery rows from, from+1, ….
func (s *selection) add(from int, scores []float32) {
	for i := s.next(scores, 0); i < len(scores); i = s.next(scores, i+1) {
		s.offer(from+i, scores[i])
	}
}

// offer takes the score of one row.
func (s *selection) offer(row int, score float32) {
	if score < s.reject || row == s.exclude {
		return
	}
	s.candidates = append(s.candidates, candidate{score, int32(row)})
	if len(s.candidates) < 2*s.k+spare {
		return
	}
	s.prune()
	if len(s.candidates) >= s.k+spare {
		s.settle()
	}
}

// next returns the first place from i on whose score is not rejected, NaN among them, or len(scores).
// Nearly all scores are rejected: eight at a time they cost half as much.
func (s *selection) next(scores []float32, i int) int {
	t := s.reject
	for ; i+8 <= len(scores); i += 8 {
		b := scores[i : i+8 : i+8]
		if !(b[0] < t && b[1] < t && b[2] < t && b[3] < t && b[4] < t && b[5] < t && b[6] < t && b[7] < t) {
			break
		}
	}
	for i < len(scores) && scores[i] < t {
		i++
	}
	return i
}

// prune raises the reject threshold to what the k best candidates allow: if T is the k-th best score,
// then k rows have a similarity of at least T − bound, and a row with a score below T − 2·bound has less.
func (s *selection) prune() {
	if len(s.candidates) < s.k || math.IsInf(s.bound, 1) {
		return
	}
	s.scratch = s.scratch[:0]
	for _, c := range s.candidates {
		s.scratch = append(s.scratch, c.score)
	}
	s.reject = max(s.reject, below(float64(kthLargest(s.scratch, s.k))-2*s.bound))
	s.candidates = slices.DeleteFunc(s.candidates, func(c candidate) bool { return c.score < s.reject })
}

// settle computes the candidates in float64 and keeps the k best of them and of those settled before.
func (s *selection) settle() {
	s.rows = s.rows[:0]
	for _, c := range s.candidates {
		s.rows = append(s.rows, c.row)
	}
	s.candidates = s.candidates[:0]
	s.sims = slices.Grow(s.sims[:0], len(s.rows))[:len(s.rows)]
	s.p.gallery.Dots(s.p.queries.Row(s.q), s.rows, s.sims)
	for i, row := range s.rows {
		s.best = append(s.best, Neighbour{s.p.number(row), s.sims[i]})
	}
	slices.SortFunc(s.best, order)
	if len(s.best) > s.k {
		s.dropped = max(s.dropped, s.best[s.k].Similarity)
		s.best = s.best[:s.k]
	}
	if len(s.best) == s.k {
		s.reject = max(s.reject, below(s.best[s.k-1].Similarity-s.bound))
	}
}

// result returns the neighbours and whether the tie rule chose the last of them.
func (s *selection) result() ([]Neighbour, bool) {
	s.prune()
	s.settle()
	tied := len(s.best) == s.k && s.best[s.k-1].Similarity == s.dropped
	return slices.Clone(s.best), tied
}

package metric

import "math"

// Neighbour is a training image near a query.
type Neighbour struct {
	Label      int     // class index
	Similarity float64 // cosine
}

// temperature of the weighted vote.
const temperature = 0.07

// topClasses is how many classes with the most votes top5-K looks at.
const topClasses = 5

// ballot collects the votes of one query's neighbours, nearest first, in float64.
type ballot struct {
	votes []float64 // by class
	voted []int     // classes with a vote, in the order of their first
	has   []bool    // by class
}

func newBallot(classes int) *ballot {
	return &ballot{votes: make([]float64, classes), has: make([]bool, classes)}
}

func (b *ballot) add(class int, weight float64) {
	if !b.has[class] {
		b.has[class] = true
		b.voted = append(b.voted, class)
	}
	b.votes[class] += weight
}

// rank returns how many classes are ahead of class: more votes, or as many and sorting first. ok is false
// for a class without a vote.
func (b *ballot) rank(class int) (ahead int, ok bool) {
	for _, c := range b.voted {
		if b.votes[c] > b.votes[class] || b.votes[c] == b.votes[class] && c < class {
			ahead++
		}
	}
	return ahead, b.has[class]
}

func (b *ballot) reset() {
	for _, c := range b.voted {
		b.votes[c], b.has[c] = 0, false
	}
	b.voted = b.voted[:0]
}

// outcome says for each vote size whether the true class won, and whether it was among the first five.
type outcome struct{ won, top []bool }

// count lets the neighbours vote and looks at the ballot after each of the sizes.
func (b *ballot) count(neighbours []Neighbour, truth int, sizes []int, weight func(similarity float64) float64, out outcome) {
	b.reset()
	from := 0
	for i, k := range sizes {
		for _, n := range neighbours[from:k] {
			b.add(n.Label, weight(n.Similarity))
		}
		from = k
		ahead, ok := b.rank(truth)
		out.won[i] = ok && ahead == 0
		out.top[i] = ok && ahead < topClasses
	}
}

func weighted(similarity float64) float64 { return math.Exp(similarity / temperature) }

func equal(float64) float64 { return 1 }

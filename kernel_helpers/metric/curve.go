package metric

// curveSizes are the k at which accuracy is looked at between those of the votes: three or so to each doubling.
var curveSizes = []int{1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 70, 100, 150, Neighbours}

// Curve is a share of queries against the number k of neighbours that is looked at.
type Curve struct {
	Name   string // "knn", "majority" or "hit"
	Points []CurvePoint
}

// CurvePoint is the share at one k, with its Wilson interval.
type CurvePoint struct {
	K     int
	Share float64
	Interval
}

// VoteCurve counts right answers of the votes of knn-K and majority-K, one query after the other, for more K
// than the metrics have.
type VoteCurve struct {
	sizes   []int
	ballot  *ballot
	outcome outcome
	votes   []voteCount
	queries int
}

// NewVoteCurve begins the curves of so many classes and training images.
func NewVoteCurve(classes, trainSize int) *VoteCurve {
	sizes := sizesUpTo(curveSizes, trainSize)
	c := &VoteCurve{sizes: sizes, ballot: newBallot(classes), outcome: outcome{make([]bool, len(sizes)), make([]bool, len(sizes))}}
	for _, name := range []string{"knn", "majority"} {
		c.votes = append(c.votes, voteCount{name, make([]int, len(sizes))})
	}
	return c
}

// Add takes a query that Classifier.Add has taken.
func (c *VoteCurve) Add(q LabelledQuery) {
	c.queries++
	for i, weight := range []func(float64) float64{weighted, equal} {
		c.ballot.count(q.Neighbours, q.Truth, c.sizes, weight, c.outcome)
		c.votes[i].add(c.outcome.won)
	}
}

// Curves returns the curve of each vote, knn first.
func (c *VoteCurve) Curves() []Curve {
	var curves []Curve
	for _, v := range c.votes {
		curves = append(curves, newCurve(v.name, c.sizes, v.n, c.queries))
	}
	return curves
}

// HitCurve returns the share of queries with a relevant image among the first k. Queries without any relevant
// image are left out; ranked is the number of images that a query ranks.
func HitCurve(queries []RankedQuery, ranked int) Curve {
	sizes := sizesUpTo(curveSizes, ranked)
	hits, n := make([]int, len(sizes)), 0
	for _, q := range queries {
		if q.Relevant == 0 {
			continue
		}
		n++
		for i, k := range sizes {
			if q.Ranks[0] <= k {
				hits[i]++
			}
		}
	}
	return newCurve("hit", sizes, hits, n)
}

func newCurve(name string, sizes, counts []int, n int) Curve {
	c := Curve{Name: name}
	if n == 0 {
		return c
	}
	for i, k := range sizes {
		c.Points = append(c.Points, CurvePoint{k, float64(counts[i]) / float64(n), Wilson(counts[i], n)})
	}
	return c
}

// sizesUpTo returns the sizes that are at most limit.
func sizesUpTo(sizes []int, limit int) []int {
	n := 0
	for n < len(sizes) && sizes[n] <= limit {
		n++
	}
	return sizes[:n:n]
}

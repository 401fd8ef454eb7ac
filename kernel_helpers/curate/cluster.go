package curate

import (
	"context"
	"math/rand/v2"
	"slices"

	"github.com/vfm-go/vfm/kernel_helpers/knn"
	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Clustering is k-means over some rows of a pool.
type Clustering struct {
	Centres    matrix.Rows // [k, dim], length 1
	Images     []int       // the rows
	Of         []int       // of each, its cluster
	Similarity []float64   // of each, to the centre
	Rounds     int         // until nothing moved any more, or maxRounds
}

const (
	maxRounds = 25
	// farthestCost is rows × centres up to which the first centres are drawn by k-means++, which meets all rows for each.
	farthestCost = 1 << 24
)

// KMeans puts the named rows of the pool, which ascend, into k clusters by cosine: Lloyd's algorithm on the sphere (Dhillon
// and Modha 2001), each centre the normalised sum of its rows. The first centres are drawn by k-means++ (Arthur and
// Vassilvitskii 2007), beyond farthestCost as distinct rows at random. A centre that lost its rows becomes the row that is
// least similar to its own. Libraries were looked at: those for Go hold all points in memory as float64 and draw from the
// global generator.
func KMeans(ctx context.Context, pool Vectors, among []int, k int, draw uint64, o knn.Options) (Clustering, error) {
	c := Clustering{Images: among, Of: make([]int, len(among)), Similarity: make([]float64, len(among))}
	k = max(1, min(k, len(among)))
	random := rand.New(rand.NewPCG(draw, uint64(k)))
	if len(among)*k <= farthestCost {
		c.Centres = plusPlus(pool, among, k, random)
	} else {
		first := random.Perm(len(among))[:k]
		slices.Sort(first)
		for i := range first {
			first[i] = among[first[i]]
		}
		c.Centres = pool.Select(first)
	}
	for c.Rounds = 1; ; c.Rounds++ {
		sums, sizes, moved, err := c.assign(ctx, pool, o)
		if err != nil || !moved || c.Rounds == maxRounds {
			return c, err
		}
		c.move(pool, sums, sizes)
	}
}

// assign finds the nearest centre of each row, and adds up the rows of each centre in their order.
func (c *Clustering) assign(ctx context.Context, pool Vectors, o knn.Options) (sums []float64, sizes []int, moved bool, err error) {
	dim := c.Centres.Dim
	sums, sizes = make([]float64, c.Centres.N*dim), make([]int, c.Centres.N)
	at := 0
	for block := range blocks(c.Images) {
		rows := pool.Select(block)
		found, err := knn.Search(ctx, rows, c.Centres, 1, nil, o)
		if err != nil {
			return nil, nil, false, err
		}
		for q, near := range found.Neighbours {
			to := near[0].Index
			moved = moved || c.Rounds == 1 || c.Of[at] != to
			c.Of[at], c.Similarity[at] = to, near[0].Similarity
			at++
			sizes[to]++
			sum := sums[to*dim : (to+1)*dim]
			for j, x := range rows.Row(q) {
				sum[j] += float64(x)
			}
		}
	}
	return sums, sizes, moved, nil
}

// move puts each centre into the middle of its rows.
func (c *Clustering) move(pool Vectors, sums []float64, sizes []int) {
	dim := c.Centres.Dim
	var far []int // rows, the least similar first
	for i, size := range sizes {
		if size == 0 {
			if far == nil {
				far = leastSimilar(c.Similarity)
			}
			copy(c.Centres.Row(i), pool.Select([]int{c.Images[far[0]]}).Row(0))
			far = far[1:]
			continue
		}
		for j, x := range sums[i*dim : (i+1)*dim] {
			c.Centres.Row(i)[j] = float32(x / float64(size))
		}
	}
	c.Centres.Normalize()
}

func leastSimilar(similarity []float64) []int {
	order := make([]int, len(similarity))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		switch {
		case similarity[a] < similarity[b]:
			return -1
		case similarity[a] > similarity[b]:
			return 1
		}
		return 0
	})
	return order
}

// plusPlus draws centres, each with a chance that grows with the squared distance to those before it.
func plusPlus(pool Vectors, among []int, k int, random *rand.Rand) matrix.Rows {
	distance := make([]float64, len(among)) // squared, of unit vectors: 2 − 2 cos
	for i := range distance {
		distance[i] = 4
	}
	var centres []int
	next := random.IntN(len(among))
	for {
		centres = append(centres, among[next])
		if len(centres) == k {
			return pool.Select(centres)
		}
		centre, at, sum := pool.Select(centres[len(centres)-1:]).Row(0), 0, 0.0
		for block := range blocks(among) {
			rows := pool.Select(block)
			for q := range rows.N {
				distance[at] = max(0, min(distance[at], 2-2*matrix.Dot(rows.Row(q), centre)))
				sum += distance[at]
				at++
			}
		}
		next = pick(distance, random.Float64()*sum)
	}
}

// pick returns the row at which the running sum of distances passes a mark.
func pick(distance []float64, mark float64) int {
	for i, d := range distance {
		if mark -= d; mark < 0 {
			return i
		}
	}
	return len(distance) - 1
}

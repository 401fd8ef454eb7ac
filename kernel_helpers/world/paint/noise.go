package paint

import "math"

// Noise is smooth random brightness over the plane (value noise): a random number from 0 to 1 for each knot of a
// grid, and smooth steps between them.
type Noise struct {
	Seed uint64
	Size float64 // of a cell of the grid
}

// At is the noise at a point, from 0 to 1.
func (n Noise) At(x, y float64) float64 {
	x, y = x/n.Size, y/n.Size
	x0, y0 := math.Floor(x), math.Floor(y)
	u, v := smooth(x-x0), smooth(y-y0)
	i, j := int64(x0), int64(y0)
	top := n.knot(i, j) + u*(n.knot(i+1, j)-n.knot(i, j))
	bottom := n.knot(i, j+1) + u*(n.knot(i+1, j+1)-n.knot(i, j+1))
	return top + v*(bottom-top)
}

// knot is the random number of a knot of the grid.
func (n Noise) knot(i, j int64) float64 {
	h := mix(n.Seed + uint64(i)*0x9e3779b97f4a7c15 + uint64(j)*0xc2b2ae3d27d4eb4f)
	return float64(h>>11) / (1 << 53)
}

func smooth(t float64) float64 { return t * t * (3 - 2*t) }

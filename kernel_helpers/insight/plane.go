package insight

import (
	"errors"
	"math"
	"math/rand/v2"

	"gonum.org/v1/gonum/mat"

	"github.com/vfm-go/vfm/kernel_helpers/matrix"
)

// Plane is where vectors lie in the plane of their two largest principal components.
type Plane struct {
	X, Y   []float64  // of each vector
	Shares [2]float64 // of the variance, that each axis has
}

// Settings of the randomised decomposition (Halko, Martinsson and Tropp 2011, algorithms 4.4 and 5.1).
const (
	sketch     = 12 // random directions for the two that are wanted
	iterations = 7  // over the data, so that close variances are told apart
)

// errDecomposition says that gonum gave up.
var errDecomposition = errors.New("the singular values of the vectors were not found")

// Project returns the principal component analysis of rows [n, dim]. The sign of an axis is chosen so that the
// vector farthest from the middle along it is on the positive side; vectors that are all equal, or on a line,
// have zeros.
func Project(rows matrix.Rows) (Plane, error) {
	p := Plane{X: make([]float64, rows.N), Y: make([]float64, rows.N)}
	if rows.N == 0 {
		return p, nil
	}
	x, variance := centred(rows)
	if variance == 0 {
		return p, nil
	}
	basis, err := subspace(x)
	if err != nil {
		return p, err
	}
	var small mat.Dense // basisᵀ·x: its right singular vectors are the axes
	small.Mul(basis.T(), x)
	var svd mat.SVD
	if !svd.Factorize(&small, mat.SVDThin) {
		return p, errDecomposition
	}
	var u, coordinates mat.Dense
	svd.UTo(&u)
	coordinates.Mul(basis, &u)
	values := svd.Values(nil)
	for axis, out := range [][]float64{p.X, p.Y}[:min(2, len(values))] {
		s := values[axis]
		p.Shares[axis] = s * s / variance
		if p.Shares[axis] < 1e-12 { // nothing but rounding
			p.Shares[axis] = 0
			continue
		}
		mat.Col(out, axis, &coordinates)
		scale(out, s)
	}
	return p, nil
}

// centred returns rows as float64 with their mean taken away, and the sum of their squares.
func centred(rows matrix.Rows) (*mat.Dense, float64) {
	data, mean := make([]float64, rows.N*rows.Dim), make([]float64, rows.Dim)
	for i := range rows.N {
		for j, v := range rows.Row(i) {
			mean[j] += float64(v) / float64(rows.N)
		}
	}
	var sum float64
	for i := range rows.N {
		for j, v := range rows.Row(i) {
			d := float64(v) - mean[j]
			if math.Abs(d) < 1e-12 { // equal values, but for the rounding of their mean
				d = 0
			}
			data[i*rows.Dim+j] = d
			sum += d * d
		}
	}
	return mat.NewDense(rows.N, rows.Dim, data), sum
}

// subspace returns an orthonormal basis [n, sketch] of nearly the space of the largest left singular vectors.
func subspace(x *mat.Dense) (*mat.Dense, error) {
	n, dim := x.Dims()
	r := rand.New(rand.NewPCG(seed, 1<<33))
	directions := mat.NewDense(dim, min(sketch, n, dim), nil)
	directions.Apply(func(int, int, float64) float64 { return r.NormFloat64() }, directions)
	for range iterations {
		var left, right mat.Dense
		left.Mul(x, directions)
		basis, err := orthonormal(&left)
		if err != nil {
			return nil, err
		}
		right.Mul(x.T(), basis)
		if directions, err = orthonormal(&right); err != nil {
			return nil, err
		}
	}
	var left mat.Dense
	left.Mul(x, directions)
	return orthonormal(&left)
}

// orthonormal returns an orthonormal basis of the columns of a, which has at least as many rows.
func orthonormal(a *mat.Dense) (*mat.Dense, error) {
	var svd mat.SVD
	if !svd.Factorize(a, mat.SVDThinU) {
		return nil, errDecomposition
	}
	var u mat.Dense
	svd.UTo(&u)
	return &u, nil
}

// scale multiplies v by s, with the sign that makes its largest value positive.
func scale(v []float64, s float64) {
	largest := 0.0
	for _, x := range v {
		if math.Abs(x) > math.Abs(largest)*(1+1e-9) {
			largest = x
		}
	}
	if largest < 0 {
		s = -s
	}
	for i := range v {
		v[i] *= s
	}
}

// Package matrix is a block of float32 rows, the shape in which embeddings travel.
//
//	m := matrix.New(1000, 768)
//	zeros := m.Normalize()
//	s := matrix.Dot(m.Row(0), m.Row(1)) // cosine similarity, in float64
package matrix

// Rows is a row-major matrix [N, Dim].
type Rows struct {
	N, Dim int
	Data   []float32 // len N*Dim
}

// New returns a zero matrix [n, dim].
func New(n, dim int) Rows { return Rows{N: n, Dim: dim, Data: make([]float32, n*dim)} }

// Row returns row i, [Dim], without copying.
func (m Rows) Row(i int) []float32 { return m.Data[i*m.Dim : (i+1)*m.Dim : (i+1)*m.Dim] }

// Slice returns rows from … to-1 without copying.
func (m Rows) Slice(from, to int) Rows {
	return Rows{N: to - from, Dim: m.Dim, Data: m.Data[from*m.Dim : to*m.Dim : to*m.Dim]}
}

// Select returns a copy of the named rows, [len(index), Dim].
func (m Rows) Select(index []int) Rows {
	out := New(len(index), m.Dim)
	for i, from := range index {
		copy(out.Row(i), m.Row(from))
	}
	return out
}

// Normalize scales every row to Euclidean length 1, computed in float64. A zero row stays zero; their
// number is returned.
func (m Rows) Normalize() (zeros int) {
	for i := range m.N {
		row := m.Row(i)
		norm := Norm(row)
		if norm == 0 {
			zeros++
			continue
		}
		for j, x := range row {
			row[j] = float32(float64(x) / norm)
		}
	}
	return zeros
}

// Dot returns the inner product of two vectors of equal length, summed in float64 in index order: the
// similarity that defines every ranking. The products of two float32 are exact in float64.
func Dot(a, b []float32) float64 {
	b = b[:len(a)]
	var sum float64
	for i, x := range a {
		sum += float64(x) * float64(b[i])
	}
	return sum
}

package matrix

import "math"

// Dots writes Dot(query, m.Row(rows[i])) into out[i], bit for bit: four rows at a time, each summed in
// index order, which is faster than four calls because the sums do not wait for one another.
func (m Rows) Dots(query []float32, rows []int32, out []float64) {
	out = out[:len(rows)]
	i := 0
	for ; i+4 <= len(rows); i += 4 {
		out[i], out[i+1], out[i+2], out[i+3] = dot4(query,
			m.Row(int(rows[i])), m.Row(int(rows[i+1])), m.Row(int(rows[i+2])), m.Row(int(rows[i+3])))
	}
	for ; i < len(rows); i++ {
		out[i] = Dot(query, m.Row(int(rows[i])))
	}
}

func dot4(q, a, b, c, d []float32) (sa, sb, sc, sd float64) {
	a, b, c, d = a[:len(q)], b[:len(q)], c[:len(q)], d[:len(q)]
	for i, x := range q {
		x := float64(x)
		sa += x * float64(a[i])
		sb += x * float64(b[i])
		sc += x * float64(c[i])
		sd += x * float64(d[i])
	}
	return sa, sb, sc, sd
}

// Norm returns the Euclidean length of a vector, computed in float64. It is NaN or infinite if and only
// if a value of the vector is.
func Norm(a []float32) float64 {
	var s0, s1, s2, s3 float64
	i := 0
	for ; i+4 <= len(a); i += 4 {
		x0, x1, x2, x3 := float64(a[i]), float64(a[i+1]), float64(a[i+2]), float64(a[i+3])
		s0 += x0 * x0
		s1 += x1 * x1
		s2 += x2 * x2
		s3 += x3 * x3
	}
	for ; i < len(a); i++ {
		s0 += float64(a[i]) * float64(a[i])
	}
	return math.Sqrt(s0 + s1 + s2 + s3)
}

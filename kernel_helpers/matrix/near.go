package matrix

// Near writes into out[i] what Dots does, nearly: it sums in float64 too, but in whatever order is fastest on
// this processor. NearError bounds the difference.
func (m Rows) Near(query []float32, rows []int32, out []float64) {
	out = out[:len(rows)]
	i := 0
	for ; i+4 <= len(rows); i += 4 {
		near4(query, m.Row(int(rows[i])), m.Row(int(rows[i+1])), m.Row(int(rows[i+2])), m.Row(int(rows[i+3])), (*[4]float64)(out[i:]))
	}
	if i == len(rows) {
		return
	}
	var last [4]float64
	row := func(j int) []float32 { return m.Row(int(rows[min(i+j, len(rows)-1)])) }
	near4(query, row(0), row(1), row(2), row(3), &last)
	copy(out[i:], last[:])
}

// NearError returns a number that the results of Near and Dot never differ by more than, for vectors of
// Euclidean lengths normX and normY: both err by at most γ(dim)·normX·normY, γ(n) = n·u/(1 − n·u), u = 2⁻⁵³
// (Higham, Accuracy and Stability of Numerical Algorithms, §3.1), since products of two float32 are exact.
// Two operations more than there are pay for the roundings of the lengths.
func NearError(dim int, normX, normY float64) float64 {
	n := float64(dim + 2)
	return 2 * n * 0x1p-53 / (1 - n*0x1p-53) * normX * normY
}

//go:build !amd64

package matrix

func near4(q, a, b, c, d []float32, out *[4]float64) {
	out[0], out[1], out[2], out[3] = dot4(q, a, b, c, d)
}

package matrix

import "golang.org/x/sys/cpu"

// vectorised says whether the assembly runs here. Tests switch it off.
var vectorised = cpu.X86.HasAVX2 && cpu.X86.HasFMA

// near4 writes the inner products of q with four rows of its length.
func near4(q, a, b, c, d []float32, out *[4]float64) {
	n := len(q) &^ 3
	if !vectorised || n == 0 {
		out[0], out[1], out[2], out[3] = dot4(q, a, b, c, d)
		return
	}
	a, b, c, d = a[:len(q)], b[:len(q)], c[:len(q)], d[:len(q)]
	near4AVX2(&q[0], &a[0], &b[0], &c[0], &d[0], n, out)
	for i := n; i < len(q); i++ {
		x := float64(q[i])
		out[0] += x * float64(a[i])
		out[1] += x * float64(b[i])
		out[2] += x * float64(c[i])
		out[3] += x * float64(d[i])
	}
}

// near4AVX2 takes the first n values of each row; n is a multiple of 4, at least 4.
//
//go:noescape
func near4AVX2(q, a, b, c, d *float32, n int, out *[4]float64)

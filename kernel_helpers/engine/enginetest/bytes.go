package enginetest

import (
	"math/rand/v2"
	"testing"

	"github.com/vfm-go/vfm/kernel_helpers/engine"
)

// bytesExact checks what engine.ByteScorer promises of a scorer for vectors of length dim: exact sums, of the
// largest and smallest numbers too, which processors add up with saturation.
func bytesExact(t *testing.T, s engine.ByteScorer, dim int) {
	t.Helper()
	rng := rand.New(rand.NewPCG(uint64(dim), 0))
	for _, zero := range []uint8{0, 1, 128, 255} {
		for name, draw := range map[string]func() (uint8, int8){
			"random":   func() (uint8, int8) { return uint8(rng.IntN(256)), int8(rng.IntN(255) - 127) },
			"largest":  func() (uint8, int8) { return 255, 127 },
			"smallest": func() (uint8, int8) { return 255, -127 },
			"extremes": func() (uint8, int8) { return uint8(255 * rng.IntN(2)), int8(254*rng.IntN(2) - 127) },
		} {
			for _, size := range [][2]int{{1, 1}, {1, 100}, {100, 1}, {33, 57}} {
				m, n := size[0], size[1]
				a, b, out := make([]uint8, m*dim), make([]int8, dim*n), make([]int32, m*n)
				for i := range a {
					a[i], _ = draw()
				}
				for i := range b {
					_, b[i] = draw()
				}
				if err := s.Products(t.Context(), a, zero, b, m, n, out); err != nil {
					t.Error(err)
					return
				}
				if i, want := wrongProduct(a, zero, b, dim, n, out); i >= 0 {
					t.Errorf("%s [%d, %d]·[%d, %d], zero %d: product %d is %d, want %d", name, m, dim, dim, n, zero, i, out[i], want)
					return
				}
			}
		}
	}
	if s.Products(t.Context(), make([]uint8, dim), 0, make([]int8, dim), 1, 1, nil) == nil {
		t.Error("no place for the products: no error")
	}
}

// wrongProduct returns the place of the first product that is not the sum, and the sum, or -1.
func wrongProduct(a []uint8, zero uint8, b []int8, dim, n int, out []int32) (place int, want int32) {
	for i := range out {
		var sum int32
		for k := range dim {
			sum += (int32(a[i/n*dim+k]) - int32(zero)) * int32(b[k*n+i%n])
		}
		if out[i] != sum {
			return i, sum
		}
	}
	return -1, 0
}

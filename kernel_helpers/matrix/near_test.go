package matrix

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestNear compares Near with the definition, for every length and number of rows around those of a turn.
func TestNear(t *testing.T) { testNear(t) }

func testNear(t *testing.T) {
	rng := rand.New(rand.NewPCG(1, 0))
	for _, dim := range []int{1, 2, 3, 4, 5, 7, 8, 63, 64, 65, 768, 1027} {
		m := New(9, dim)
		query := make([]float32, dim)
		for i := range m.Data {
			m.Data[i] = float32(rng.NormFloat64())
		}
		for i := range query {
			query[i] = float32(rng.NormFloat64() * 1e3)
		}
		for n := range 9 {
			rows := make([]int32, n)
			for i := range rows {
				rows[i] = int32(rng.IntN(m.N))
			}
			out := make([]float64, n)
			m.Near(query, rows, out)
			for i, row := range rows {
				x := m.Row(int(row))
				if want := Dot(query, x); !(math.Abs(out[i]-want) <= NearError(dim, Norm(query), Norm(x))) {
					t.Fatalf("dimension %d, %d of %d rows: got %v, want %v", dim, i, n, out[i], want)
				}
			}
		}
	}
	if bound := NearError(1024, 1, 1); bound > 1e-12 {
		t.Errorf("the bound %v is useless", bound)
	}
}

func BenchmarkNear(b *testing.B) {
	m := New(1024, 768)
	for i := range m.Data {
		m.Data[i] = float32(i % 17)
	}
	rows := make([]int32, m.N)
	for i := range rows {
		rows[i] = int32(i * 7 % m.N)
	}
	out := make([]float64, m.N)
	for name, dots := range map[string]func([]float32, []int32, []float64){"Near": m.Near, "Dots": m.Dots} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(4 * len(m.Data)))
			for b.Loop() {
				dots(m.Row(0), rows, out)
			}
		})
	}
}

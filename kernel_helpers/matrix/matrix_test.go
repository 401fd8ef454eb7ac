package matrix

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"
)

func random(n, dim int) Rows {
	rng := rand.New(rand.NewPCG(uint64(n), uint64(dim)))
	m := New(n, dim)
	for i := range m.Data {
		m.Data[i] = float32(rng.NormFloat64() * math.Pow(10, float64(rng.IntN(8))))
	}
	return m
}

func TestDotsEqualDot(t *testing.T) {
	for _, dim := range []int{1, 2, 3, 64, 101} {
		m := random(30, dim)
		for n := range 11 {
			rows := make([]int32, n)
			for i := range rows {
				rows[i] = int32((i*7 + n) % m.N)
			}
			out := make([]float64, n)
			m.Dots(m.Row(29), rows, out)
			for i, row := range rows {
				if want := Dot(m.Row(29), m.Row(int(row))); out[i] != want {
					t.Errorf("dimension %d, %d rows: place %d is %v, want %v", dim, n, i, out[i], want)
				}
			}
		}
	}
}

func TestNorm(t *testing.T) {
	for dim := range 20 {
		m := random(1, dim)
		if got, want := Norm(m.Row(0)), math.Sqrt(Dot(m.Row(0), m.Row(0))); math.Abs(got-want) > 1e-14*want {
			t.Errorf("dimension %d: got %v, want %v", dim, got, want)
		}
		for i := range dim {
			for _, x := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				m := random(1, dim)
				m.Data[i] = float32(x)
				if n := Norm(m.Data); !math.IsNaN(n) && !math.IsInf(n, 0) {
					t.Errorf("dimension %d, %v at %d: norm %v", dim, x, i, n)
				}
			}
		}
	}
	if n := Norm([]float32{math.MaxFloat32, math.MaxFloat32}); math.IsInf(n, 0) {
		t.Error("the norm of the largest vector is infinite")
	}
}

func TestNormalize(t *testing.T) {
	m := random(5, 33)
	clear(m.Row(2))
	tiny := m.Row(3)
	for i := range tiny {
		tiny[i] *= 1e-40
	}
	if zeros := m.Normalize(); zeros != 1 {
		t.Errorf("got %d zero rows, want 1", zeros)
	}
	for i := range m.N {
		want := 1.0
		if i == 2 {
			want = 0
		}
		if got := Norm(m.Row(i)); math.Abs(got-want) > 1e-6 {
			t.Errorf("row %d: length %v, want %v", i, got, want)
		}
	}
}

func TestNormalizeDividesByNorm(t *testing.T) {
	m := random(300, 101)
	n := m.Select(identity(m.N))
	n.Normalize()
	for i := range m.N {
		for j, x := range m.Row(i) {
			if got, want := n.Row(i)[j], float32(float64(x)/Norm(m.Row(i))); got != want {
				t.Fatalf("row %d, place %d: %v, want %v", i, j, got, want)
			}
		}
	}
}

func identity(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func TestSliceSelect(t *testing.T) {
	m := random(6, 2)
	s := m.Slice(2, 5)
	if s.N != 3 || &s.Row(0)[0] != &m.Row(2)[0] || len(s.Data) != 6 {
		t.Errorf("Slice: %d rows, %d values", s.N, len(s.Data))
	}
	c := m.Select([]int{5, 0, 5})
	if c.N != 3 || c.Row(2)[1] != m.Row(5)[1] || &c.Row(0)[0] == &m.Row(5)[0] {
		t.Errorf("Select: %v", c)
	}
}

func Example() {
	m := Rows{N: 2, Dim: 2, Data: []float32{3, 4, 0, 2}}
	m.Normalize()
	fmt.Printf("%.2f\n", Dot(m.Row(0), m.Row(1)))
	// Output: 0.80
}

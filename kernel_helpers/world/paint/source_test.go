package paint

import (
	"math"
	"testing"
)

// TestSource: each of seed, stream and number has its own random numbers, always the same.
func TestSource(t *testing.T) {
	seen := map[uint64]string{}
	for _, stream := range []string{"a", "b", ""} {
		for seed := range uint64(20) {
			for i := range 20 {
				v := Source(seed, stream, i).Uint64()
				if other, ok := seen[v]; ok {
					t.Errorf("%q %d %d begins like %s", stream, seed, i, other)
				}
				seen[v] = stream
				if Source(seed, stream, i).Uint64() != v {
					t.Errorf("%q %d %d is not the same twice", stream, seed, i)
				}
			}
		}
	}
}

func TestBetweenAndNear(t *testing.T) {
	r := Source(1, "test", 0)
	var sum, near float64
	const n = 10000
	for range n {
		b, c := Between(r, 2, 4), Near(r, 1, 0.5)
		if b < 2 || b >= 4 || c < 0.5 || c > 1.5 {
			t.Fatalf("Between gave %v, Near %v", b, c)
		}
		sum += b
		near += math.Abs(c - 1)
	}
	if sum/n < 2.97 || sum/n > 3.03 || near/n < 0.155 || near/n > 0.178 { // 3, and a third of 0.5
		t.Errorf("the mean of Between is %.3f, the mean distance of Near %.3f", sum/n, near/n)
	}
}

func TestNoise(t *testing.T) {
	n := Noise{Seed: 3, Size: 0.5}
	var low, high float64 = 1, 0
	for i := range 2000 {
		x, y := float64(i)*0.013-9, float64(i)*0.007-5
		v := n.At(x, y)
		if v < 0 || v >= 1 {
			t.Fatalf("noise at %v %v is %v", x, y, v)
		}
		if d := math.Abs(n.At(x+1e-6, y) - v); d > 1e-5 {
			t.Errorf("noise at %v %v jumps by %v", x, y, d)
		}
		low, high = min(low, v), max(high, v)
	}
	if low > 0.15 || high < 0.85 {
		t.Errorf("noise stays between %.2f and %.2f", low, high)
	}
}

package images

import (
	"bytes"
	"math/rand/v2"
	"testing"
)

// TestAssemblyEqualsGo compares both forms of each pass on random pixels and sizes.
func TestAssemblyEqualsGo(t *testing.T) {
	if !vectorised {
		t.Skip("this processor has no AVX2")
	}
	defer func() { vectorised = true }()
	rng := rand.New(rand.NewPCG(1, 2))
	for range 2000 {
		pic := noise(rng, 1+rng.IntN(90), 1+rng.IntN(90))
		w := window{sourceWidth: pic.Width, sourceHeight: pic.Height, width: 1 + rng.IntN(120), height: 1 + rng.IntN(120)}
		w.x, w.y = rng.IntN(w.width), rng.IntN(w.height)
		w.columns, w.rows = 1+rng.IntN(w.width-w.x), 1+rng.IntN(w.height-w.y)
		name := []string{"bilinear", "bicubic"}[rng.IntN(2)]
		var got [2][]byte
		for i := range got {
			vectorised = i == 0
			r := resampler{kernel: kernels[name]}
			got[i] = make([]byte, 3*w.columns*w.rows)
			r.resize(got[i], 3*w.columns, pic, w)
		}
		if !bytes.Equal(got[0], got[1]) {
			t.Fatalf("%s %+v: assembly and Go differ", name, w)
		}
	}
}

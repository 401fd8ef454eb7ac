package images

import (
	"bytes"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
)

func TestSpecValidate(t *testing.T) {
	good := imagenet("bicubic")
	if err := good.Validate(); err != nil {
		t.Errorf("a good spec: %v", err)
	}
	for want, change := range map[string]func(*Spec){
		"size":          func(s *Spec) { s.Size = 0 },
		"resize":        func(s *Spec) { s.Resize = -1 },
		"interpolation": func(s *Spec) { s.Interpolation = "lanczos" },
		"crop":          func(s *Spec) { s.Crop = "random" },
		"layout":        func(s *Spec) { s.Layout = "CHW" },
		"std":           func(s *Spec) { s.Std[1] = 0 },
	} {
		s := good
		change(&s)
		if err := s.Validate(); err == nil || !strings.HasPrefix(err.Error(), want+" is ") {
			t.Errorf("bad %s: got %v", want, err)
		}
		if _, err := s.Preprocessor(); err == nil {
			t.Errorf("bad %s: a preprocessor was made", want)
		}
	}
}

func TestSpecString(t *testing.T) {
	a := Spec{Size: 224, Std: [3]float32{1, 1, 1}}
	b := a.WithDefaults()
	b.Name = "pixels" // the graph's affair; it changes no pixel
	if a.String() != b.String() {
		t.Errorf("defaults change the canonical form:\n%s\n%s", a, b)
	}
	b.Upright = true
	if a.String() == b.String() {
		t.Error("upright does not change the canonical form")
	}
}

// TestLayouts: both layouts hold the same values.
func TestLayouts(t *testing.T) {
	pic := noise(rand.New(rand.NewPCG(3, 4)), 50, 40)
	s := imagenet("bilinear")
	planes, err := s.Preprocessor()
	if err != nil {
		t.Fatal(err)
	}
	s.Layout = "NHWC"
	pixels, err := s.Preprocessor()
	if err != nil {
		t.Fatal(err)
	}
	a, b := make([]float32, planes.Len()), make([]float32, pixels.Len())
	planes.Into(a, pic)
	pixels.Into(b, pic)
	n := len(a) / 3
	for i := range a {
		if a[i] != b[i%n*3+i/n] {
			t.Fatalf("value %d: %v in NCHW, %v in NHWC", i, a[i], b[i%n*3+i/n])
		}
	}
}

// TestWindowEqualsWhole: the cropped window has the pixels that resizing the whole picture gives.
func TestWindowEqualsWhole(t *testing.T) {
	rng := rand.New(rand.NewPCG(5, 6))
	for range 300 {
		pic := noise(rng, 1+rng.IntN(60), 1+rng.IntN(120))
		w := window{sourceWidth: pic.Width, sourceHeight: pic.Height, width: 1 + rng.IntN(70), height: 1 + rng.IntN(70)}
		w.columns, w.rows = w.width, w.height
		whole := make([]byte, 3*w.width*w.height)
		r := resampler{kernel: kernels["bicubic"]}
		r.resize(whole, 3*w.width, pic, w)
		part := w
		part.x, part.y = rng.IntN(w.width), rng.IntN(w.height)
		part.columns, part.rows = 1+rng.IntN(w.width-part.x), 1+rng.IntN(w.height-part.y)
		got := make([]byte, 3*part.columns*part.rows)
		r.resize(got, 3*part.columns, pic, part)
		for y := range part.rows {
			want := whole[3*((part.y+y)*w.width+part.x):][:3*part.columns]
			if !bytes.Equal(got[3*y*part.columns:][:3*part.columns], want) {
				t.Fatalf("%+v: row %d differs", part, y)
			}
		}
	}
}

// TestExtremes: pictures whose resized form would not fit in memory take little of it.
func TestExtremes(t *testing.T) {
	const limit = 24 << 20 // bytes; all weights at once would take four times that
	for _, size := range [][2]int{{1, 3000000}, {3000000, 1}, {1, 1}, {2, 100000}, {100000, 3}} {
		pic := &Picture{Width: size[0], Height: size[1], Pix: bytes.Repeat([]byte{10, 20, 30}, size[0]*size[1])}
		for _, cropped := range []string{"center", "squash"} {
			s := imagenet("bicubic")
			s.Crop = cropped
			p, err := s.Preprocessor()
			if err != nil {
				t.Fatal(err)
			}
			var got []byte
			taken := allocated(func() { got = p.RGB(pic) })
			if want := bytes.Repeat([]byte{10, 20, 30}, 224*224); !bytes.Equal(got, want) {
				t.Errorf("%v %s: one colour does not stay one colour", size, cropped)
			}
			if taken > limit {
				t.Errorf("%v %s: took %d MiB", size, cropped, taken>>20)
			}
		}
		if taken := allocated(func() { Thumbnail(pic, 96) }); taken > limit {
			t.Errorf("thumbnail of %v: took %d MiB", size, taken>>20)
		}
	}
}

// allocated returns the bytes that f takes from the heap, given back or not.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

// TestPartsEqualWhole: weights that are computed for a part of the window at a time give the same pixels.
func TestPartsEqualWhole(t *testing.T) {
	defer func(n int) { maxWeights = n }(maxWeights)
	rng := rand.New(rand.NewPCG(9, 10))
	for range 300 {
		pic := noise(rng, 1+rng.IntN(90), 1+rng.IntN(90))
		w := window{sourceWidth: pic.Width, sourceHeight: pic.Height, width: 1 + rng.IntN(70), height: 1 + rng.IntN(70)}
		w.x, w.y = rng.IntN(w.width), rng.IntN(w.height)
		w.columns, w.rows = 1+rng.IntN(w.width-w.x), 1+rng.IntN(w.height-w.y)
		var got [2][]byte
		for i, limit := range []int{1 << 20, 1 + rng.IntN(200)} {
			maxWeights = limit
			r := resampler{kernel: kernels["bicubic"]}
			got[i] = make([]byte, 3*w.columns*w.rows)
			r.resize(got[i], 3*w.columns, pic, w)
		}
		if !bytes.Equal(got[0], got[1]) {
			t.Fatalf("%+v with at most %d weights: pixels differ", w, maxWeights)
		}
	}
}

// TestTurn: each orientation, undone by its inverse, gives the picture back.
func TestTurn(t *testing.T) {
	pic := noise(rand.New(rand.NewPCG(7, 8)), 7, 4)
	inverse := [9]int{0, 1, 2, 3, 4, 5, 8, 7, 6}
	for o := 1; o <= 8; o++ {
		var turned, back Picture
		pic.Orientation = o
		turn(&turned, pic)
		turned.Orientation = inverse[o]
		turn(&back, &turned)
		if back.Width != pic.Width || !bytes.Equal(back.Pix, pic.Pix) {
			t.Errorf("orientation %d: not undone by %d", o, inverse[o])
		}
	}
}

// noise is a picture of random bytes, many of them extreme. Its memory ends where its pixels end.
func noise(rng *rand.Rand, width, height int) *Picture {
	p := &Picture{Width: width, Height: height, Pix: make([]byte, 3*width*height), Orientation: 1}
	for i := range p.Pix {
		p.Pix[i] = byte(min(max(rng.IntN(512)-128, 0), 255))
	}
	return p
}

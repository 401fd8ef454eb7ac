package images

import "math"

// precision is the number of fraction bits of a weight. A pixel of 8 bits times a weight, and room for
// the overshoot of bicubic weights, fit in 32 bits with sign.
const precision = 32 - 8 - 2

// kernel is a resampling function and the distance at which it becomes zero.
type kernel struct {
	support float64
	at      func(x float64) float64
}

// taps is the most input pixels that one output takes when an axis of in pixels becomes out pixels.
func (k kernel) taps(in, out int) int {
	support := k.support * max(float64(in)/float64(out), 1)
	return min(int(math.Ceil(support))*2+1, in)
}

// kernels by the name in Spec.Interpolation.
var kernels = map[string]kernel{
	"bilinear": {1, bilinear},
	"bicubic":  {2, bicubic},
}

// bilinear is the triangle of half-width 1.
func bilinear(x float64) float64 {
	if x = math.Abs(x); x < 1 {
		return 1 - x
	}
	return 0
}

// bicubic is Keys' cubic convolution with a = −0.5 (Keys 1981, equation 4). The conversions forbid fused
// multiply-add, which would round differently on some processors.
func bicubic(x float64) float64 {
	const a = -0.5
	switch x = math.Abs(x); {
	case x < 1:
		return float64(float64(float64(float64((a+2)*x)-(a+3))*x)*x) + 1
	case x < 2:
		return float64((float64(float64(float64(float64(x-5)*x)+8)*x) - 4) * a)
	}
	return 0
}

// filter holds the weights that make some neighbouring output pixels of one axis from input pixels.
type filter struct {
	first   int     // first input pixel that any output takes
	span    int     // how many input pixels from there on the outputs take together
	start   []int32 // first input pixel of each output pixel, counted from first
	count   []int32 // how many input pixels it takes
	weights []int32 // [outputs, stride], fixed point; zero beyond count
	packed  []int16 // the weights again, as the vectorised pass reads them: see pack
	stride  int     // a multiple of 4
	scratch []float64
}

// weightsOf returns the weights of output i, without the padding.
func (f *filter) weightsOf(i int) []int32 {
	at := i * f.stride
	return f.weights[at : at+int(f.count[i])]
}

// fill computes the weights of outputs first … first+n-1 when an axis of in pixels becomes out pixels.
// Shrinking widens the kernel by the scale, so that every input pixel counts (Pillow's antialiasing).
func (f *filter) fill(k kernel, in, out, first, n int) {
	scale := float64(in) / float64(out)
	widening := max(scale, 1)
	support := k.support * widening
	taps := k.taps(in, out)
	f.stride = (taps + 3) &^ 3
	f.start, f.count = grow(f.start, n), grow(f.count, n)
	f.weights = grow(f.weights, n*f.stride)
	f.scratch = grow(f.scratch, taps)
	clear(f.weights)
	for i := range n {
		center := float64((float64(first+i) + 0.5) * scale)
		from := max(int(center-support+0.5), 0)
		to := min(int(center+support+0.5), in)
		if i == 0 {
			f.first = from
		}
		f.start[i], f.count[i] = int32(from-f.first), int32(to-from)
		f.span = to - f.first
		weights := f.scratch[:to-from]
		sum := 0.0
		for j := range weights {
			weights[j] = k.at((float64(j+from) - center + 0.5) * (1 / widening))
			sum += weights[j]
		}
		for j, w := range weights {
			if sum != 0 {
				w /= sum
			}
			f.weights[i*f.stride+j] = fixed(w)
		}
	}
	f.pack()
}

// pack splits each group of four weights into four low words of 15 bits and four high words with the sign.
func (f *filter) pack() {
	f.packed = grow(f.packed, 2*len(f.weights))
	for i, w := range f.weights {
		at := i/4*8 + i%4
		f.packed[at] = int16(w & 0x7fff)
		f.packed[at+4] = int16(w >> 15)
	}
}

// fixed rounds half away from zero to precision bits of fraction.
func fixed(w float64) int32 {
	const one = 1 << precision
	if w < 0 {
		return int32(float64(w*one) - 0.5)
	}
	return int32(float64(w*one) + 0.5)
}

// grow returns a slice of length n, of undefined content, in s's memory where that is enough.
func grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}

package duplicate

import "github.com/vfm-go/vfm/kernel_helpers/images"

// Side is the width and height of a Sketch in pixels.
const Side = 64

// Sketch is a picture in 64 × 64 pixels, upright and squashed to a square: all that is compared of it.
type Sketch struct {
	Pix [Side * Side * 3]byte // [Side, Side, 3], red green blue
	Prints
}

// Prints are those of each of the Windows, the whole first.
type Prints [windowCount]Print

// Maker makes sketches. It serves one goroutine at a time.
type Maker struct{ pre *images.Preprocessor }

// NewMaker returns a maker.
func NewMaker() (*Maker, error) {
	pre, err := images.Spec{Size: Side, Interpolation: "bilinear", Crop: "squash", Std: [3]float32{1, 1, 1}, Upright: true}.Preprocessor()
	return &Maker{pre}, err
}

// Sketch makes the sketch of a picture.
func (m *Maker) Sketch(pic *images.Picture) *Sketch {
	s := new(Sketch)
	copy(s.Pix[:], m.pre.RGB(pic))
	s.Prints = prints(s.luma())
	return s
}

// luma returns the brightness of each pixel, 0 … 255, with the weights of JPEG (ITU-R BT.601).
func (s *Sketch) luma() *[Side * Side]int32 {
	var out [Side * Side]int32
	for i := range out {
		p := s.Pix[3*i : 3*i+3]
		out[i] = (299*int32(p[0]) + 587*int32(p[1]) + 114*int32(p[2]) + 500) / 1000
	}
	return &out
}

// Plain reports whether a picture has next to nothing on it, so that its prints are noise: brightness whose standard
// deviation is below 2 of 255.
func (s *Sketch) Plain() bool {
	var sum, squares int64
	for _, v := range s.luma() {
		sum += int64(v)
		squares += int64(v) * int64(v)
	}
	const n = Side * Side
	return squares*n-sum*sum < 4*n*n
}

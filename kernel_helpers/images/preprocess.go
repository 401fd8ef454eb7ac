package images

import (
	"fmt"
	"math"
)

// Preprocessor turns pictures into a model's input as its Spec says: resized, cropped, normalised. It
// equals torchvision's Resize, CenterCrop, ToTensor and Normalize on Pillow images in every bit. It keeps
// its working memory, so it serves one goroutine at a time.
type Preprocessor struct {
	spec      Spec
	resampler resampler
	levels    [3][256]float32 // normalised value of every byte, per channel
	pixels    []byte          // [Size, Size, 3]
	turned    Picture
}

// Preprocessor checks the spec and makes a preprocessor for it.
func (s Spec) Preprocessor() (*Preprocessor, error) {
	if err := s.Validate(); err != nil {
		return nil, err
	}
	s = s.WithDefaults()
	p := &Preprocessor{spec: s, pixels: make([]byte, 3*s.Size*s.Size)}
	p.resampler.kernel = kernels[s.Interpolation]
	for c := range p.levels {
		for v := range p.levels[c] {
			// Each step rounds to float32, as it does in torch.
			x := float32(v) / 255
			x -= s.Mean[c]
			p.levels[c][v] = x / s.Std[c]
		}
	}
	return p, nil
}

// Len is the number of values of one input: 3 · Size · Size.
func (p *Preprocessor) Len() int { return len(p.pixels) }

// Into writes the normalised input, [3, Size, Size] for NCHW or [Size, Size, 3] for NHWC, row-major.
// dst has length Len.
func (p *Preprocessor) Into(dst []float32, pic *Picture) {
	pixels := p.RGB(pic)
	if len(dst) != len(pixels) {
		panic(fmt.Sprintf("images: Into wants %d values, not %d", len(pixels), len(dst)))
	}
	red, green, blue := &p.levels[0], &p.levels[1], &p.levels[2]
	if p.spec.Layout == "NHWC" {
		for i := 0; i+3 <= len(pixels); i += 3 {
			px, d := pixels[i:i+3], dst[i:i+3]
			d[0], d[1], d[2] = red[px[0]], green[px[1]], blue[px[2]]
		}
		return
	}
	n := len(pixels) / 3
	r, g, b := dst[:n], dst[n:2*n], dst[2*n:3*n]
	for i := range n {
		px := pixels[3*i : 3*i+3]
		r[i], g[i], b[i] = red[px[0]], green[px[1]], blue[px[2]]
	}
}

// RGB returns the 8-bit pixels after resize and crop, [Size, Size, 3]. They are valid until the next call.
func (p *Preprocessor) RGB(pic *Picture) []byte {
	if p.spec.Upright && pic.Orientation > 1 {
		turn(&p.turned, pic)
		pic = &p.turned
	}
	w, left, top := p.window(pic)
	stride := 3 * p.spec.Size
	if w.columns < p.spec.Size || w.rows < p.spec.Size {
		clear(p.pixels) // the picture is smaller than the crop: black around it
	}
	p.resampler.resize(p.pixels[top*stride+3*left:], stride, pic, w)
	return p.pixels
}

// window returns what part of the resized picture is wanted, and where in the crop it begins.
func (p *Preprocessor) window(pic *Picture) (w window, left, top int) {
	w = window{sourceWidth: pic.Width, sourceHeight: pic.Height}
	if p.spec.Crop == "squash" {
		w.width, w.height = p.spec.Size, p.spec.Size
		w.columns, w.rows = p.spec.Size, p.spec.Size
		return w, 0, 0
	}
	w.width, w.height = resized(pic.Width, pic.Height, p.spec.Resize)
	w.x, w.columns, left = crop(w.width, p.spec.Size)
	w.y, w.rows, top = crop(w.height, p.spec.Size)
	return w, left, top
}

// resized returns a picture's size when its short side becomes short; the long side is cut off, not rounded.
func resized(width, height, short int) (int, int) {
	if width <= height {
		return short, int(float64(short*height) / float64(width))
	}
	return int(float64(short*width) / float64(height)), short
}

// crop places a centred crop of size on an axis of n pixels: it takes count pixels from start on, and
// puts them at offset in the crop. Half pixels go to the even start.
func crop(n, size int) (start, count, offset int) {
	if n < size {
		return 0, n, (size - n) / 2
	}
	return int(math.RoundToEven(float64(n-size) / 2)), size, 0
}

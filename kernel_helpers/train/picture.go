package train

import (
	"image"
	"math"
)

// picture is square, its colours rows of red, green and blue.
type picture struct {
	size int
	rgb  []uint8
}

func newPicture(m *image.RGBA) picture {
	size := m.Rect.Dx()
	p := picture{size, make([]uint8, 0, 3*size*size)}
	for y := range size {
		row := m.Pix[y*m.Stride : y*m.Stride+4*size]
		for x := 0; x < len(row); x += 4 {
			p.rgb = append(p.rgb, row[x], row[x+1], row[x+2])
		}
	}
	return p
}

// window is the part of a picture that a view shows, in pixels.
type window struct{ x, y, width, height float64 }

// view resamples a window to a picture of size pixels, with the triangle filter, wider where it shrinks, and
// mirrors it if asked.
func (p picture) view(w window, size int, mirror bool) []float32 {
	columns, rows := taps(w.x, w.width, size, p.size), taps(w.y, w.height, size, p.size)
	narrow := make([]float32, 3*size*p.size) // rows of p, size wide
	for y := range p.size {
		line := p.rgb[3*y*p.size:]
		for x, t := range columns {
			if mirror {
				x = size - 1 - x
			}
			out := narrow[3*(y*size+x):][:3]
			for i, f := range t.factors {
				in := line[3*(t.first+i):][:3]
				out[0] += f * float32(in[0])
				out[1] += f * float32(in[1])
				out[2] += f * float32(in[2])
			}
		}
	}
	view := make([]float32, 3*size*size)
	for y, t := range rows {
		out := view[3*y*size:][:3*size]
		for i, f := range t.factors {
			in := narrow[3*(t.first+i)*size:][:3*size]
			for x := range out {
				out[x] += f * in[x]
			}
		}
	}
	return view
}

// tap says which values of a line a resampled one is made of.
type tap struct {
	first   int
	factors []float32
}

// taps resample the piece of a line that begins at from and is length long to size values; the line has limit.
func taps(from, length float64, size, limit int) []tap {
	scale := length / float64(size)
	reach := math.Max(scale, 1)
	list := make([]tap, size)
	for i := range list {
		centre := from + (float64(i)+0.5)*scale
		first := max(0, int(math.Ceil(centre-reach-0.5)))
		last := min(limit-1, int(math.Floor(centre+reach-0.5)))
		t := tap{first: first}
		var sum float32
		for k := first; k <= last; k++ {
			f := float32(math.Max(0, 1-math.Abs(float64(k)+0.5-centre)/reach))
			t.factors = append(t.factors, f)
			sum += f
		}
		for k := range t.factors {
			t.factors[k] /= sum
		}
		list[i] = t
	}
	return list
}

// patches writes a view, red, green and blue of each pixel, as bytes in the order in which a network reads it:
// patch after patch, in each all red, all green, all blue.
func patches(out []uint8, view []float32, size, patch int) {
	side, area := size/patch, patch*patch
	for y := range size {
		for x := range size {
			cell := out[((y/patch)*side+x/patch)*3*area+(y%patch)*patch+x%patch:]
			pixel := view[3*(y*size+x):][:3]
			cell[0], cell[area], cell[2*area] = level(pixel[0]), level(pixel[1]), level(pixel[2])
		}
	}
}

func level(x float32) uint8 { return uint8(min(max(x+0.5, 0), 255)) }

package onnxgraph

import (
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/architecture"
)

// grid is a learned vector for each cell of a picture: float32 [height, width, dim], row-major.
type grid struct {
	height, width, dim int
	data               []float32
}

// resample returns the grid at another size, as the program that variant names does it: see the Position
// constants of package architecture. A grid that has the size already is returned as it is.
//
// Each axis is resampled for itself. Scale, sources and weights are computed in float32, as PyTorch does.
func (g grid) resample(height, width int, variant string) grid {
	if g.height == height && g.width == width {
		return g
	}
	return g.resampleRows(axis(g.height, height, variant)).transpose().
		resampleRows(axis(g.width, width, variant)).transpose()
}

// resampleRows makes each new row a weighted sum of old rows.
func (g grid) resampleRows(taps []taps) grid {
	stride := g.width * g.dim
	out := grid{len(taps), g.width, g.dim, make([]float32, len(taps)*stride)}
	sum := make([]float64, stride)
	for y, t := range taps {
		clear(sum)
		for i, row := range t.index {
			for x, v := range g.data[row*stride : (row+1)*stride] {
				sum[x] += float64(t.weight[i]) * float64(v)
			}
		}
		for x, v := range sum {
			out.data[y*stride+x] = float32(v)
		}
	}
	return out
}

// transpose swaps height and width.
func (g grid) transpose() grid {
	out := grid{g.width, g.height, g.dim, make([]float32, len(g.data))}
	for y := range g.height {
		for x := range g.width {
			copy(out.data[(x*g.height+y)*g.dim:][:g.dim], g.data[(y*g.width+x)*g.dim:][:g.dim])
		}
	}
	return out
}

// taps are the old cells that a new cell is made of, and their weights.
type taps struct {
	index  []int
	weight []float32
}

// axis returns the taps of each of the new cells along one axis.
func axis(from, to int, variant string) []taps {
	out := make([]taps, to)
	for i := range out {
		switch variant {
		case architecture.PositionMeta:
			// dinov2 passes (to + 0.1) / from as scale factor, and PyTorch divides by it.
			out[i] = plainTaps(i, from, float32(1/((float64(to)+0.1)/float64(from))))
		case architecture.PositionHF:
			out[i] = plainTaps(i, from, float32(from)/float32(to))
		default:
			out[i] = antialiasTaps(i, from, float32(from)/float32(to))
		}
	}
	return out
}

// plainTaps are those of PyTorch's bicubic interpolation (a = -0.75): the four nearest cells, those beyond
// the edge replaced by the edge.
func plainTaps(i, from int, scale float32) taps {
	source := scale*(float32(i)+0.5) - 0.5
	first := int(math.Floor(float64(source))) - 1
	var t taps
	for j := first; j < first+4; j++ {
		t.index = append(t.index, min(max(j, 0), from-1))
		t.weight = append(t.weight, keys(source-float32(j), -0.75))
	}
	return t
}

// antialiasTaps are those of PyTorch's bicubic interpolation with antialiasing (a = -0.5), which is
// Pillow's: when shrinking the kernel is as much wider, and weights have the sum 1.
func antialiasTaps(i, from int, scale float32) taps {
	stretch := max(scale, 1)
	centre, support := scale*(float32(i)+0.5), 2*stretch
	first, end := max(int(centre-support+0.5), 0), min(int(centre+support+0.5), from)
	var t taps
	var sum float32
	for j := first; j < end; j++ {
		w := keys((float32(j)-centre+0.5)/stretch, -0.5)
		t.index, t.weight = append(t.index, j), append(t.weight, w)
		sum += w
	}
	for j := range t.weight {
		t.weight[j] /= sum
	}
	return t
}

// keys is the cubic convolution kernel of Keys (1981).
func keys(x, a float32) float32 {
	x = float32(math.Abs(float64(x)))
	switch {
	case x < 1:
		return ((a+2)*x-(a+3))*x*x + 1
	case x < 2:
		return ((a*x-5*a)*x+8*a)*x - 4*a
	}
	return 0
}

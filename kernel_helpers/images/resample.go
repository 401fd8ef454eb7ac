package images

// resampler resizes pictures as Pillow does: fixed-point weights, one pass along rows and one along
// columns, rounded to 8 bits after each. It computes only the window of the result that is asked for.
type resampler struct {
	kernel     kernel
	horizontal filter
	vertical   filter
	rows       []byte  // what the first pass made and the second still needs
	sums       []int32 // of one row
	last       window  // what the filters were computed for
}

// window is a part of a picture's resized form, in resized pixels. It lies inside width × height.
type window struct {
	sourceWidth, sourceHeight int
	width, height             int // of the whole resized picture
	x, y, columns, rows       int
}

// columnsFirst reports whether Pillow (since version 13) resizes along columns before rows: when the
// height shrinks by more than twice as many pixels as the width. Earlier versions never do.
func (w window) columnsFirst() bool {
	shrink := w.sourceHeight - w.height
	return shrink > 0 && w.sourceWidth != w.width && shrink > 2*(w.sourceWidth-w.width)
}

// maxWeights is how many weights a filter holds at most, unless a single output pixel takes more. Tests lower it.
var maxWeights = 1 << 20

// resize writes the window into dst, whose rows are stride bytes apart. A window whose weights would take too much
// memory, as those of a picture of millions of pixels by one do, is made in parts.
func (r *resampler) resize(dst []byte, stride int, pic *Picture, w window) {
	first, second := w, w
	switch {
	case w.columns > 1 && w.columns*r.kernel.taps(w.sourceWidth, w.width) > maxWeights:
		first.columns = w.columns / 2
		second.x, second.columns = w.x+first.columns, w.columns-first.columns
		r.resize(dst, stride, pic, first)
		r.resize(dst[3*first.columns:], stride, pic, second)
	case w.rows > 1 && w.rows*r.kernel.taps(w.sourceHeight, w.height) > maxWeights:
		first.rows = w.rows / 2
		second.y, second.rows = w.y+first.rows, w.rows-first.rows
		r.resize(dst, stride, pic, first)
		r.resize(dst[first.rows*stride:], stride, pic, second)
	default:
		r.part(dst, stride, pic, w)
	}
}

// part is resize of a window whose weights fit.
func (r *resampler) part(dst []byte, stride int, pic *Picture, w window) {
	if w != r.last {
		r.horizontal.fill(r.kernel, pic.Width, w.width, w.x, w.columns)
		r.vertical.fill(r.kernel, pic.Height, w.height, w.y, w.rows)
		r.last = w
	}
	switch {
	case pic.Height == w.height:
		for y := range w.rows {
			r.alongRow(dst[y*stride:][:3*w.columns], pic, w, w.y+y)
		}
	case w.columnsFirst():
		r.columnsThenRows(dst, stride, pic, w)
	default:
		r.rowsThenColumns(dst, stride, pic, w)
	}
}

// alongRow makes one row of the window's columns from row y of pic.
func (r *resampler) alongRow(dst []byte, pic *Picture, w window, y int) {
	if pic.Width == w.width {
		copy(dst, pic.row(y)[3*w.x:])
		return
	}
	resampleRow(dst, pic.Pix[3*(pic.Width*y+r.horizontal.first):], &r.horizontal)
}

// rowsThenColumns keeps as many horizontally resized rows as one output row takes, and some more so that
// they rarely have to be moved.
func (r *resampler) rowsThenColumns(dst []byte, stride int, pic *Picture, w window) {
	const more = 16
	f := &r.vertical
	size := 3 * w.columns
	capacity := f.stride + more
	r.rows = grow(r.rows, capacity*size)
	r.sums = grow(r.sums, size)
	base, end := 0, 0 // rows base … end-1 of the filter's span are in r.rows
	for i := range w.rows {
		start := int(f.start[i])
		need := start + int(f.count[i])
		if need-base > capacity {
			copy(r.rows, r.rows[(start-base)*size:(end-base)*size])
			base = start
		}
		for ; end < need; end++ {
			r.alongRow(r.rows[(end-base)*size:][:size], pic, w, f.first+end)
		}
		blendRows(dst[i*stride:][:size], r.rows[(start-base)*size:], size, r.sums, f.weightsOf(i))
	}
}

// columnsThenRows makes one row at a time: first as wide as the horizontal pass needs, then resized.
func (r *resampler) columnsThenRows(dst []byte, stride int, pic *Picture, w window) {
	f := &r.vertical
	size := 3 * r.horizontal.span
	r.rows = grow(r.rows, size)
	r.sums = grow(r.sums, size)
	for i := range w.rows {
		from := 3 * (pic.Width*(f.first+int(f.start[i])) + r.horizontal.first)
		blendRows(r.rows, pic.Pix[from:], 3*pic.Width, r.sums, f.weightsOf(i))
		resampleRow(dst[i*stride:][:3*w.columns], r.rows, &r.horizontal)
	}
}

// resampleRowGo makes one row, [outputs, 3], from output first on, of the input pixels that src begins with.
func resampleRowGo(dst, src []byte, f *filter, first int) {
	for i := first; i < len(f.start); i++ {
		weights := f.weightsOf(i)
		s := src[3*f.start[i]:]
		s = s[:3*len(weights)]
		red, green, blue := int32(half), int32(half), int32(half)
		for _, w := range weights {
			red += int32(s[0]) * w
			green += int32(s[1]) * w
			blue += int32(s[2]) * w
			s = s[3:]
		}
		d := dst[3*i : 3*i+3]
		d[0], d[1], d[2] = clip(red), clip(green), clip(blue)
	}
}

// blendRowsGo makes one row as the weighted sum of rows that begin stride bytes apart in src.
func blendRowsGo(dst, src []byte, stride int, sums, weights []int32) {
	sums = sums[:len(dst)]
	for i := range sums {
		sums[i] = half
	}
	for k, w := range weights {
		row := src[k*stride:][:len(sums)]
		for i := range sums {
			sums[i] += int32(row[i]) * w
		}
	}
	for i, s := range sums {
		dst[i] = clip(s)
	}
}

// half is 0.5 in fixed point.
const half = 1 << (precision - 1)

// clip rounds down from fixed point to a byte.
func clip(x int32) byte { return byte(min(max(x>>precision, 0), 255)) }

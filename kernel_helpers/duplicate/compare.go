package duplicate

import (
	"cmp"
	"math"
	"slices"
)

// Match is how well one picture lies on another, or on a part of it.
type Match struct {
	// Outline is the correlation of brightness over all places, Detail that of what is left of it without the average
	// of the places around, -1 … 1 each.
	Outline, Detail float64
	// Colour is the root mean square difference of the colours, 0 … 255, when brightness and contrast are set aside.
	Colour   float64
	Mirrored bool
	Cut      float64 // share of one picture that is outside of the other
}

// Same reports whether two pictures with this match are one.
func (m Match) Same() bool { return m.Outline >= sameOutline && m.Detail >= sameDetail }

// What a picture and its copy have at least.
const (
	sameOutline = 0.95
	sameDetail  = 0.92
)

// grid is how many places are compared along each side, and starts how many alignments are refined.
const (
	grid   = 32
	starts = 3
)

// frame is a part of a sketch, in its pixels.
type frame struct{ left, top, right, bottom float64 }

// start is an alignment to refine: the frame of one picture lies on the whole of the other.
type start struct {
	frame    frame
	swapped  bool // the frame is of the second picture
	mirrored bool
	distance int
}

// Compare lays one picture over the other, each mirrored or not and either of them with up to an eighth of its width and
// height cut off, and returns the best match.
func Compare(a, b *Sketch) Match {
	layers := [2]*layer{newLayer(a), newLayer(b)}
	var best Match
	for _, s := range begin(a, b) {
		from, to := layers[0], layers[1]
		if s.swapped {
			from, to = to, from
		}
		f, _ := align(from, to, s)
		m := measure(from, to, f, s.mirrored)
		if m.Detail > best.Detail || best == (Match{}) {
			best = m
		}
		if best.Outline > 0.99 && best.Detail > 0.98 {
			break
		}
	}
	return best
}

// begin returns the alignments whose hashes are nearest.
func begin(a, b *Sketch) []start {
	var all []start
	for n, w := range Windows {
		f := frame{float64(w.X), float64(w.Y), float64(w.X + w.Width), float64(w.Y + w.Height)}
		for _, mirrored := range []bool{false, true} {
			for _, swapped := range []bool{false, true} {
				if swapped && n == 0 {
					continue
				}
				cut, whole := a, b
				if swapped {
					cut, whole = b, a
				}
				h := whole.Hashes[0]
				if mirrored {
					h = h.Mirrored()
				}
				all = append(all, start{f, swapped, mirrored, cut.Hashes[n].Distance(h)})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y start) int { return cmp.Compare(x.distance, y.distance) })
	return all[:starts]
}

// layer is a sketch blurred over 2 × 2 pixels, so that places between pixels can be read off.
type layer struct {
	luma [Side * Side]float64
	rgb  [3][Side * Side]float64
}

func newLayer(s *Sketch) *layer {
	l := new(layer)
	for y := range Side {
		for x := range Side {
			i := y*Side + x
			for c := range l.rgb {
				sum := 0
				for _, j := range [4]int{i, y*Side + min(x+1, Side-1), min(y+1, Side-1)*Side + x, min(y+1, Side-1)*Side + min(x+1, Side-1)} {
					sum += int(s.Pix[3*j+c])
				}
				l.rgb[c][i] = float64(sum) / 4
			}
			l.luma[i] = (float64(299*l.rgb[0][i]) + float64(587*l.rgb[1][i]) + float64(114*l.rgb[2][i])) / 1000
		}
	}
	return l
}

// sample reads the middle of each of grid × grid places of a frame.
func sample(out *[grid * grid]float64, of *[Side * Side]float64, f frame, mirrored bool) {
	width, height := (f.right-f.left)/grid, (f.bottom-f.top)/grid
	for y := range grid {
		py := min(max(f.top+float64((float64(y)+0.5)*height)-1, 0), Side-1.001)
		iy := int(py)
		fy := py - float64(iy)
		for x := range grid {
			px := min(max(f.left+float64((float64(x)+0.5)*width)-1, 0), Side-1.001)
			ix := int(px)
			fx := px - float64(ix)
			i := iy*Side + ix
			up := of[i] + float64((of[i+1]-of[i])*fx)
			low := of[i+Side] + float64((of[i+Side+1]-of[i+Side])*fx)
			at := y*grid + x
			if mirrored {
				at = y*grid + grid - 1 - x
			}
			out[at] = up + float64((low-up)*fy)
		}
	}
}

var entire = frame{0, 0, Side, Side}

// align moves the edges of the frame as long as the correlation grows.
func align(from, to *layer, s start) (frame, float64) {
	var whole, part [grid * grid]float64
	sample(&whole, &to.luma, entire, false)
	value := func(f frame) float64 {
		sample(&part, &from.luma, f, s.mirrored)
		return correlation(part[:], whole[:])
	}
	f := s.frame
	best := value(f)
	for step := 2.0; step >= 0.25; step /= 2 {
		for moved := true; moved; {
			moved = false
			for edge := range 4 {
				for _, by := range [2]float64{-step, step} {
					g := f
					*[4]*float64{&g.left, &g.top, &g.right, &g.bottom}[edge] += by
					if !g.valid() {
						continue
					}
					if v := value(g); v > best+1e-6 {
						f, best, moved = g, v, true
					}
				}
			}
		}
	}
	return f, best
}

func (f frame) valid() bool {
	const least = Side * 7 / 8
	return f.left >= 0 && f.top >= 0 && f.right <= Side && f.bottom <= Side && f.right-f.left >= least && f.bottom-f.top >= least
}

func measure(from, to *layer, f frame, mirrored bool) Match {
	var a, b [grid * grid]float64
	sample(&a, &from.luma, f, mirrored)
	sample(&b, &to.luma, entire, false)
	m := Match{Outline: correlation(a[:], b[:]), Mirrored: mirrored}
	m.Cut = 1 - float64((f.right-f.left)*(f.bottom-f.top))/(Side*Side)
	da, db := detail(&a), detail(&b)
	m.Detail = correlation(da[:], db[:])
	m.Colour = colour(from, to, f, mirrored)
	return m
}

// detail takes away the mean of 5 × 5 places.
func detail(a *[grid * grid]float64) *[grid * grid]float64 {
	out := new([grid * grid]float64)
	const r = 2
	for y := range grid {
		for x := range grid {
			sum, n := 0.0, 0.0
			for v := max(0, y-r); v <= min(grid-1, y+r); v++ {
				for u := max(0, x-r); u <= min(grid-1, x+r); u++ {
					sum += a[v*grid+u]
					n++
				}
			}
			out[y*grid+x] = a[y*grid+x] - sum/n
		}
	}
	return out
}

func colour(from, to *layer, f frame, mirrored bool) float64 {
	var sum float64
	var a, b [3][grid * grid]float64
	for c := range 3 {
		sample(&a[c], &from.rgb[c], f, mirrored)
		sample(&b[c], &to.rgb[c], entire, false)
	}
	for i := range grid * grid {
		for _, c := range [2]int{0, 2} {
			d := (a[c][i] - a[1][i]) - (b[c][i] - b[1][i])
			sum += float64(d * d)
		}
	}
	return math.Sqrt(sum / (2 * grid * grid))
}

// correlation is Pearson's; 0 where one side is constant.
func correlation(a, b []float64) float64 {
	n := float64(len(a))
	var sa, sb float64
	for i := range a {
		sa += a[i]
		sb += b[i]
	}
	sa, sb = sa/n, sb/n
	var aa, bb, ab float64
	for i := range a {
		x, y := a[i]-sa, b[i]-sb
		aa += float64(x * x)
		bb += float64(y * y)
		ab += float64(x * y)
	}
	if aa < 1e-9 || bb < 1e-9 {
		return 0
	}
	return ab / math.Sqrt(float64(aa*bb))
}

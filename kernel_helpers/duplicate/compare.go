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
	Mirrored        bool
	Cut             float64 // share of one picture that is outside of the other, 0 … 0.23
}

// Similarity is the mean of Outline and Detail, -1 … 1.
func (m Match) Similarity() float64 { return (m.Outline + m.Detail) / 2 }

// Same reports whether two pictures with this match are one: their similarity is at least SameFrom.
func (m Match) Same() bool { return m.Similarity() >= SameFrom }

// SameFrom lies between what copies and what different pictures reach. Of photographs of products, the two that are most
// alike, cartons of one brand, reach 0.929.
const SameFrom = 0.935

// SureFrom is for sets in which different pictures resemble each other: of 64-pixel drawings of chests two different ones
// reach 0.973. Copies that were saved again, resized, cropped by 5 % or mirrored have more, in photographs.
const SureFrom = 0.98

// AlikeFrom is the similarity from which on two pictures resemble each other.
const AlikeFrom = 0.8

// Alike reports whether two pictures resemble each other without being the same.
func (m Match) Alike() bool { return m.Similarity() >= AlikeFrom && !m.Same() }

// grid is how many places are compared along each side, starts how many alignments are refined, and certain the similarity
// from which on no other is tried.
const (
	grid    = 32
	starts  = 3
	certain = 0.985
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
	var grounds [2]*ground
	var best Match
	for _, s := range begin(a, b) {
		from, to := 0, 1
		if s.swapped {
			from, to = 1, 0
		}
		if grounds[to] == nil {
			grounds[to] = newGround(layers[to])
		}
		m := measure(layers[from], grounds[to], align(layers[from], grounds[to], s), s.mirrored)
		if m.Similarity() > best.Similarity() {
			best = m
		}
		if best.Similarity() > certain {
			break
		}
	}
	return best
}

// begin returns the alignments whose prints are nearest.
func begin(a, b *Sketch) []start {
	var all []start
	for n, w := range Windows {
		f := frame{float64(w.X), float64(w.Y), float64(w.X + w.Side), float64(w.Y + w.Side)}
		for _, mirrored := range []bool{false, true} {
			for _, swapped := range []bool{false, true} {
				if swapped && n == 0 {
					continue
				}
				cut, whole := a, b
				if swapped {
					cut, whole = b, a
				}
				p := whole.Prints[0]
				if mirrored {
					p = p.Mirrored()
				}
				q := cut.Prints[n]
				all = append(all, start{f, swapped, mirrored, p.Coarse.Distance(q.Coarse) + p.Fine.Distance(q.Fine)})
			}
		}
	}
	slices.SortStableFunc(all, func(x, y start) int { return cmp.Compare(x.distance, y.distance) })
	return all[:starts]
}

// layer is the brightness of a sketch, blurred over 2 × 2 pixels so that places between pixels can be read off.
type layer [Side * Side]float64

func newLayer(s *Sketch) *layer {
	l, luma := new(layer), s.luma()
	for y := range Side {
		for x := range Side {
			right, below := min(x+1, Side-1), min(y+1, Side-1)*Side
			l[y*Side+x] = float64(luma[y*Side+x]+luma[y*Side+right]+luma[below+x]+luma[below+right]) / 4
		}
	}
	return l
}

// sample reads the middle of each of grid × grid places of a frame, and returns their sum.
func sample(out *[grid * grid]float64, of *layer, f frame, mirrored bool) (sum float64) {
	columns, rows := places(f.left, f.right), places(f.top, f.bottom)
	if mirrored {
		slices.Reverse(columns[:])
	}
	for y, v := range rows {
		upper, lower := of[v.at*Side:][:Side], of[v.at*Side+Side:][:Side]
		line := out[y*grid:][:grid]
		for x, u := range columns {
			up := upper[u.at] + float64((upper[u.at+1]-upper[u.at])*u.beyond)
			low := lower[u.at] + float64((lower[u.at+1]-lower[u.at])*u.beyond)
			line[x] = up + float64((low-up)*v.beyond)
			sum += line[x]
		}
	}
	return sum
}

// place is a position between two pixels: the first one, and the share of the way to the next.
type place struct {
	at     int
	beyond float64
}

// places are the middles of grid equal parts of the pixels from … to.
func places(from, to float64) (out [grid]place) {
	step := (to - from) / grid
	for i := range out {
		p := min(max(from+float64((float64(i)+0.5)*step)-1, 0), Side-1.001)
		out[i].at = int(p)
		out[i].beyond = p - float64(out[i].at)
	}
	return out
}

// ground is a whole picture that another is laid on: its brightness at grid × grid places and what is left of it without the
// average of the places around, both without their mean, and the sums of their squares.
type ground struct {
	outline, detail             [grid * grid]float64
	outlineSquare, detailSquare float64
}

func newGround(l *layer) *ground {
	g := new(ground)
	sum := sample(&g.outline, l, frame{0, 0, Side, Side}, false)
	g.detailSquare = centre(&g.detail, detail(&g.detail, &g.outline))
	g.outlineSquare = centre(&g.outline, sum)
	return g
}

// align moves the edges of the frame, one after the other and each both ways, as long as the correlation grows.
func align(from *layer, to *ground, s start) frame {
	var part [grid * grid]float64
	value := func(f frame) float64 {
		return correlation(&part, sample(&part, from, f, s.mirrored), &to.outline, to.outlineSquare)
	}
	const moves = 8 // of one length
	f := s.frame
	best := value(f)
	for step := 2.0; step >= 0.25; step /= 2 {
		for move, failed := 0, 0; failed < moves; move++ {
			failed++
			g := f.moved(move%moves, step)
			if !g.valid() {
				continue
			}
			if v := value(g); v > best+1e-6 {
				f, best, failed = g, v, 0
			}
		}
	}
	return f
}

// moved is the frame with an edge elsewhere: moves 0 and 1 are of the left one, back and forth, then follow top, right and bottom.
func (f frame) moved(move int, by float64) frame {
	if move%2 == 0 {
		by = -by
	}
	*[4]*float64{&f.left, &f.top, &f.right, &f.bottom}[move/2] += by
	return f
}

func (f frame) valid() bool {
	const least = Side * 7 / 8
	return f.left >= 0 && f.top >= 0 && f.right <= Side && f.bottom <= Side && f.right-f.left >= least && f.bottom-f.top >= least
}

func measure(from *layer, to *ground, f frame, mirrored bool) Match {
	var outline, left [grid * grid]float64
	sum := sample(&outline, from, f, mirrored)
	ofLeft := detail(&left, &outline)
	return Match{
		Outline:  correlation(&outline, sum, &to.outline, to.outlineSquare),
		Detail:   correlation(&left, ofLeft, &to.detail, to.detailSquare),
		Mirrored: mirrored,
		Cut:      1 - float64((f.right-f.left)*(f.bottom-f.top))/(Side*Side),
	}
}

// around is how many places on each side belong to those around a place, and block how many these are in a line.
const (
	around  = 2
	breadth = 2*around + 1
)

// detail is a without the mean of the 5 × 5 places around each; it returns the sum of what is left.
func detail(out, a *[grid * grid]float64) (left float64) {
	for y := range grid {
		for x := range grid {
			at := y*grid + x
			if inside(x) && inside(y) {
				out[at] = a[at] - sumAround(a, at)/(breadth*breadth)
			} else {
				out[at] = a[at] - meanAround(a, x, y)
			}
			left += out[at]
		}
	}
	return left
}

// inside reports whether all places around lie on the grid.
func inside(x int) bool { return x >= around && x < grid-around }

// sumAround adds up the 5 × 5 places around one that has them all.
func sumAround(a *[grid * grid]float64, at int) (sum float64) {
	for y := -around; y <= around; y++ {
		r := a[at+y*grid-around:][:breadth]
		sum = sum + r[0] + r[1] + r[2] + r[3] + r[4]
	}
	return sum
}

// meanAround is the mean of the places around one at the edge.
func meanAround(a *[grid * grid]float64, x, y int) float64 {
	sum, n := 0.0, 0.0
	for v := max(0, y-around); v <= min(grid-1, y+around); v++ {
		for _, near := range a[v*grid:][max(0, x-around) : min(grid-1, x+around)+1] {
			sum += near
			n++
		}
	}
	return sum / n
}

// centre takes the mean away from b, whose sum is sum, and returns the sum of squares of what is left.
func centre(b *[grid * grid]float64, sum float64) (square float64) {
	mean := sum / float64(len(b))
	for i := range b {
		b[i] -= mean
		square += float64(b[i] * b[i])
	}
	return square
}

// correlation is Pearson's, of a, whose sum is sum, with b, which is centred and whose sum of squares is square; 0 where one
// side is constant.
func correlation(a *[grid * grid]float64, sum float64, b *[grid * grid]float64, square float64) float64 {
	mean := sum / float64(len(a))
	var own, both float64
	for i, v := range a {
		v -= mean
		own += float64(v * v)
		both += float64(v * b[i])
	}
	if own < 1e-9 || square < 1e-9 {
		return 0
	}
	return both / math.Sqrt(float64(own*square))
}

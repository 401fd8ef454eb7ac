package duplicate

import (
	"math"
	"math/bits"
)

// Hash is a perceptual hash: the signs of 64 frequencies of a picture's brightness in the discrete cosine transform
// (DCT-II), as in Zauner's pHash. The mean is left out, and zero stands in for the median, which it nearly is: so the
// hash of the mirror image is known without another transform.
//
// Libraries were looked at: goimagehash 1.1.0 resizes with nfnt/resize, which is archived, and transforms in
// floating point, whose last digits depend on the machine.
type Hash uint64

// Distance is the number of bits in which two hashes differ, 0 … 64. Of unrelated pictures it is 32 ± 4.
func (h Hash) Distance(other Hash) int { return bits.OnesCount64(uint64(h ^ other)) }

// Print is two hashes of one part of a picture. Candidates are looked for by Coarse, the lowest frequencies; Fine, the
// next ones, tells pictures apart that are alike in outline only, such as the X-ray films of two chests.
type Print struct{ Coarse, Fine Hash }

// Mirrored is the print of the part seen in a mirror: frequencies that are odd from left to right change sign.
func (p Print) Mirrored() Print { return Print{p.Coarse ^ odd.Coarse, p.Fine ^ odd.Fine} }

// near reports whether two prints may be of the same picture.
func (p Print) near(other Print) bool {
	return p.Coarse.Distance(other.Coarse) <= Radius && p.Fine.Distance(other.Fine) <= fineRadius
}

// Radius is how many bits of the coarse hashes of a picture and its copy differ at most, and fineRadius how many of the
// fine ones.
const (
	Radius     = 8
	fineRadius = 16
)

// frequency is how many half waves fit into the width and the height.
type frequency struct{ across, down int }

// frequencies are those of the bits, along the diagonals of the transform: first those of Coarse, then those of Fine.
// most is above the largest of them.
var frequencies, most = diagonals()

func diagonals() (all [128]frequency, most int) {
	n := 0
	for sum := 1; n < len(all); sum++ {
		for down := 0; down <= sum && n < len(all); down++ {
			all[n] = frequency{sum - down, down}
			most = sum + 1
			n++
		}
	}
	return all, most
}

// set sets the bit of a frequency.
func (p *Print) set(i int) {
	if i < 64 {
		p.Coarse |= 1 << i
	} else {
		p.Fine |= 1 << (i - 64)
	}
}

// odd are the bits whose frequency is odd from left to right.
var odd = func() (p Print) {
	for i, f := range frequencies {
		if f.across%2 == 1 {
			p.set(i)
		}
	}
	return p
}()

// Window is a square part of a sketch, in its pixels.
type Window struct{ X, Y, Side int }

// sides are the lengths of the windows, and windowCount is how many there are.
var sides = [3]int{Side, 61, 58}

const windowCount = 1 + 9 + 9

// Windows are the parts of which a Sketch has prints, the whole first: what is left when about a twentieth or a tenth of
// the width and the height is cut off.
var Windows = func() (all [windowCount]Window) {
	all[0].Side = Side
	n := 1
	for _, side := range sides[1:] {
		for _, x := range offsets(side) {
			for _, y := range offsets(side) {
				all[n] = Window{x, y, side}
				n++
			}
		}
	}
	return all
}()

// offsets are where windows begin.
func offsets(side int) [3]int { return [3]int{0, (Side - side) / 2, Side - side} }

// waves holds for each side of a window round(1024 · cos(π (2x+1) u / 2n)), [most, n].
var waves = func() map[int][]int32 {
	tables := map[int][]int32{}
	for _, n := range sides {
		table := make([]int32, most*n)
		for u := range most {
			for x := range n {
				table[u*n+x] = int32(math.Round(1024 * math.Cos(math.Pi*float64((2*x+1)*u)/float64(2*n))))
			}
		}
		tables[n] = table
	}
	return tables
}()

// prints transforms the rows of the windows and then the columns of what that gives, in integers.
func prints(luma *[Side * Side]int32) (out [windowCount]Print) {
	rows := make([]int32, most*Side) // [most, Side]; windows of the same columns share them
	columns := make([]folded, most)
	last := Window{}
	for i, w := range Windows {
		if w.X != last.X || w.Side != last.Side {
			transformRows(rows, luma, w)
		}
		last = w
		for u := range columns {
			columns[u].fold(rows[u*Side+w.Y:][:w.Side])
		}
		wave := waves[w.Side]
		for bit, f := range frequencies {
			if columns[f.across].product(f.down, wave[f.down*w.Side:][:w.Side]) > 0 {
				out[i].set(bit)
			}
		}
	}
	return out
}

func transformRows(rows []int32, luma *[Side * Side]int32, w Window) {
	wave := waves[w.Side]
	var row folded
	for y := range Side {
		row.fold(luma[y*Side+w.X:][:w.Side])
		for u := range most {
			rows[u*Side+y] = int32(row.product(u, wave[u*w.Side:][:w.Side]))
		}
	}
}

// folded is a line of values laid on its mirror image: their sums, for the even waves, and their differences, for the odd
// ones. A wave is its own mirror image, or that with the other sign, so that half of it does.
type folded [2][(Side + 1) / 2]int32

func (f *folded) fold(line []int32) {
	n := len(line)
	for i := range n / 2 {
		f[0][i], f[1][i] = line[i]+line[n-1-i], line[i]-line[n-1-i]
	}
	if n%2 == 1 { // what lies in the middle meets no other; odd waves are 0 there
		f[0][n/2], f[1][n/2] = line[n/2], 0
	}
}

// product is the inner product of the line with its wave of the frequency u.
func (f *folded) product(u int, wave []int32) (sum int64) {
	half := f[u%2][:(len(wave)+1)/2]
	wave = wave[:len(half)]
	for i, v := range half {
		sum += int64(v) * int64(wave[i])
	}
	return sum
}

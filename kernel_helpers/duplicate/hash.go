package duplicate

import (
	"math"
	"math/bits"
)

// Hash is a perceptual hash: the signs of the 64 lowest frequencies of a picture's brightness after the mean,
// along the diagonals of the discrete cosine transform (DCT-II), as in Zauner's pHash. The mean is left out, and zero
// stands in for his median, which it nearly is: so the hash of the mirror image is known without another transform.
//
// Libraries were looked at: goimagehash 1.1.0 resizes with nfnt/resize, which is archived, and transforms in
// floating point, whose last digits depend on the machine.
type Hash uint64

// Radius is the distance up to which the hashes of a picture and its copy are looked for. With all Windows, it held for each
// of several thousand altered photographs; see Same.
const Radius = 8

// Distance is the number of bits in which two hashes differ, 0 … 64. Of unrelated pictures it is 32 ± 4.
func (h Hash) Distance(other Hash) int { return bits.OnesCount64(uint64(h ^ other)) }

// Mirrored is the hash of the picture seen in a mirror: frequencies that are odd from left to right change sign.
func (h Hash) Mirrored() Hash { return h ^ oddColumns }

// frequency is how many half waves fit into the width and the height.
type frequency struct{ across, down int }

// frequencies are those of the bits, and most is above the largest of them.
var frequencies, most = diagonals()

func diagonals() (all [64]frequency, most int) {
	n := 0
	for sum := 1; n < len(all); sum++ {
		for down := 0; down <= sum && n < len(all); down++ {
			all[n] = frequency{sum - down, down}
			most = max(most, sum+1)
			n++
		}
	}
	return all, most
}

// oddColumns are the bits whose frequency is odd from left to right.
var oddColumns = func() (mask Hash) {
	for i, f := range frequencies {
		if f.across%2 == 1 {
			mask |= 1 << i
		}
	}
	return mask
}()

// Window is a part of a sketch, in its pixels.
type Window struct{ X, Y, Width, Height int }

// Whole is all of a sketch.
var Whole = Window{0, 0, Side, Side}

// Windows are the parts of which a Sketch has hashes, the whole first: what is left when about a twentieth or a tenth of
// the width and the height is cut off.
var Windows = func() []Window {
	all := []Window{Whole}
	for _, side := range []int{61, 58} {
		for _, y := range []int{0, (Side - side) / 2, Side - side} {
			for _, x := range []int{0, (Side - side) / 2, Side - side} {
				all = append(all, Window{x, y, side, side})
			}
		}
	}
	return all
}()

// Plain reports whether a picture has next to nothing on it, so that its hash is noise: brightness whose standard
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

// waves holds for each length of a window round(1024 · cos(π (2x+1) u / 2n)), [most, n].
var waves = func() map[int][]int32 {
	tables := map[int][]int32{}
	for _, w := range Windows {
		n := w.Width
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

// hash transforms the rows of a window and then the columns of what that gives, in integers.
func hash(luma *[Side * Side]int32, w Window) Hash {
	across, down := waves[w.Width], waves[w.Height]
	rows := make([]int32, most*w.Height) // [most, Height]
	for y := range w.Height {
		row := luma[(w.Y+y)*Side+w.X:][:w.Width]
		for u := range most {
			var sum int32
			for x, c := range across[u*w.Width:][:w.Width] {
				sum += c * row[x]
			}
			rows[u*w.Height+y] = sum
		}
	}
	var h Hash
	for i, f := range frequencies {
		var sum int64
		column := rows[f.across*w.Height:][:w.Height]
		for y, c := range down[f.down*w.Height:][:w.Height] {
			sum += int64(c) * int64(column[y])
		}
		if sum > 0 {
			h |= 1 << i
		}
	}
	return h
}

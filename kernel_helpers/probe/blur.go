package probe

import (
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// boxes is how many running means stand in for a Gaussian blur: three are within 3 % of it.
const boxes = 3

// blur blurs a picture with the standard deviation sigma, by its short side. Time does not depend on it.
func blur(pic *images.Picture, sigma float64, _ Query) error {
	sigma *= float64(min(pic.Width, pic.Height))
	line := make([]byte, max(pic.Width, pic.Height))
	for _, width := range boxWidths(sigma) {
		for y := range pic.Height {
			for k := range 3 {
				runningMean(pic.Pix[3*y*pic.Width+k:], 3, pic.Width, width/2, line)
			}
		}
		for x := range pic.Width {
			for k := range 3 {
				runningMean(pic.Pix[3*x+k:], 3*pic.Width, pic.Height, width/2, line)
			}
		}
	}
	return nil
}

// boxWidths are the odd widths of running means that have together the variance of a Gaussian
// (Kovesi 2010, Fast almost-Gaussian filtering).
func boxWidths(sigma float64) [boxes]int {
	ideal := math.Sqrt(12*sigma*sigma/boxes + 1)
	low := int(ideal)
	if low%2 == 0 {
		low--
	}
	l := float64(low)
	narrow := int(math.Round((12*sigma*sigma - boxes*l*l - 4*boxes*l - 3*boxes) / (-4*l - 4)))
	var widths [boxes]int
	for i := range widths {
		widths[i] = low
		if i >= narrow {
			widths[i] += 2
		}
	}
	return widths
}

// runningMean replaces n values, stride apart, each by the mean of those up to radius away; beyond the ends they are
// mirrored.
func runningMean(values []byte, stride, n, radius int, line []byte) {
	if radius == 0 {
		return
	}
	for i := range n {
		line[i] = values[i*stride]
	}
	at := func(i int) int { return int(line[mirrored(i, n)]) }
	sum, width := 0, 2*radius+1
	for i := -radius; i <= radius; i++ {
		sum += at(i)
	}
	for i := range n {
		values[i*stride] = byte((sum + width/2) / width)
		sum += at(i+radius+1) - at(i-radius)
	}
}

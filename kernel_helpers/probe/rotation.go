package probe

import (
	"math"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// rotate turns a picture clockwise by degrees around its middle. It keeps its size; beyond its edges it is mirrored.
func rotate(pic *images.Picture, degrees float64, _ Query) error {
	from := images.Picture{Width: pic.Width, Height: pic.Height, Pix: append([]byte(nil), pic.Pix...)}
	sin, cos := math.Sincos(degrees * math.Pi / 180)
	cx, cy := float64(pic.Width-1)/2, float64(pic.Height-1)/2
	each(pic, func(x, y int, pixel []byte) {
		dx, dy := float64(x)-cx, float64(y)-cy
		between(&from, cx+dx*cos+dy*sin, cy-dx*sin+dy*cos, pixel)
	})
	return nil
}

// between writes the colour at a place between pixels, by those around it.
func between(pic *images.Picture, x, y float64, pixel []byte) {
	left, top := math.Floor(x+1e-9), math.Floor(y+1e-9)
	u, v := max(0, x-left), max(0, y-top)
	at := func(dx, dy int) []byte {
		return pic.Pix[3*(mirrored(int(top)+dy, pic.Height)*pic.Width+mirrored(int(left)+dx, pic.Width)):][:3]
	}
	a, b, c, d := at(0, 0), at(1, 0), at(0, 1), at(1, 1)
	for k := range pixel {
		upper := float64(a[k]) + u*(float64(b[k])-float64(a[k]))
		lower := float64(c[k]) + u*(float64(d[k])-float64(c[k]))
		pixel[k] = byte(upper + v*(lower-upper) + 0.5)
	}
}

// mirrored is a place of an axis of n pixels that goes back and forth beyond its ends.
func mirrored(i, n int) int {
	i %= 2 * n
	if i < 0 {
		i += 2 * n
	}
	return min(i, 2*n-1-i)
}

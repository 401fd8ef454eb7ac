package images

import (
	"fmt"

	"github.com/dustin/go-humanize"
)

// MaxPixels is the largest picture that Decode accepts, width × height. It is checked from the file's
// header, before any memory is taken.
const MaxPixels = 300e6

// pixelLimit is MaxPixels. Fuzz tests lower it, to spare memory.
var pixelLimit float64 = MaxPixels

// Picture is a decoded image: 8-bit RGB as Pillow's convert("RGB") gives it.
type Picture struct {
	Width, Height int
	Pix           []byte // [Height, Width, 3], row-major, red green blue
	Orientation   int    // EXIF 1 … 8; 1 = upright or not stated. The pixels are as stored, not turned.
}

// row returns the pixels of row y, [Width, 3], without copying.
func (p *Picture) row(y int) []byte {
	stride := 3 * p.Width
	return p.Pix[y*stride : (y+1)*stride : (y+1)*stride]
}

// resize makes room for width × height pixels of undefined content. It keeps p's memory where that is
// enough, unless one very large picture left far too much.
func (p *Picture) resize(width, height int) {
	const large = 64 << 20
	n := 3 * width * height
	p.Width, p.Height = width, height
	if cap(p.Pix) > large && cap(p.Pix)/4 > n {
		p.Pix = nil
	}
	p.Pix = grow(p.Pix, n)
}

// checkSize says why a picture of this size is refused, or nil.
func checkSize(width, height int) error {
	switch {
	case width <= 0 || height <= 0:
		return fmt.Errorf("has no pixels (%d × %d)", width, height)
	case float64(width)*float64(height) > pixelLimit:
		return fmt.Errorf("has %s megapixels (%d × %d), more than the limit of %s; make it smaller",
			humanize.FtoaWithDigits(float64(width)*float64(height)/1e6, 1), width, height, humanize.Ftoa(pixelLimit/1e6))
	}
	return nil
}

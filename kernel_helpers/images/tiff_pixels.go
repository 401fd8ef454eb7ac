package images

import (
	"fmt"
	"math"
)

// Photometric interpretations of a TIFF.
const (
	tiffWhiteIsZero = 0
	tiffBlackIsZero = 1
	tiffRGB         = 2
	tiffPalette     = 3
	tiffCMYK        = 5
	tiffYCbCr       = 6
)

// Formats of samples other than unsigned whole numbers.
const (
	tiffSigned = 2
	tiffFloat  = 3
)

// checkKind refuses what convert or read cannot do.
func (t *tiffImage) checkKind() error {
	format := t.tag(tiffSampleFormat, 1)
	ok := false
	switch t.photometric {
	case tiffWhiteIsZero, tiffBlackIsZero:
		whole := format == 1 && (t.bits == 1 || t.bits == 2 || t.bits == 4 || t.bits == 8 || t.bits == 16)
		long := t.bits == 32 && (format == tiffFloat || t.photometric == tiffBlackIsZero && (format == 1 || format == tiffSigned))
		ok = t.samples == 1 && (whole || long) ||
			t.samples == 2 && t.bits == 8 && t.tag(tiffExtraSamples, 0) != premultiplied
	case tiffRGB:
		ok = t.samples >= 3 && t.samples <= 6 && (t.bits == 8 || t.bits == 16) && format == 1
	case tiffPalette:
		ok = t.bits <= 8 && 8%t.bits == 0 && t.samples == 1 || t.bits == 8 && t.samples == 2
		ok = ok && len(t.tags[tiffColorMap]) >= 3<<t.bits
	case tiffCMYK:
		ok = t.samples >= 4 && t.samples <= 6 && t.bits == 8 && format == 1
	case tiffYCbCr:
		ok = t.compression == tiffJPEG && t.samples == 3
	}
	if t.compression == tiffJPEG {
		ok = ok && t.bits == 8 && t.planes == 1 && (t.samples == 1 || t.samples == 3 || t.photometric == tiffCMYK && t.samples == 4) &&
			t.photometric != tiffPalette
	}
	if !ok {
		return unsupported(fmt.Sprintf("a TIFF of %d samples of %d bits in colour space %d", t.samples, t.bits, t.photometric))
	}
	if t.planes > 1 && t.bits < 8 {
		return unsupported("a TIFF of separate planes of less than 8 bits")
	}
	return t.checkCompression()
}

// checkCompression refuses compressions that are not read.
func (t *tiffImage) checkCompression() error {
	switch {
	case t.compression == tiffRaw, t.compression == tiffJPEG:
	case t.compression == tiffPackBits, t.predicts():
		if t.tag(tiffFillOrder, 1) != 1 {
			return unsupported("a TIFF with reversed bits")
		}
	case t.compression == tiffGroup3 && t.tag(tiffT4Options, 0)&1 == 0 && t.bits == 1,
		t.compression == tiffGroup4 && t.bits == 1:
	default:
		return unsupported(fmt.Sprintf("a TIFF with compression %d", t.compression))
	}
	if predictor := t.tag(tiffPredictor, 1); t.predicts() && (predictor == 2 && t.bits < 8 || predictor > 2) {
		return unsupported(fmt.Sprintf("a TIFF with predictor %d of %d bits", predictor, t.bits))
	}
	return nil
}

// predicts reports whether the compression is one of those that the predictor tag is for. Elsewhere it says
// nothing.
func (t *tiffImage) predicts() bool {
	return t.compression == tiffLZW || t.compression == tiffDeflate || t.compression == tiffZip
}

// premultiplied is the kind of extra sample that is alpha which colours were multiplied by.
const premultiplied = 1

// convert makes RGB of samples as read returned them.
func (t *tiffImage) convert(pic *Picture, samples []byte) error {
	if t.compression == tiffJPEG && t.samples > 1 {
		copy(pic.Pix, samples)
		return nil
	}
	stride := len(samples) / t.height
	colours := t.colours()
	for y := range t.height {
		dst, src := pic.row(y), samples[y*stride:]
		switch size := t.bits / 8; {
		case t.photometric == tiffRGB:
			high := 0 // of the bytes of a sample, the most significant
			if size == 2 && t.order.String() == "LittleEndian" {
				high = 1
			}
			copyColour(dst, src[high:], size*t.samples, size)
			if t.samples > 3 && t.tag(tiffExtraSamples, 2) == premultiplied {
				unmultiply(dst, src[high+3*size:], size*t.samples)
			}
		case t.photometric == tiffCMYK:
			copyCMYK(dst, src, t.samples)
		case t.bits == 32 && t.tag(tiffSampleFormat, 1) != tiffFloat:
			t.copyLongs(dst, src)
		case t.bits == 32:
			t.copyFloats(dst, src)
		case t.bits == 16:
			t.copyWords(dst, src)
		default:
			mask := byte(1<<t.bits - 1)
			for i := 0; 3*i < len(dst); i++ {
				bit := i * t.bits * t.samples
				copy(dst[3*i:3*i+3], colours[src[bit/8]>>(8-t.bits-bit%8)&mask][:])
			}
		}
	}
	return nil
}

// colours is the table of samples up to 8 bits: a palette or a ramp of greys.
func (t *tiffImage) colours() (table [256][3]byte) {
	n := 1 << min(t.bits, 8)
	for i := range n {
		grey := byte(i * 255 / (n - 1))
		if t.photometric == tiffWhiteIsZero {
			grey = 255 - grey
		}
		table[i] = [3]byte{grey, grey, grey}
		if t.photometric == tiffPalette {
			for c := range 3 {
				table[i][c] = byte(t.tags[tiffColorMap][c*n+i] >> 8)
			}
		}
	}
	return table
}

// copyWords cuts 16-bit grey off at 255. Pillow does not turn white-is-zero of 16 bits round.
func (t *tiffImage) copyWords(dst, src []byte) {
	for i := 0; 3*i < len(dst); i++ {
		v := byte(min(t.order.Uint16(src[2*i:]), 255))
		dst[3*i], dst[3*i+1], dst[3*i+2] = v, v, v
	}
}

// copyLongs cuts 32-bit grey off at 0 and 255. Pillow takes numbers without a sign as if they had one.
func (t *tiffImage) copyLongs(dst, src []byte) {
	for i := 0; 3*i < len(dst); i++ {
		v := byte(min(max(int32(t.order.Uint32(src[4*i:])), 0), 255))
		dst[3*i], dst[3*i+1], dst[3*i+2] = v, v, v
	}
}

// copyFloats cuts floating-point grey off at 0 and 255 and drops the fraction.
func (t *tiffImage) copyFloats(dst, src []byte) {
	for i := 0; 3*i < len(dst); i++ {
		x := math.Float32frombits(t.order.Uint32(src[4*i:]))
		v := byte(0)
		if x >= 255 {
			v = 255
		} else if x > 0 {
			v = byte(x)
		}
		dst[3*i], dst[3*i+1], dst[3*i+2] = v, v, v
	}
}

// unmultiply divides colours by their alpha, which begins alpha and is stride bytes apart.
func unmultiply(dst, alpha []byte, stride int) {
	for i, j := 0, 0; i < len(dst); i, j = i+3, j+stride {
		a := uint32(alpha[j])
		for c := i; c < i+3; c++ {
			if a == 0 {
				dst[c] = 0
			} else {
				dst[c] = byte(min(uint32(dst[c])*255/a, 255))
			}
		}
	}
}

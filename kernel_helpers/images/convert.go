package images

import (
	"fmt"
	"image"
	"image/color"
)

// copyImage writes the pixels of img into pic as Pillow's convert("RGB") would: alpha is dropped and
// colours are not blended, 16-bit colour keeps its high byte, 16-bit grey is cut off at 255.
func copyImage(pic *Picture, img image.Image) error {
	b := img.Bounds()
	if b.Dx() != pic.Width || b.Dy() != pic.Height {
		return fmt.Errorf("its header says %d × %d pixels, its data %d × %d", pic.Width, pic.Height, b.Dx(), b.Dy())
	}
	for y := range pic.Height {
		if !copyRow(pic.row(y), img, y) {
			return fmt.Errorf("unexpected pixels %T", img)
		}
	}
	return nil
}

// copyRow converts row y of img, counted from its top.
func copyRow(dst []byte, img image.Image, y int) bool {
	switch m := img.(type) {
	case *image.Gray:
		copyGrey(dst, m.Pix[y*m.Stride:], 1)
	case *image.Gray16:
		copyGrey16(dst, m.Pix[y*m.Stride:], 2)
	case *image.Paletted:
		copyPalette(dst, m.Pix[y*m.Stride:], m.Palette)
	case *image.RGBA:
		copyColour(dst, m.Pix[y*m.Stride:], 4, 1)
	case *image.NRGBA:
		copyColour(dst, m.Pix[y*m.Stride:], 4, 1)
	case *image.RGBA64:
		copyColour(dst, m.Pix[y*m.Stride:], 8, 2)
	case *image.NRGBA64:
		copyColour(dst, m.Pix[y*m.Stride:], 8, 2)
	case *image.CMYK:
		copyCMYK(dst, m.Pix[y*m.Stride:], 4)
	case *image.YCbCr:
		copyYCbCr(dst, m, y)
	default:
		return false
	}
	return true
}

// copyColour takes red, green and blue of pixels that are pixel bytes apart; each channel's first byte
// is its high byte.
func copyColour(dst, src []byte, pixel, channel int) {
	for i, j := 0, 0; i < len(dst); i, j = i+3, j+pixel {
		dst[i], dst[i+1], dst[i+2] = src[j], src[j+channel], src[j+2*channel]
	}
}

func copyGrey(dst, src []byte, pixel int) {
	for i, j := 0, 0; i < len(dst); i, j = i+3, j+pixel {
		dst[i], dst[i+1], dst[i+2] = src[j], src[j], src[j]
	}
}

// copyGrey16 cuts big-endian 16-bit grey off at 255. Pixels are pixel bytes apart.
func copyGrey16(dst, src []byte, pixel int) {
	for i, j := 0, 0; i < len(dst); i, j = i+3, j+pixel {
		v := src[j+1]
		if src[j] != 0 {
			v = 255
		}
		dst[i], dst[i+1], dst[i+2] = v, v, v
	}
}

// copyPalette looks colours up; an index beyond the palette is black.
func copyPalette(dst, src []byte, palette color.Palette) {
	var table [256][3]byte
	for i, c := range palette[:min(len(palette), len(table))] {
		switch c := c.(type) {
		case color.RGBA:
			table[i] = [3]byte{c.R, c.G, c.B}
		case color.NRGBA:
			table[i] = [3]byte{c.R, c.G, c.B}
		case color.RGBA64:
			table[i] = [3]byte{byte(c.R >> 8), byte(c.G >> 8), byte(c.B >> 8)}
		}
	}
	for i, j := 0, 0; i < len(dst); i, j = i+3, j+1 {
		copy(dst[i:i+3], table[src[j]][:])
	}
}

// copyCMYK mixes inks that are pixel bytes apart, 255 = full, as Pillow does.
func copyCMYK(dst, src []byte, pixel int) {
	for i, j := 0, 0; i < len(dst); i, j = i+3, j+pixel {
		white := 255 - uint32(src[j+3])
		for c := range 3 {
			dst[i+c] = byte(white - mulDiv255(uint32(src[j+c]), white))
		}
	}
}

func copyYCbCr(dst []byte, m *image.YCbCr, y int) {
	for x := 0; 3*x < len(dst); x++ {
		luma := m.YOffset(m.Rect.Min.X+x, m.Rect.Min.Y+y)
		chroma := m.COffset(m.Rect.Min.X+x, m.Rect.Min.Y+y)
		dst[3*x], dst[3*x+1], dst[3*x+2] = color.YCbCrToRGB(m.Y[luma], m.Cb[chroma], m.Cr[chroma])
	}
}

package images

import (
	"bytes"
	"errors"
	"image"
	"image/jpeg"
)

// decodeGoJPEG is the way without libjpeg-turbo. Its pixels are not the reference's: it takes the
// nearest chroma sample where libjpeg interpolates, and its DCT rounds differently.
func decodeGoJPEG(pic *Picture, data []byte, h jpegHeader) error {
	img, err := jpeg.Decode(bytes.NewReader(data))
	var kind jpeg.UnsupportedError
	if errors.As(err, &kind) {
		return unsupported("a JPEG with " + string(kind) + ", for which libjpeg-turbo must be installed")
	}
	if err != nil {
		return err
	}
	if inks, ok := img.(*image.CMYK); ok && h.plainInks {
		for i, v := range inks.Pix {
			inks.Pix[i] = 255 - v // Go undoes Adobe's inversion, which was not there
		}
	}
	return copyImage(pic, img)
}

package images

import (
	"bytes"
	"errors"
	"image/jpeg"
)

// decodeGoJPEG is the way without libjpeg-turbo. Its pixels are not the reference's: it takes the
// nearest chroma sample where libjpeg interpolates, and its DCT rounds differently.
func decodeGoJPEG(pic *Picture, data []byte) error {
	img, err := jpeg.Decode(bytes.NewReader(data))
	var kind jpeg.UnsupportedError
	if errors.As(err, &kind) {
		return unsupported("a JPEG with " + string(kind) + ", for which libjpeg-turbo must be installed")
	}
	if err != nil {
		return err
	}
	return copyImage(pic, img)
}

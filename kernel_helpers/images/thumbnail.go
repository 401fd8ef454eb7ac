package images

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"image"
	"image/jpeg"
	"math"
)

// Thumbnail returns a small copy for people to look at: upright, its longest side at most max pixels,
// never enlarged.
func Thumbnail(pic *Picture, max int) *image.RGBA {
	if pic.Orientation > 1 {
		var upright Picture
		turn(&upright, pic)
		pic = &upright
	}
	width, height := fit(pic.Width, pic.Height, max)
	r := resampler{kernel: kernels["bicubic"]}
	pixels := make([]byte, 3*width*height)
	r.resize(pixels, 3*width, pic, window{
		sourceWidth: pic.Width, sourceHeight: pic.Height,
		width: width, height: height, columns: width, rows: height,
	})
	out := image.NewRGBA(image.Rect(0, 0, width, height))
	for i := 0; i < len(out.Pix); i += 4 {
		copy(out.Pix[i:i+3], pixels[i/4*3:])
		out.Pix[i+3] = 255
	}
	return out
}

// ThumbnailURL returns the thumbnail of an image as a data URL, for a page that needs nothing but itself, and
// its size. It is a JPEG of about 3 kB for 96 pixels. name and data are as those of Decode.
func ThumbnailURL(name string, data []byte, max int) (url string, size image.Point, err error) {
	pic, err := Decode(name, data)
	if err != nil {
		return "", image.Point{}, err
	}
	small := Thumbnail(pic, max)
	url, err = DataURL(small)
	if err != nil {
		return "", image.Point{}, fmt.Errorf("encoding a small copy of %s: %w", name, err)
	}
	return url, small.Rect.Size(), nil
}

// DataURL is a picture as a data URL: a JPEG of quality 80.
func DataURL(im image.Image) (string, error) {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, im, &jpeg.Options{Quality: 80}); err != nil {
		return "", err
	}
	return "data:image/jpeg;base64," + base64.StdEncoding.EncodeToString(b.Bytes()), nil
}

// fit scales a size down so that its longest side is at most limit, and each at least 1.
func fit(width, height, limit int) (int, int) {
	long := max(width, height)
	if long <= limit {
		return width, height
	}
	scale := float64(limit) / float64(long)
	return max(1, int(math.Round(float64(width)*scale))), max(1, int(math.Round(float64(height)*scale)))
}

package probe

import (
	"bytes"
	"fmt"
	"image/jpeg"

	"github.com/vfm-go/vfm/kernel_helpers/images"
)

// compress writes a picture as a JPEG and reads it again; strength is how much its quality is below 100.
func compress(pic *images.Picture, strength float64, _ Query) error {
	var file bytes.Buffer
	if err := jpeg.Encode(&file, RGBA(pic), &jpeg.Options{Quality: int(100 - strength)}); err != nil {
		return fmt.Errorf("compressing: %w", err)
	}
	orientation := pic.Orientation
	err := images.DecodeInto(pic, "", file.Bytes())
	pic.Orientation = orientation
	return err
}

// crop leaves the middle of a picture; strength is the share of its sides that goes.
func crop(pic *images.Picture, strength float64, _ Query) error {
	w, h := max(1, int(float64(pic.Width)*(1-strength)+0.5)), max(1, int(float64(pic.Height)*(1-strength)+0.5))
	x, y := (pic.Width-w)/2, (pic.Height-h)/2
	for row := range h {
		copy(pic.Pix[3*row*w:3*(row+1)*w], pic.Pix[3*((y+row)*pic.Width+x):])
	}
	pic.Width, pic.Height, pic.Pix = w, h, pic.Pix[:3*w*h]
	return nil
}

// fade takes a share of the colour, strength, and leaves the brightness (ITU-R BT.601).
func fade(pic *images.Picture, strength float64, _ Query) error {
	share := int(256*strength + 0.5)
	each(pic, func(_, _ int, pixel []byte) {
		bright := (299*int(pixel[0]) + 587*int(pixel[1]) + 114*int(pixel[2]) + 500) / 1000
		for k, v := range pixel {
			pixel[k] = byte((int(v)*(256-share) + bright*share + 128) / 256)
		}
	})
	return nil
}

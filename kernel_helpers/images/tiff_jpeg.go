package images

import "errors"

// mixed reports whether block returns RGB already: inks that were compressed as JPEG.
func (t *tiffImage) mixed() bool { return t.compression == tiffJPEG && t.samples == 4 }

// jpeg decodes a JPEG strip or tile to grey or RGB. Its colours are what the TIFF says, so an Adobe marker that
// says the same is put in.
func (t *tiffImage) jpeg(data []byte, rows int) ([]byte, int, error) {
	if len(data) < 2 || len(t.jpegTables) == 1 || len(t.jpegTables) == 3 {
		return nil, 0, errTruncated
	}
	transform := byte(0)
	if t.photometric == tiffYCbCr {
		transform = 1
	}
	whole := append([]byte{0xff, markerSOI, 0xff, 0xee, 0, 14}, "Adobe\x00\x64\x00\x00\x00\x00"...)
	whole = append(whole, transform)
	if len(t.jpegTables) > 0 {
		whole = append(whole, t.jpegTables[2:len(t.jpegTables)-2]...)
	}
	whole = append(whole, data[2:]...)
	h, err := readJPEGHeader(whole)
	if err != nil {
		return nil, 0, err
	}
	if h.components != t.samples {
		return nil, 0, errors.New("a JPEG in it has other channels than the TIFF says")
	}
	h.plainInks = true
	var pic Picture
	if err := decodeFrame(&pic, whole, h); err != nil {
		return nil, 0, err
	}
	if pic.Width < t.blockWidth || pic.Height < rows {
		return nil, 0, errors.New("a JPEG in it is too small")
	}
	if t.samples > 1 {
		return pic.Pix, 3 * pic.Width, nil
	}
	grey := pic.Pix[:pic.Width*pic.Height]
	for i := range grey {
		grey[i] = pic.Pix[3*i]
	}
	return grey, pic.Width, nil
}

package images

// turn writes pic into dst as its EXIF orientation says it is to be seen, the eight cases of Pillow's
// ImageOps.exif_transpose. dst keeps its memory where that is enough.
func turn(dst, pic *Picture) {
	w, h := pic.Width, pic.Height
	// The source pixel of (x, y) is origin + x·right + y·down.
	var origin, right, down int
	switch pic.Orientation {
	case 2: // mirrored
		origin, right, down = w-1, -1, w
	case 3: // upside down
		origin, right, down = w*h-1, -1, -w
	case 4: // upside down and mirrored
		origin, right, down = w*(h-1), 1, -w
	case 5: // transposed
		origin, right, down = 0, w, 1
	case 6: // to be turned clockwise
		origin, right, down = w*(h-1), -w, 1
	case 7: // transposed over the other diagonal
		origin, right, down = w*h-1, -w, -1
	case 8: // to be turned anticlockwise
		origin, right, down = w-1, w, -1
	default:
		origin, right, down = 0, 1, w
	}
	if pic.Orientation >= 5 {
		w, h = h, w
	}
	dst.resize(w, h)
	dst.Orientation = 1
	for y := range h {
		row := dst.row(y)
		at := 3 * (origin + y*down)
		for x := 0; x < len(row); x += 3 {
			copy(row[x:x+3], pic.Pix[at:at+3])
			at += 3 * right
		}
	}
}

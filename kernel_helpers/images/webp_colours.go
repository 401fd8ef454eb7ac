package images

import "image"

// webpColours converts VP8's Y'CbCr 4:2:0 to RGB as libwebp does: chroma is interpolated between its four
// nearest samples with weights 9, 3, 3, 1 ("fancy upsampling", rounded in two steps), then fixed-point
// BT.601 of limited range.
func webpColours(pic *Picture, m *image.YCbCr) {
	n := (pic.Width + 1) / 2
	cb, cr := make([]int32, pic.Width), make([]int32, pic.Width)
	for y := range pic.Height {
		// The two chroma rows around luma row y: the nearer one first.
		near := y / 2
		far := near - 1 + 2*(y%2)
		far = min(max(far, 0), (pic.Height+1)/2-1)
		if y%2 == 0 && y == 0 || y == pic.Height-1 && y%2 == 1 {
			far = near
		}
		upsample(cb, m.Cb[near*m.CStride:][:n], m.Cb[far*m.CStride:][:n])
		upsample(cr, m.Cr[near*m.CStride:][:n], m.Cr[far*m.CStride:][:n])
		luma := m.Y[y*m.YStride:]
		row := pic.row(y)
		for x := range pic.Width {
			scaled := int32(luma[x]) * 19077 >> 8
			row[3*x] = webpClip(scaled + cr[x]*26149>>8 - 14234)
			row[3*x+1] = webpClip(scaled - cb[x]*6419>>8 - cr[x]*13320>>8 + 8708)
			row[3*x+2] = webpClip(scaled + cb[x]*33050>>8 - 17685)
		}
	}
}

// upsample doubles a row of chroma; near is the chroma row nearer to the luma row, far the other one.
func upsample(dst []int32, near, far []byte) {
	last := len(dst) - 1
	dst[0] = (3*int32(near[0]) + int32(far[0]) + 2) >> 2
	for i := 1; i < len(near); i++ {
		a, b := int32(near[i-1]), int32(near[i])
		c, d := int32(far[i-1]), int32(far[i])
		sum := a + b + c + d + 8
		dst[2*i-1] = ((sum+2*(b+c))>>3 + a) >> 1
		if 2*i <= last {
			dst[2*i] = ((sum+2*(a+d))>>3 + b) >> 1
		}
	}
	if last > 0 && last%2 == 1 {
		end := len(near) - 1
		dst[last] = (3*int32(near[end]) + int32(far[end]) + 2) >> 2
	}
}

// webpClip drops the 6 fraction bits.
func webpClip(x int32) byte { return byte(min(max(x>>6, 0), 255)) }

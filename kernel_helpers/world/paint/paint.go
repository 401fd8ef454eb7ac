// Package paint is what the drawn world is drawn with: a canvas, paths, textures, backgrounds, light, the noise
// of a sensor and printed words. It knows nothing of scenes, classes or captions.
//
// The frame of a canvas reaches from -1 to 1 in both directions, y downwards, and so does the box of a figure:
// a pose says where the box of a figure lies in the frame around it. Everything is drawn larger than asked for and
// averaged at the end, so that fine textures do not flicker.
//
//	r := paint.Source(7, "example", 0)
//	c := paint.New(64)
//	paint.Backgrounds()[0].Draw(c, r, paint.HSV(0.6, 0.4, 0.9))
//	c.Posed(paint.Pose{X: 0.1, Size: 0.6, Angle: 0.2}, func() {
//		c.Fill(paint.Star(5, 0.45), paint.Stripes(red, dark, 0.3))
//	})
//	img := c.Develop(paint.Light{Brightness: 1.1, Noise: 0.02}, r)
//
// The same calls give the same bytes: nothing here depends on time, goroutines or the order of a map. The
// functions of package math that ask the processor for its abilities (Exp, and what stands on it) are not used.
package paint

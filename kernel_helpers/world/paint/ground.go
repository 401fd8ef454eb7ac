package paint

import "slices"

// Behind is called by what draws a picture when all that lies behind its thing is on the canvas. Nil does nothing.
type Behind func(c *Canvas)

// Call calls f, unless it is nil.
func (f Behind) Call(c *Canvas) {
	if f != nil {
		f(c)
	}
}

// Ground is what was on a canvas, before light and noise.
type Ground struct{ pix []uint8 }

// Keep copies what is on the canvas.
func (c *Canvas) Keep() Ground { return Ground{slices.Clone(c.im.Pix)} }

// Cover puts what was kept of a canvas of the same size in the place of all that is on this one. It takes no random
// numbers, so that what is drawn next is drawn as ever.
func (c *Canvas) Cover(g Ground) { copy(c.im.Pix, g.pix) }

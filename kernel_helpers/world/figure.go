package world

import "github.com/vfm-go/vfm/kernel_helpers/world/paint"

// figure is a thing that a person names at once: an outline, filled with a texture, and marks on it. Its box
// reaches from -1 to 1, y downwards.
type figure struct {
	name    string
	outline *paint.Path
	marks   []mark
}

// mark is a part of a figure in a tone of its own: an area, or a line if it has a width.
type mark struct {
	tone  tone
	width float64
	path  *paint.Path
}

type tone int

const (
	ink tone = iota // dark on a light figure, lighter on a dark one
	pale
	accent // the second colour of a fruit or a product
)

// look is how one figure is coloured.
type look struct {
	texture   paint.Texture
	ink, pale paint.Colour
	accent    paint.Colour
	opacity   float64 // of all of it
}

// draw draws the figure into the current frame. Where parts of the outline overlap no line is seen, because the
// area covers the inner half of the line.
func (f figure) draw(c *paint.Canvas, l look) {
	edge := paint.Plain(l.ink.Fade(l.opacity))
	c.Stroke(f.outline, 0.1, edge)
	c.Fill(f.outline, func(x, y float64) paint.Colour { return l.texture(x, y).Fade(l.opacity) })
	for _, m := range f.marks {
		stuff := paint.Plain(l.tone(m.tone).Fade(l.opacity))
		if m.width > 0 {
			c.Stroke(m.path, m.width, stuff)
		} else {
			c.Fill(m.path, stuff)
		}
	}
}

// tone is the colour of a mark.
func (l look) tone(t tone) paint.Colour {
	switch t {
	case pale:
		return l.pale
	case accent:
		return l.accent
	}
	return l.ink
}

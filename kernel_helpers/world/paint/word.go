package paint

import (
	"fmt"
	"sync"

	"golang.org/x/image/font"
	"golang.org/x/image/font/gofont/gobold"
	"golang.org/x/image/font/sfnt"
	"golang.org/x/image/math/fixed"
)

// face is the font of printed words, parsed once. It is part of the program, so that an error in it is a fault of
// the program.
var face = sync.OnceValue(func() *sfnt.Font {
	f, err := sfnt.Parse(gobold.TTF)
	if err != nil {
		panic(fmt.Sprintf("reading the font of printed words: %v", err))
	}
	return f
})

const em = 1024 // units of the font's outlines by its size

// Word returns the outline of a printed word, scaled to fill the width of the box, with its middle at the middle
// of the box. Characters that the font lacks are left out.
func Word(text string) *Path {
	var buffer sfnt.Buffer
	p, at := &Path{}, 0.0
	for _, char := range text {
		at += p.letter(&buffer, char, at)
	}
	return p.fit(at, 0.35*em)
}

// letter appends a letter that starts at x = at, and returns its width.
func (p *Path) letter(buffer *sfnt.Buffer, char rune, at float64) float64 {
	glyph, err := face().GlyphIndex(buffer, char)
	if err != nil || glyph == 0 {
		return 0
	}
	width, err := face().GlyphAdvance(buffer, glyph, fixed.I(em), font.HintingNone)
	if err != nil {
		return 0
	}
	segments, err := face().LoadGlyph(buffer, glyph, fixed.I(em), nil)
	if err != nil {
		return 0
	}
	p.glyph(segments, at)
	return float64(width) / 64
}

// glyph appends the outline of a letter that starts at x = at.
func (p *Path) glyph(segments sfnt.Segments, at float64) {
	point := func(q fixed.Point26_6) (float64, float64) { return float64(q.X)/64 + at, float64(q.Y) / 64 }
	var x0, y0 float64
	for i, s := range segments {
		x, y := point(s.Args[0])
		switch s.Op {
		case sfnt.SegmentOpMoveTo:
			if i > 0 {
				p.Close()
			}
			p.Move(x, y)
		case sfnt.SegmentOpLineTo:
			p.Line(x, y)
		case sfnt.SegmentOpQuadTo: // as a cubic curve, its controls two thirds of the way to the quadratic's
			cx, cy := x, y
			x, y = point(s.Args[1])
			p.Curve(x0+(cx-x0)*2/3, y0+(cy-y0)*2/3, x+(cx-x)*2/3, y+(cy-y)*2/3, x, y)
		case sfnt.SegmentOpCubeTo:
			x2, y2 := point(s.Args[1])
			x3, y3 := point(s.Args[2])
			p.Curve(x, y, x2, y2, x3, y3)
			x, y = x3, y3
		}
		x0, y0 = x, y
	}
	if len(segments) > 0 {
		p.Close()
	}
}

// fit scales a line of text of the given width, whose letters are high above the line, to the box.
func (p *Path) fit(width, high float64) *Path {
	for i := range p.steps {
		for j := range p.steps[i].points {
			q := &p.steps[i].points[j]
			q[0], q[1] = 2*q[0]/width-1, (2*q[1]+high)/width
		}
	}
	return p
}

package paint

import (
	"image"
	"math"

	"git.sr.ht/~sbinet/gg"
)

// supersampling is how many times larger than asked for a picture is drawn, in each direction.
const supersampling = 2

// Canvas is a picture that is being drawn.
type Canvas struct {
	size int // of the finished picture, in pixels
	im   *image.RGBA
	dc   *gg.Context // fills and strokes paths, in pixels of im
	pose gg.Matrix   // from the box of the current figure to pixels of im
}

// New returns a canvas for a picture of size × size pixels.
func New(size int) *Canvas {
	n := size * supersampling
	im := image.NewRGBA(image.Rect(0, 0, n, n))
	half := float64(n) / 2
	return &Canvas{size: size, im: im, dc: gg.NewContextForRGBA(im), pose: gg.Matrix{XX: half, YY: half, X0: half, Y0: half}}
}

// Pose says where the box of a figure lies in the frame around it.
type Pose struct {
	X, Y    float64 // its middle
	Size    float64 // half its height; 0 means 1, the whole frame
	Stretch float64 // its width by its height; 0 means 1
	Angle   float64 // radians, clockwise
	Shear   float64 // how far the top leans, by its height
	Flip    bool    // mirrored, left for right
}

func (p Pose) matrix() gg.Matrix {
	size, stretch := p.Size, p.Stretch
	if size == 0 {
		size = 1
	}
	if stretch == 0 {
		stretch = 1
	}
	if p.Flip {
		stretch = -stretch
	}
	return gg.Translate(p.X, p.Y).Rotate(p.Angle).Shear(-p.Shear, 0).Scale(size*stretch, size)
}

// Posed calls draw with the box of a figure as the frame.
func (c *Canvas) Posed(p Pose, draw func()) {
	before := c.pose
	c.pose = p.matrix().Multiply(before)
	draw()
	c.pose = before
}

// Clipped calls draw; what it draws shows only inside the path. It cannot be nested: the end of the inner call
// would lift the outer clip too.
func (c *Canvas) Clipped(p *Path, draw func()) {
	c.trace(p)
	c.dc.Clip()
	draw()
	c.dc.ResetClip() // Pop would not: gg keeps the mask
}

// Paint covers the whole canvas with a texture, whose coordinates are those of the current frame.
func (c *Canvas) Paint(t Texture) {
	n := c.im.Rect.Dx()
	inverse := invert(c.pose)
	for y := range n {
		for x := range n {
			u, v := inverse.TransformPoint(float64(x)+0.5, float64(y)+0.5)
			colour := t(u, v)
			pix := c.im.Pix[y*c.im.Stride+4*x:][:4]
			pix[0], pix[1], pix[2], pix[3] = level(colour.R), level(colour.G), level(colour.B), 255
		}
	}
}

// Fill fills a path, whose coordinates, like the texture's, are those of the current frame.
func (c *Canvas) Fill(p *Path, t Texture) {
	c.trace(p)
	c.dc.SetFillStyle(&pattern{texture: t, inverse: invert(c.pose)})
	c.dc.Fill()
}

// Stroke draws a path as a line of a width, with round ends.
func (c *Canvas) Stroke(p *Path, width float64, t Texture) {
	c.trace(p)
	c.dc.SetLineWidth(width * c.scale())
	c.dc.SetStrokeStyle(&pattern{texture: t, inverse: invert(c.pose)})
	c.dc.Stroke()
}

// scale is how many pixels of im one unit of the current frame has, on average over directions.
func (c *Canvas) scale() float64 {
	return math.Sqrt(math.Abs(c.pose.XX*c.pose.YY - c.pose.XY*c.pose.YX))
}

// trace makes a path the current one of dc.
func (c *Canvas) trace(p *Path) {
	c.dc.ClearPath()
	for _, s := range p.steps {
		var q [3][2]float64
		for i, at := range s.points {
			q[i][0], q[i][1] = c.pose.TransformPoint(at[0], at[1])
		}
		switch s.kind {
		case 'M':
			c.dc.MoveTo(q[0][0], q[0][1])
		case 'L':
			c.dc.LineTo(q[0][0], q[0][1])
		case 'C':
			c.dc.CubicTo(q[0][0], q[0][1], q[1][0], q[1][1], q[2][0], q[2][1])
		case 'Z':
			c.dc.ClosePath()
		}
	}
}

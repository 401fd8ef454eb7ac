package world

import "github.com/vfm-go/vfm/kernel_helpers/world/paint"

// fruit is a figure that has colours of its own, as 0xRRGGBB. Of several mains one piece has one.
type fruit struct {
	figure
	mains        []uint32
	accent, pale uint32
	texture      func(a, b paint.Colour) paint.Texture // of the main colour and the pale one; nil is plain
}

const (
	leafGreen = 0x4c9a3a
	stalk     = 0x6b8e3a
)

// fruits are the classes of produce, in alphabetical order. The training world has none of them.
var fruits = []fruit{
	{figure: figure{name: "apple",
		outline: paint.Symmetric(0, -0.5, 0.4, -0.7, 0.85, -0.35, 0.8, 0.3, 0.4, 0.85, 0, 0.76),
		marks: []mark{
			{ink, 0.1, open(0, -0.45).Line(0.08, -0.95)},
			{accent, 0, sprig(0.1, -0.75, 0.6, -1)},
		}},
		mains: []uint32{0xc8202c, 0xc8202c, 0x8fbf3a, 0xdcae3c}, accent: leafGreen, pale: 0xf6e6c0},
	{figure: figure{name: "aubergine",
		outline: paint.Smooth(0.1, -0.62, 0.42, -0.5, 0.48, 0, 0.75, 0.45, 0.45, 0.92, -0.1, 0.92, -0.45, 0.5, -0.38, 0,
			-0.2, -0.5),
		marks: []mark{
			{accent, 0, paint.Polygon(-0.34, -0.4, -0.1, -0.78, 0.3, -0.78, 0.52, -0.35, 0.3, -0.42, 0.2, -0.15, 0.05,
				-0.42, -0.15, -0.15, -0.2, -0.42)},
			{accent, 0.18, open(0.1, -0.7).Line(0.22, -0.98)},
			{pale, 0.08, open(-0.18, 0.3).Curve(-0.2, 0.55, -0.05, 0.7, 0.05, 0.72)},
		}},
		mains: []uint32{0x4a2260, 0x3c1f4c, 0x5d2f73}, accent: stalk, pale: 0x8f6fae},
	{figure: figure{name: "avocado",
		outline: paint.Symmetric(0, -0.97, 0.35, -0.72, 0.68, 0.2, 0.5, 0.8, 0, 0.96),
		marks: []mark{
			{pale, 0, paint.Symmetric(0, -0.78, 0.24, -0.6, 0.52, 0.2, 0.38, 0.65, 0, 0.8)},
			{accent, 0, paint.Ellipse(0, 0.3, 0.3, 0.32)},
		}},
		mains: []uint32{0x2f4f25, 0x3d5a2a}, accent: 0x7a4a26, pale: 0xcfd978},
	{figure: figure{name: "banana",
		outline: open(-0.82, -0.8).Curve(-0.85, 0.6, 0.2, 1.1, 0.97, 0.42).Line(0.9, 0.18).
			Curve(0.35, 0.4, -0.35, 0.2, -0.52, -0.8).Close(),
		marks: []mark{
			{accent, 0.12, open(-0.78, -0.82).Line(-0.56, -0.82)},
			{accent, 0.1, open(0.95, 0.22).Line(0.97, 0.4)},
			{ink, 0.05, open(-0.6, -0.4).Curve(-0.5, 0.4, 0.1, 0.75, 0.7, 0.42)},
		}},
		mains: []uint32{0xf2cf2a, 0xf2cf2a, 0xc9cf3a}, accent: 0x6b5320, pale: 0xfff2a8},
	{figure: figure{name: "broccoli",
		outline: paint.Ellipse(-0.55, -0.2, 0.4, 0.38).Add(paint.Ellipse(-0.25, -0.6, 0.38, 0.36)).
			Add(paint.Ellipse(0.3, -0.6, 0.4, 0.36)).
			Add(paint.Ellipse(0.57, -0.18, 0.38, 0.38)).Add(paint.Ellipse(0, -0.15, 0.5, 0.4)).
			Add(paint.Box(-0.22, 0, 0.22, 0.95, 0.1)),
		marks: []mark{
			{accent, 0, paint.Polygon(-0.2, 0.9, -0.2, 0.3, -0.45, 0.12, -0.2, 0.12, 0, 0.28, 0.2, 0.12, 0.45, 0.12, 0.2,
				0.3, 0.2, 0.9)},
		}},
		mains: []uint32{0x2f7a33, 0x3e8a3a, 0x4b7f2c}, accent: 0xa9cf7a, pale: 0x67ad4f,
		texture: func(a, b paint.Colour) paint.Texture { return paint.Speckle(a, b, 0.16, 0.4, 5) }},
	{figure: figure{name: "carrot",
		outline: open(-0.4, -0.42).Curve(-0.3, -0.65, 0.3, -0.65, 0.4, -0.42).Curve(0.36, 0.2, 0.14, 0.8, 0, 1).
			Curve(-0.14, 0.8, -0.36, 0.2, -0.4, -0.42).Close(),
		marks: []mark{
			{accent, 0.15, open(-0.05, -0.5).Line(-0.32, -0.92)},
			{accent, 0.15, open(0, -0.5).Line(0.02, -0.98)},
			{accent, 0.15, open(0.05, -0.5).Line(0.35, -0.9)},
			{ink, 0.05, open(-0.3, -0.15).Line(0, -0.1)},
			{ink, 0.05, open(0.25, 0.15).Line(0, 0.2)},
			{ink, 0.05, open(-0.17, 0.45).Line(0.03, 0.5)},
		}},
		mains: []uint32{0xf07d1a, 0xe86c1c}, accent: leafGreen, pale: 0xffb870},
	{figure: figure{name: "cherry",
		outline: paint.Ellipse(-0.47, 0.5, 0.42, 0.42).Add(paint.Ellipse(0.45, 0.42, 0.42, 0.42)),
		marks: []mark{
			{ink, 0.09, open(-0.45, 0.15).Curve(-0.4, -0.3, -0.1, -0.7, 0.1, -0.95)},
			{ink, 0.09, open(0.42, 0.08).Curve(0.4, -0.3, 0.25, -0.7, 0.1, -0.95)},
			{accent, 0, sprig(0.12, -0.85, 0.85, -0.55)},
			{pale, 0, paint.Ellipse(-0.6, 0.36, 0.1, 0.08)},
			{pale, 0, paint.Ellipse(0.32, 0.28, 0.1, 0.08)},
		}},
		mains: []uint32{0xa31230, 0xc01a2e, 0x7a1030}, accent: leafGreen, pale: 0xf3b0ba},
	{figure: figure{name: "chilli",
		outline: open(-0.8, -0.62).Curve(-0.5, -0.85, -0.2, -0.6, -0.1, -0.3).Curve(0.1, 0.25, 0.5, 0.5, 0.97, 0.6).
			Curve(0.3, 0.95, -0.75, 0.6, -0.8, -0.62).Close(),
		marks: []mark{
			{accent, 0.22, open(-0.75, -0.6).Curve(-0.6, -0.72, -0.4, -0.66, -0.3, -0.55)},
			{accent, 0.13, open(-0.55, -0.65).Curve(-0.6, -0.85, -0.5, -0.9, -0.4, -0.98)},
			{pale, 0.07, open(-0.5, -0.1).Curve(-0.4, 0.25, -0.1, 0.5, 0.2, 0.57)},
		}},
		mains: []uint32{0xd01f1f, 0xd01f1f, 0x3f9a35, 0xe89a1f}, accent: stalk, pale: 0xf7b3a5},
	{figure: figure{name: "grapes",
		outline: berries(),
		marks: []mark{
			{ink, 0.05, berries()},
			{ink, 0.11, open(0, -0.6).Line(0.05, -0.98)},
			{accent, 0, sprig(0.05, -0.75, 0.75, -0.95)},
		}},
		mains: []uint32{0x5b2a7a, 0x6c2450, 0x9cbf4a}, accent: leafGreen, pale: 0xc9a8dc},
	{figure: figure{name: "lemon",
		outline: paint.Smooth(-0.98, 0, -0.75, -0.2, -0.4, -0.52, 0.1, -0.6, 0.55, -0.4, 0.8, -0.15, 0.98, 0, 0.8, 0.18,
			0.5, 0.45, 0, 0.6, -0.5, 0.45, -0.78, 0.2),
		marks: []mark{
			{accent, 0, sprig(0.85, -0.1, 0.35, -0.85)},
			{pale, 0.09, open(-0.45, -0.28).Curve(-0.25, -0.42, 0, -0.44, 0.15, -0.42)},
			{ink, 0, paint.Ellipse(0.1, 0.05, 0.04, 0.04)},
			{ink, 0, paint.Ellipse(0.4, 0.15, 0.04, 0.04)},
			{ink, 0, paint.Ellipse(-0.2, 0.25, 0.04, 0.04)},
		}},
		mains: []uint32{0xf4dc3c, 0xeed22c, 0xc3d640}, accent: leafGreen, pale: 0xfffbd0},
	{figure: figure{name: "orange",
		outline: paint.Ellipse(0, 0, 0.9, 0.9),
		marks: []mark{
			{accent, 0.14, paint.Ellipse(0, 0, 0.84, 0.84)},
			{pale, 0.12, paint.Ellipse(0, 0, 0.72, 0.72)},
			{pale, 0.08, open(0, -0.7).Line(0, 0.7)},
			{pale, 0.08, open(-0.6, -0.35).Line(0.6, 0.35)},
			{pale, 0.08, open(-0.6, 0.35).Line(0.6, -0.35)},
		}},
		mains: []uint32{0xf28c1c, 0xe9791c, 0xd8502c}, accent: 0xd9641a, pale: 0xffe3b0},
	{figure: figure{name: "pea",
		outline: open(-0.98, -0.28).Curve(-0.5, -0.62, 0.5, -0.42, 0.98, 0.3).Curve(0.3, 0.62, -0.7, 0.5, -0.98, -0.28).Close(),
		marks: []mark{
			{accent, 0, open(-0.75, -0.2).Curve(-0.4, -0.42, 0.4, -0.25, 0.75, 0.25).Curve(0.2, 0.42, -0.5, 0.3, -0.75, -0.2).
				Close()},
			{pale, 0, paint.Ellipse(-0.42, -0.1, 0.2, 0.2)},
			{pale, 0, paint.Ellipse(-0.02, 0.02, 0.22, 0.22)},
			{pale, 0, paint.Ellipse(0.38, 0.14, 0.18, 0.18)},
		}},
		mains: []uint32{0x5aa63c, 0x4f9440}, accent: 0x2f6b28, pale: 0xa6d860},
	{figure: figure{name: "pineapple",
		outline: paint.Ellipse(0, 0.35, 0.52, 0.63),
		marks: []mark{
			{accent, 0, paint.Polygon(-0.2, -0.2, -0.6, -0.65, -0.22, -0.5, -0.35, -0.98, -0.06, -0.62, 0.02, -1, 0.12,
				-0.62, 0.4, -0.95, 0.24, -0.5, 0.6, -0.6, 0.2, -0.2)},
			{ink, 0.05, open(-0.4, 0).Line(0.25, 0.85)},
			{ink, 0.05, open(-0.1, -0.2).Line(0.45, 0.6)},
			{ink, 0.05, open(0.4, 0).Line(-0.25, 0.85)},
			{ink, 0.05, open(0.1, -0.2).Line(-0.45, 0.6)},
		}},
		mains: []uint32{0xd99a2b, 0xc98a2e, 0xe0b030}, accent: leafGreen, pale: 0xf3d27a},
	{figure: figure{name: "strawberry",
		outline: paint.Symmetric(0, -0.52, 0.5, -0.6, 0.76, -0.2, 0.42, 0.55, 0, 0.95),
		marks: []mark{
			{accent, 0, paint.Polygon(0, -0.98, 0.14, -0.68, 0.65, -0.75, 0.35, -0.45, 0.4, -0.2, 0, -0.4, -0.4, -0.2,
				-0.35, -0.45, -0.65, -0.75, -0.14, -0.68)},
		}},
		mains: []uint32{0xd8203a, 0xe23b3b}, accent: leafGreen, pale: 0xf8d77a,
		texture: func(a, b paint.Colour) paint.Texture {
			dots := paint.Dots(a, b, 0.34)
			return func(x, y float64) paint.Colour { return a.Mix(dots(x, y), 0.8) }
		}},
	{figure: figure{name: "tomato",
		outline: paint.Symmetric(0, -0.5, 0.5, -0.64, 0.94, -0.1, 0.72, 0.58, 0, 0.78),
		marks: []mark{
			{accent, 0, paint.Polygon(0, -0.85, 0.1, -0.6, 0.5, -0.68, 0.2, -0.45, 0.35, -0.12, 0, -0.35, -0.35, -0.12,
				-0.2, -0.45, -0.5, -0.68, -0.1, -0.6)},
			{pale, 0.1, open(-0.65, 0.1).Curve(-0.6, 0.3, -0.5, 0.4, -0.4, 0.45)},
		}},
		mains: []uint32{0xd9301f, 0xe2472a, 0xd9301f, 0xe8a02c}, accent: leafGreen, pale: 0xf8b8a8},
	{figure: figure{name: "watermelon",
		outline: open(-0.97, -0.35).Line(0.97, -0.35).Curve(0.95, 0.98, -0.95, 0.98, -0.97, -0.35).Close(),
		marks: []mark{
			{accent, 0.2, rind(0.93)},
			{pale, 0.1, rind(0.8)},
			{ink, 0, paint.Ellipse(-0.35, -0.1, 0.07, 0.1)},
			{ink, 0, paint.Ellipse(0, 0, 0.07, 0.1)},
			{ink, 0, paint.Ellipse(0.35, -0.1, 0.07, 0.1)},
			{ink, 0, paint.Ellipse(-0.18, 0.22, 0.07, 0.1)},
			{ink, 0, paint.Ellipse(0.2, 0.22, 0.07, 0.1)},
		}},
		mains: []uint32{0xe24a52, 0xd93a4c, 0xf0b840}, accent: 0x2f7d3a, pale: 0xe8f2c8},
}

// sprig is a leaf from one point to another.
func sprig(x0, y0, x1, y1 float64) *paint.Path {
	dx, dy := x1-x0, y1-y0
	return open(x0, y0).Curve(x0+0.3*dx+0.5*dy, y0+0.3*dy-0.5*dx, x0+0.7*dx+0.4*dy, y0+0.7*dy-0.4*dx, x1, y1).
		Curve(x0+0.7*dx-0.4*dy, y0+0.7*dy+0.4*dx, x0+0.3*dx-0.5*dy, y0+0.3*dy+0.5*dx, x0, y0).Close()
}

// berries are ten berries of a bunch, in rows of four, three, two and one.
func berries() *paint.Path {
	p := &paint.Path{}
	for row := range 4 {
		for i := range 4 - row {
			x := 0.44 * (float64(i) - float64(3-row)/2)
			p.Add(paint.Ellipse(x, -0.42+0.4*float64(row), 0.26, 0.26))
		}
	}
	return p
}

// rind is the round side of a slice of the given size.
func rind(size float64) *paint.Path {
	return open(-size, -0.3).Curve(-0.98*size, 0.98*size, 0.98*size, 0.98*size, size, -0.3)
}
